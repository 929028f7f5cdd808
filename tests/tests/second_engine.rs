//! Where the second engine and ours differ: every difference of docs/second-engine.md is held here, and none may come or go
//! unnoticed. What they have in common is held by the scenarios that run on both.

use std::time::Duration;

use hid_client::check::{Outcome, Section, Verdict};
use hid_client::ctaphid::{CtapHid, Patience};
use hid_client::events::Event;
use hid_client::operation::{Cancellation, Operation};
use shared::cbor::{Map, Value};
use shared::ctap::commands::Command;
use shared::ctap::status::Status;
use tests::bench::{Bench as _, MemoryBench};
use tests::conformance::{check, complaints, everything, key, verdict, with_pin};
use tests::engine::Engine;
use tests::on_both_engines;
use virtual_key::{ManualClock, Presence, VirtualKey};

const RP_ID: &str = "example.org";

/// What `hid-client check` finds wrong with the second engine, rule by rule.
const BROKEN: &[&str] = &[
    "client-pin unknown-subcommand: refused with CTAP2_ERR_INVALID_CBOR (0x12), in place of CTAP2_ERR_INVALID_SUBCOMMAND \
     (0x3e) or CTAP1_ERR_INVALID_PARAMETER (0x02)",
    "pin-uv-auth-token rp-id-required: carried out, in place of CTAP2_ERR_MISSING_PARAMETER (0x14) or \
     CTAP1_ERR_INVALID_PARAMETER (0x02)",
    "make-credential token-spent: carried out, in place of CTAP2_ERR_PIN_AUTH_INVALID (0x33)",
    "make-credential each-algorithm: asked for ES256 first, made another",
    "credential-management unknown-subcommand: refused with CTAP2_ERR_INVALID_CBOR (0x12), in place of \
     CTAP2_ERR_INVALID_SUBCOMMAND (0x3e) or CTAP1_ERR_INVALID_PARAMETER (0x02) or CTAP2_ERR_PUAT_REQUIRED (0x36)",
    "credential-management deletes: refused with CTAP2_ERR_INVALID_CREDENTIAL (0x22), in place of \
     CTAP2_ERR_NO_CREDENTIALS (0x2e)",
    "u2f wrong-length: U2F status 0x6a80 came",
];

/// What it does not claim.
const NOT_CLAIMED: &[&str] = &[
    "ctaphid no-msg",
    "commands unclaimed-credential-management",
    "commands unclaimed-large-blobs",
    "commands unclaimed-config",
    "pin-uv-auth-token read-only-alone",
];

#[test]
fn the_check_finds_what_differs_and_nothing_else() {
    let subject = with_pin(key(Engine::Second, |builder| builder));
    let report = check(&subject, &everything());
    assert_eq!(complaints(&report).lines().collect::<Vec<_>>(), BROKEN);
    let mut not_claimed = Vec::new();
    for section in &report.sections {
        for finding in &section.findings {
            match finding.outcome {
                Outcome::NotClaimed(_) => not_claimed.push(format!("{} {}", section.section, finding.rule)),
                Outcome::NotTried(why) => panic!("{} {} was not tried: {why}", section.section, finding.rule),
                _ => {}
            }
        }
    }
    assert_eq!(not_claimed, NOT_CLAIMED);
    for section in [Section::Ctaphid, Section::GetInfo, Section::GetAssertion, Section::HmacSecret, Section::Reset] {
        assert_eq!(verdict(&report, section), Verdict::Holds, "{section}");
    }
    assert_eq!(report.stays, []);
}

/// A key without a PIN, and a clock that goes when it is told.
struct Stage {
    bench: MemoryBench,
    clock: ManualClock,
}

impl Stage {
    fn new(engine: Engine, presence: Presence) -> Self {
        let clock = ManualClock::new();
        let builder = VirtualKey::builder().in_memory().presence(presence).clock(clock.clone());
        Self { bench: MemoryBench::of(engine.build(builder)), clock }
    }

