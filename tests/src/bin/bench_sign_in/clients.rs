//! Many clients at once. They begin, then sign, then finish, all in step: signing is not the server's work, and is left out of
//! the measurement.

use std::path::PathBuf;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use hid_client::relying_party::RelyingParty as Client;
use hid_client::webauthn_client::Origin;
use shared::api::{BeginSignIn, FinishSignIn};
use tests::bench::MemoryBench;
use tests::process::RelyingParty;
use tests::scenarios::Loop;

use crate::bare::BareServer;
use crate::cpu;

/// As many as the goal names; each keeps its connection.
const CLIENTS: usize = 64;

/// Sign-ins of each client: so many that a hundredth of a second of CPU time is little.
const SIGN_INS: usize = 100;

const PIN: &str = "2468";

/// Signs in at an rp-server with an empty data folder; the number of sign-ins, and the CPU time the server took for them.
pub(crate) fn whole(bin_dir: PathBuf) -> (usize, Duration) {
    tests::process::use_bin_dir(bin_dir);
    let server = RelyingParty::start();
    let steps = Steps::new();
    let cpu = thread::scope(|scope| {
        for number in 0..CLIENTS {
            let (url, steps) = (&server.url, &steps);
            scope.spawn(move || {
                let key = MemoryBench::new();
                let it = Loop::new(&key, url, PIN);
                it.with_key(|key, operation| key.set_pin(&it.pin, operation)).expect("a new key takes a PIN");
                let name = it.name(&format!("client-{number}"));
                it.register(&name).expect("a new account");

                // Ceremonies for the measurement alone: those that are answered are begun where nobody measures.
                let request = BeginSignIn { user_name: Some(name.clone()) };
                steps.measured(|| begin(&it.server, &request));
                let sign = || it.sign_in_answer(Some(&name), &it.pin).expect("the key signs");
                let answers: Vec<_> = (0..SIGN_INS).map(|_| sign()).collect();
                steps.measured(|| finish(&it.server, &answers));
            });
        }
        steps.measure(server.id()) + steps.measure(server.id())
    });
    (CLIENTS * SIGN_INS, cpu)
}

/// The same requests at a server that does nothing.
pub(crate) fn bare() -> (usize, Duration) {
    let server = BareServer::start();
    let steps = Steps::new();
    let cpu = thread::scope(|scope| {
        for _ in 0..CLIENTS {
            let (server, steps) = (&server, &steps);
            scope.spawn(move || {
                let client = Client::new(Origin::from_server_address(&server.url).expect("its address"));
                let request = BeginSignIn { user_name: Some("client".to_owned()) };
                let answers = vec![server.answer.clone(); SIGN_INS];
                // The connection is opened before, as it is where an account was made before.
                begin(&client, &request);
                steps.measured(|| begin(&client, &request));
                steps.measured(|| finish(&client, &answers));
            });
        }
        steps.measure(server.id()) + steps.measure(server.id())
    });
    (CLIENTS * SIGN_INS, cpu)
}

fn begin(client: &Client, request: &BeginSignIn) {
    for _ in 0..SIGN_INS {
        client.begin_sign_in(request).expect("a ceremony begins");
    }
}

fn finish(client: &Client, answers: &[FinishSignIn]) {
    for answer in answers {
        // Who signs in has no session; with one it would be a proof, which ends that session besides.
        client.forget_session();
        client.finish_sign_in(answer).expect("a good answer is accepted");
    }
}

/// Keeps clients and measurement in step.
struct Steps(Barrier);

impl Steps {
    fn new() -> Self {
        // A client that gives up would leave all others waiting.
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            usual(panic);
            std::process::exit(1);
        }));
        Self(Barrier::new(CLIENTS + 1))
    }

    /// A client's part: works while [`Self::measure`] watches.
    fn measured(&self, work: impl FnOnce()) {
        self.0.wait();
        self.0.wait();
        work();
        self.0.wait();
    }

    /// CPU time that the process `server` takes while every client works.
    fn measure(&self, server: u32) -> Duration {
        self.0.wait();
        let before = cpu::of_process(server);
        self.0.wait();
        self.0.wait();
        cpu::of_process(server) - before
    }
}
