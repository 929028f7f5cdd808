//! Whether time tells which user names are known: how long a running rp-server takes to begin a sign-in for a name that it
//! knows, and for one that it does not.
//!
//! Prints one line of JSON with the times, in nanoseconds: of names that have a key, of names that nobody has, and of names whose
//! keys the operator has removed. They come in random order, one request at a time over one connection, as somebody asks who
//! wants to know.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use clap::Parser;
use serde_json::json;
use tests::bench::MemoryBench;
use tests::process::RelyingParty;
use tests::scenarios::Loop;

const PIN: &str = "2468";

/// Names of each kind: one alone could be slower by its place in the store.
const NAMES: usize = 20;

/// Requests of each kind.
const REQUESTS: usize = 1000;

/// Requests that nobody measures: caches, connections and the allocator come to rest.
const WARM_UP: usize = 500;

#[derive(Parser)]
struct Arguments {
    /// The folder of rp-server
    #[arg(long)]
    bin_dir: PathBuf,
}

fn main() {
    let bin_dir = Arguments::parse().bin_dir;
    tests::process::use_bin_dir(bin_dir.clone());
    let server = RelyingParty::start();
    let key = MemoryBench::new();
    let it = Loop::new(&key, &server.url, PIN);
    it.with_key(|key, operation| key.set_pin(&it.pin, operation)).expect("a new key takes a PIN");
    // Of the same length, and nothing else alike.
    let new_name = |_| it.name(&format!("{:08x}", random()));
    let [known, unknown, keyless] = [(); 3].map(|()| (0..NAMES).map(new_name).collect::<Vec<_>>());
    for name in &known {
        it.register(name).expect("a new account");
    }
    for name in &keyless {
        let id = it.register(name).expect("a new account").key.id.to_string();
        let mut operator = Command::new(bin_dir.join("rp-server"));
        operator.args(["account", "remove-key", "--even-if-last", "--data"]).arg(server.data()).args([name, &id]);
        let output = operator.output().expect("rp-server runs");
        assert!(output.status.success(), "{output:?}");
    }
    let kinds = [known, unknown, keyless];
    let mut order: Vec<_> = (0..kinds.len() * REQUESTS).map(|number| number % kinds.len()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, random() % (last + 1));
    }
    let mut connection = Connection::new(&server.url);
    let mut ask = |kind: usize| connection.begin(&kinds[kind][random() % NAMES]);
    for &kind in order.iter().cycle().take(WARM_UP) {
        ask(kind);
    }
    let mut times = [const { Vec::new() }; 3];
    for kind in order {
        times[kind].push(ask(kind));
    }
    let [known, unknown, keyless] = times;
    println!("{}", json!({ "known": known, "unknown": unknown, "keyless": keyless }));
}

fn random() -> usize {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).expect("random bytes");
    u32::from_be_bytes(bytes) as usize
}

/// A connection without anything of a client's that could take time of its own.
struct Connection {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn new(url: &str) -> Self {
        let address = url.strip_prefix("http://localhost:").expect("a local server");
        let stream = TcpStream::connect(format!("127.0.0.1:{address}")).expect("it listens");
        stream.set_nodelay(true).expect("a socket");
        let reader = BufReader::new(stream.try_clone().expect("a socket"));
        Self { stream, reader }
    }

    /// Begins a sign-in; how long it took from the request's first byte to the answer's first, in nanoseconds.
    fn begin(&mut self, name: &str) -> u64 {
        let body = json!({ "userName": name }).to_string();
        let request = format!(
            "POST /api/v1/sign-in/begin HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let begun = Instant::now();
        self.stream.write_all(request.as_bytes()).expect("it takes the request");
        let first = self.reader.fill_buf().expect("it answers");
        let elapsed = begun.elapsed();
        assert!(first.starts_with(b"HTTP/1.1 200 "), "{}", String::from_utf8_lossy(first));
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line).expect("a header");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().expect("a length");
            }
            if line == "\r\n" {
                break;
            }
        }
        self.reader.read_exact(&mut vec![0; length]).expect("a body");
        u64::try_from(elapsed.as_nanos()).expect("less than centuries")
    }
}
