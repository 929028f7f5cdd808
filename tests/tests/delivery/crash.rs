//! The real server is killed while a message is being sent: it goes again, under the same name, and nothing shows what it says.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use rp_server::records::{MessageState, Timestamp};
use rp_server::store::{SledStore, Store as _};
use tests::post::{Provider, prepared_code};
use tests::process::Process;

const NUMBER: &str = "+46701234567";
const CODE: &str = "493817";

fn serve(settings: &Path, log: &Path) -> Process {
    let (process, _) = Process::start(
        "rp-server",
        |command| {
            command.arg("serve").arg("--config").arg(settings).args([
                "--listen",
                "127.0.0.1:0",
                "--log-level",
                "debug",
            ]);
            let log = fs::OpenOptions::new().create(true).append(true).open(log).expect("a log");
            command.stderr(log);
        },
        "listening on ",
    );
    process
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(40), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_message_outlives_a_killed_server_and_reaches_its_person_once() {
    let provider = Provider::start(Path::new(env!("CARGO_BIN_EXE_provider-double")));
    let folder = tempfile::tempdir().unwrap();
    let (data, settings, log) =
        (folder.path().join("data"), folder.path().join("nyckel.toml"), folder.path().join("log"));
    let toml = format!(
        "data = \"{}\"\n[delivery]\nsms = \"twilio\"\ntimeout = \"1s\"\n[delivery.twilio]\nurl = \"{}\"\naccount = \"{}\"\n\
         token_file = \"{}\"\nfrom = \"+46766860000\"\n",
        data.display(),
        provider.url,
        Provider::ACCOUNT,
        provider.token_file().display()
    );
    fs::write(&settings, &toml).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    let now = Timestamp::from_unix_millis(u64::try_from(now).unwrap());
    let id = prepared_code(&data, &toml, NUMBER, CODE, now);

    // The provider takes it, and the server is killed before it hears so.
    provider.behave("mute");
    let server = serve(&settings, &log);
    wait_until("the first try", || !provider.taken().is_empty());
    server.kill();
    provider.behave("ok");
    let server = serve(&settings, &log);
    wait_until("the second try", || provider.taken().len() == 2);
    let message = || {
        let text = fs::read_to_string(&log).unwrap();
        text.matches("message sent").count()
    };
    wait_until("it is known as sent", || message() == 1);
    assert!(server.terminate());
    // Both tries have one name, so that the provider sent it once.
    assert_eq!(provider.messages(), (1, 1));

    let store = SledStore::open(&data).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let message = runtime.block_on(store.message(&id)).unwrap().unwrap();
    assert_eq!((message.state, message.attempts), (MessageState::Sent, 2));
    runtime.block_on(store.close()).unwrap();
    drop(store);

    let mut open = vec![folder.path().to_owned()];
    let mut read = 0;
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        read += 1;
        for planted in [&NUMBER[1..], CODE, Provider::TOKEN] {
            let shows = bytes.windows(planted.len()).any(|window| window == planted.as_bytes());
            assert!(!shows, "{planted} is in {}", path.display());
        }
    }
    assert!(read > 4, "{read} files");
}
