//! Whatever comes in, the key answers.

use std::time::{Duration, Instant};

use proptest::collection::vec;
use proptest::prelude::*;
use shared::cbor::{Map, Value};
use shared::ctap::commands::CredentialManagementSubcommand;
use shared::ctap::packet::{ChannelId, Packet, REPORT_SIZE};
use virtual_key::VirtualKey;
use virtual_key::ctaphid::{Ctaphid, Event};
use virtual_key::{Engine as _, Step};

use crate::host::management::{Manager, descriptor, manage};
use crate::host::{TestKey, get_assertion, make_credential, set_pin, token};

/// Any CBOR value that a request may be made of.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(Value::from),
        (-10_i64..10).prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        vec(any::<u8>(), 0..100).prop_map(Value::from),
        prop_oneof![Just("public-key"), Just("id"), Just("type"), Just("example.org"), Just("å")].prop_map(Value::from),
        Just(Value::Null),
    ];
    let key = prop_oneof![
        (-3_i64..12).prop_map(Value::from),
        prop_oneof![
            Just("id"),
            Just("type"),
            Just("alg"),
            Just("rk"),
            Just("up"),
            Just("uv"),
            Just("hmac-secret"),
            Just("credProtect")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            vec((key.clone(), inner), 0..6).prop_map(|entries| Value::Map(entries.into_iter().collect())),
        ]
    })
}

/// A request that was right before some members were replaced.
fn bent_request() -> impl Strategy<Value = Vec<u8>> {
    let whole = prop_oneof![
        Just((1_u8, make_credential("example.org", b"a").option("rk", true).extension("credProtect", 2).map)),
        Just((2, get_assertion("example.org").list(&[[0; 97]]).extension("hmac-secret", Map::new()).map)),
        (1_u8..8, proptest::option::of(vec(any::<u8>(), 0..40)))
            .prop_map(|(subcommand, param)| (10, management(subcommand, param))),
        (1_u8..4).prop_map(|subcommand| {
            let parameters = Map::new().with(1, 6).with(2, vec![Value::from("example.org")]).with(3, true);
            (13, Map::new().with(1, subcommand).with(2, parameters))
        }),
        Just((6, Map::new().with(1, 2).with(2, 9).with(3, Map::new()).with(6, [0; 32]).with(9, 3))),
    ];
    (whole, vec((0_u8..12, value()), 0..3)).prop_map(|((command, mut map), changes)| {
        for (key, value) in changes {
            map.insert(key, value);
        }
        [vec![command], map.encode()].concat()
    })
}

/// A request for credential management, without a proof or with one that is none.
fn management(subcommand: u8, param: Option<Vec<u8>>) -> Map {
    let user = Map::new().with("id", b"a".as_slice()).with("name", "anna");
    let parameters = Map::new().with(1, [7; 32]).with(2, descriptor(&[0; 32])).with(3, user);
    Map::new().with(1, subcommand).with(2, parameters).with(3, 2).with_some(4, param)
}