    /// Sends a command, whose person lets `waits` go by when the key asks for a touch: the status, and the CBOR behind it.
    fn send_slowly(&self, command: Command, parameters: &Map, waits: Duration) -> (Status, Option<Map>) {
        let mut observer = |event| {
            if event == Event::TouchNeeded {
                self.clock.advance(waits);
            }
        };
        let mut operation = Operation::new(Duration::from_secs(60), Cancellation::new(), &mut observer);
        let mut hid = CtapHid::open(self.bench.open(), &mut operation).expect("the key");
        let body = if parameters.is_empty() { Vec::new() } else { parameters.encode() };
        let message = [vec![command.code()], body].concat();
        let reply = hid.cbor(&message, Patience::Person, &mut operation).expect("a reply");
        let (status, body) = reply.split_first().expect("a status");
        (Status::from_code(*status), Map::parse(body).ok().flatten())
    }

    fn send(&self, command: Command, parameters: &Map) -> (Status, Option<Map>) {
        self.send_slowly(command, parameters, Duration::ZERO)
    }
}

/// A discoverable credential of this user.
fn creation(user: &str) -> Map {
    let user = Map::new().with("id", user.as_bytes()).with("name", user).with("displayName", user);
    let algorithm = Map::new().with("alg", -7).with("type", "public-key");
    Map::new()
        .with(1, [7; 32])
        .with(2, Map::new().with("id", RP_ID))
        .with(3, user)
        .with(4, vec![Value::from(algorithm)])
        .with(7, Map::new().with("rk", true))
}

fn a_reset_that_comes_late_is_refused(engine: Engine) {
    for (after, status) in [
        (Duration::from_secs(10), Status::Ok),
        // The second engine counts whole seconds.
        (Duration::from_millis(10_900), engine.either(Status::NotAllowed, Status::Ok)),
        (Duration::from_secs(11), Status::NotAllowed),
    ] {
        let stage = Stage::new(engine, Presence::Auto);
        stage.clock.advance(after);
        assert_eq!(stage.send(Command::Reset, &Map::new()).0, status, "{after:?}");
    }
}

fn a_touch_that_does_not_come_denies_the_operation(engine: Engine) {
    let stage = Stage::new(engine, Presence::Manual);
    let (status, _) = stage.send_slowly(Command::MakeCredential, &creation("anna"), Duration::from_secs(31));
    assert_eq!(status, engine.either(Status::OperationDenied, Status::UserActionTimeout));
}

fn a_row_of_assertions_ends_after_30_seconds(engine: Engine) {
    for (pause, status) in [
        (Duration::from_secs(29), Status::Ok),
        // The second engine has no such clock.
        (Duration::from_secs(31), engine.either(Status::NotAllowed, Status::Ok)),
    ] {
        let stage = Stage::new(engine, Presence::Auto);
        for user in ["anna", "bo"] {
            assert_eq!(stage.send(Command::MakeCredential, &creation(user)).0, Status::Ok);
        }
        let mut nobody = |_| {};
        let mut operation = Operation::new(Duration::from_secs(60), Cancellation::new(), &mut nobody);
        // A row belongs to one channel.
        let mut hid = CtapHid::open(stage.bench.open(), &mut operation).expect("the key");
        let request = Map::new().with(1, RP_ID).with(2, [7; 32]);
        let message = [vec![Command::GetAssertion.code()], request.encode()].concat();
        let reply = hid.cbor(&message, Patience::Person, &mut operation).expect("a reply");
        let first = Map::parse(&reply[1..]).expect("CBOR").expect("a map");
        assert_eq!((reply[0], first.get(5)), (0, Some(&Value::from(2))));
        stage.clock.advance(pause);
        let reply = hid.cbor(&[Command::GetNextAssertion.code()], Patience::Person, &mut operation).expect("a reply");
        assert_eq!(Status::from_code(reply[0]), status, "{pause:?}");
    }
}

on_both_engines!(
    a_reset_that_comes_late_is_refused,
    a_touch_that_does_not_come_denies_the_operation,
    a_row_of_assertions_ends_after_30_seconds,
);
