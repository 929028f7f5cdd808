//! `rp-server outbox`, while the server runs and when it is stopped.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rp_server::clock::{Clock, SystemClock};
use rp_server::config::{Config, Layers};
use rp_server::contacts::Address;
use rp_server::delivery::{Delivery, NewCode, Secret};
use rp_server::i18n::Language;
use rp_server::records::{Channel, OutboxId, PhoneNumber};
use rp_server::secret::ServerSecret;
use rp_server::store::{Attempt, SledStore, Store};
use rustix::process::{Signal, kill_process};
use serde_json::Value as Json;

use crate::app::{Program, printed};

const NUMBER: &str = "+46701234567";
const CODE: &str = "493817";

/// Leaves dead messages in a store.
fn dead_messages(data: &Path, count: usize) -> Vec<OutboxId> {
    let config = Config::from_layers(&Layers::new()).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let secret = ServerSecret::open(data).unwrap();
    let delivery = Delivery::new(&config.delivery, &secret, "Nyckel", None, &clock).unwrap();
    let to = Address::Phone(PhoneNumber::read(NUMBER, None).unwrap().number);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let store = SledStore::open(data).unwrap();
        let mut ids = Vec::new();
        for _ in 0..count {
            let new = NewCode {
                account: None,
                channel: Channel::Sms,
                to: &to,
                language: Language::English,
                code: Secret::new(CODE),
                now: clock.now(),
                lifetime: Duration::from_secs(600),
            };
            let message = delivery.outbox().write_code(new).unwrap();
            let dead = Attempt::Dead { problem: "the provider answered 400".into() };
            ids.push(message.id);
            store.enqueue(vec![message]).await.unwrap();
            assert!(store.record_attempt(ids.last().unwrap(), 0, dead, clock.now()).await.unwrap());
        }
        store.close().await.unwrap();
        ids
    })
}

fn outbox(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rp-server"));
    let output = command.env_clear().args(["outbox", "--data"]).arg(data).args(arguments).output().unwrap();
    let all = [output.stdout.as_slice(), &output.stderr].concat();
    let all = String::from_utf8(all).unwrap();
    assert!(!all.contains(CODE) && !all.contains(&NUMBER[1..]), "{all}");
    output
}

fn json(data: &Path, arguments: &[&str]) -> Json {
    let json: Json = serde_json::from_str(&printed(&outbox(data, &[&["--json"], arguments].concat()))).unwrap();
    assert_eq!(json["schema_version"], 1);
    json
}

#[test]
fn dead_messages_are_listed_shown_tried_again_and_dropped_by_a_server_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let ids = dead_messages(data, 2).iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut app = Program::start_on(data, &[]);

    let listed = json(data, &["list"]);
    assert_eq!((listed["dead"].as_u64(), listed["pending"].as_u64()), (Some(2), Some(0)));
    assert_eq!(
        (listed["messages"][0]["id"].as_str(), listed["messages"][1]["id"].as_str()),
        (Some(&*ids[0]), Some(&*ids[1]))
    );
    let shown = json(data, &["show", &ids[0]]);
    let part = |name: &str| shown[name].as_str().unwrap();
    assert_eq!((part("about"), part("by"), part("to"), part("state")), ("code", "sms", "SE …67", "dead"));
    assert_eq!(part("problem"), "the provider answered 400");
    let text = printed(&outbox(data, &["list"]));
    assert!(text.starts_with("ID ") && text.contains("SE …67") && text.contains("\n2 dead, 0 waiting; "), "{text}");

    assert!(printed(&outbox(data, &["retry", &ids[0]])).contains("is tried again"));
    let file = data.join("messages").join(format!("sms-{}.txt", ids[0]));
    let began = Instant::now();
    while !file.exists() {
        assert!(began.elapsed() < Duration::from_secs(20), "it was not sent");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(std::fs::read_to_string(&file).unwrap().contains("493817 is your code for Nyckel."));
    assert!(printed(&outbox(data, &["drop", &ids[1]])).contains("is dropped"));

    // Stopped, the store says the same.
    kill_process(app.pid(), Signal::TERM).unwrap();
    assert_eq!(app.wait().code(), Some(0));
    let listed = json(data, &["list"]);
    assert_eq!((listed["dead"].as_u64(), listed["sent"].as_u64()), (Some(0), Some(1)));
    assert_eq!(json(data, &["show", &ids[0]])["state"], "sent");
}

#[test]
fn what_cannot_be_done_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let ids = dead_messages(data, 1);
    let id = ids[0].to_string();
    printed(&outbox(data, &["retry", &id]));
    for (arguments, text) in [
        (["show", "AAAA"], "rp-server: there is no message \"AAAA\". Look it up: rp-server outbox list\n".to_owned()),
        (["drop", "x"], "rp-server: there is no message \"x\". Look it up: rp-server outbox list\n".to_owned()),
        (
            ["retry", &id],
            format!(
                "rp-server: the message {id:?} is not dead: it waits, was sent, or is over. Look it up: rp-server outbox show {id}\n"
            ),
        ),
    ] {
        let output = outbox(data, &arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), text);
    }
}