fn answer_all(messages: &[Vec<u8>]) {
    let mut authenticator = VirtualKey::builder().authenticator().unwrap();
    let now = Instant::now();
    for message in messages {
        let reply = authenticator.process(message, now);
        let (status, cbor) = reply.split_first().expect("a status byte");
        assert!(*status == 0 || cbor.is_empty());
        assert!(cbor.is_empty() || Value::parse(cbor).is_ok(), "a reply is canonical CBOR");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_get_an_answer(messages in vec(vec(any::<u8>(), 0..300), 1..20)) {
        answer_all(&messages);
    }

    #[test]
    fn any_bytes_behind_a_command_get_an_answer(
        messages in vec((0_u8..15, vec(any::<u8>(), 0..100)), 1..20)
    ) {
        let messages: Vec<_> = messages.into_iter().map(|(command, rest)| [vec![command], rest].concat()).collect();
        answer_all(&messages);
    }

    #[test]
    fn any_map_behind_a_command_gets_an_answer(messages in vec((0_u8..15, value()), 1..20)) {
        let messages: Vec<_> =
            messages.into_iter().map(|(command, value)| [vec![command], value.encode()].concat()).collect();
        answer_all(&messages);
    }

    #[test]
    fn any_u2f_message_gets_a_status_word(
        messages in vec((0_u8..5, any::<u8>(), vec(any::<u8>(), 0..200), any::<bool>()), 1..20)
    ) {
        let mut authenticator = VirtualKey::builder().authenticator().unwrap();
        for (instruction, control, rest, touched) in messages {
            let whole = [vec![0, instruction, control, 0], rest.clone()].concat();
            for message in [&whole, &rest] {
                let (Step::Reply(reply) | Step::AskAgain(reply) | Step::Touched(reply)) = authenticator.u2f(message, touched, Instant::now())
                else {
                    panic!("a U2F message waits for nobody");
                };
                prop_assert!(reply.len() >= 2);
            }
        }
    }

    #[test]
    fn bent_requests_get_an_answer(messages in vec(bent_request(), 1..20)) {
        answer_all(&messages);
    }

    /// Reports on channels that exist, with commands that exist, more often than chance would have it.
    #[test]
    fn any_reports_leave_the_transport_usable(
        reports in vec((0_u8..4, any::<u8>(), 0_u16..300, any::<[u8; REPORT_SIZE]>(), 0_u64..700), 0..200)
    ) {
        let mut now = Instant::now();
        let mut hid = Ctaphid::new(1);
        for (channel, marker, length, mut report, pause) in reports {
            let channel = [ChannelId::BROADCAST, ChannelId(1), ChannelId(2), ChannelId(3)][usize::from(channel)];
            report[..4].copy_from_slice(&channel.0.to_be_bytes());
            report[4] = [marker, 0x81, 0x86, 0x90, 0x91, 0, 1, 2][usize::from(marker % 8)];
            report[5..7].copy_from_slice(&length.to_be_bytes());
            now += Duration::from_millis(pause);
            let reaction = hid.receive(&report, now);
            if let Some(Event::Request { id, message, .. }) = reaction.event {
                prop_assert!(!message.is_empty());
                hid.await_touch(id, now);
                if marker > 128 {
                    hid.reply(id, &message);
                }
            }
            hid.tick(now);
        }
        // A transaction ends by itself or by INIT on its channel: then everything works again.
        hid.tick(now + Duration::from_secs(1));
        let nonce = [1; 8];
        for channel in [ChannelId(1), ChannelId(2), ChannelId(3), ChannelId::BROADCAST] {
            let init = Packet::Initialization { channel, command: 6, length: 8, data: &nonce }.to_report();
            hid.receive(&init, now + Duration::from_secs(1));
        }
        let ping = Packet::Initialization { channel: ChannelId(1), command: 1, length: 1, data: &[9] }.to_report();
        prop_assert_eq!(hid.receive(&ping, now + Duration::from_secs(1)).reports, vec![ping]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Behind a right proof: the parameters are reached only then.
    #[test]
    fn bent_parameters_of_credential_management_get_an_answer(
        requests in vec((0..CredentialManagementSubcommand::ALL.len(), vec((1_u8..5, value()), 0..3)), 1..20)
    ) {
        let mut test = TestKey::new();
        set_pin(&mut test.host, 2, "1234").unwrap();
        let granted = token(&mut test.host, 2, "1234", "example.org").unwrap();
        make_credential("example.org", b"a").option("rk", true).token(2, &granted).call(&mut test.host).unwrap();
        let manager = Manager::new(&mut test.host, 2, "1234", None);
        for (subcommand, members) in requests {
            let parameters = members.into_iter().collect();
            let _status = manage(
                &mut test.host,
                &manager.request(CredentialManagementSubcommand::ALL[subcommand], Some(parameters)),
            );
        }
        prop_assert!(manager.metadata(&mut test.host).is_ok());
    }
}

#[test]
fn a_running_key_survives_random_reports() {
    let mut test = TestKey::new();
    let mut byte = 1_u8;
    for _ in 0..2000 {
        let mut report = [0; REPORT_SIZE];
        for at in &mut report {
            byte = byte.wrapping_mul(37).wrapping_add(11);
            *at = byte;
        }
        report[..4].copy_from_slice(&test.host.channel.0.to_be_bytes());
        test.host.link.send(&report).unwrap();
    }
    test.clock.advance(Duration::from_secs(1));
    test.power_cycle();
    assert!(test.host.call(shared::ctap::commands::Command::GetInfo, &Map::new()).is_ok());
}
