//! Managing the credentials of keys that have their own ways.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use hid_client::ctap2::StoredUser;
use hid_client::error::{Error, ErrorKind};
use hid_client::key::{Access, CredentialManager, Key, ListedCredential, Verification};
use hid_client::operation::Operation;
use hid_client::pin::Pin;
use hid_client::transport::Transport;
use sha2::{Digest as _, Sha256};
use shared::cbor::{Fields, Map};
use shared::ctap::commands::Command;
use shared::ctap::get_info::GetInfo;
use shared::ids::CredentialId;
use support::pin_key::{PinKey, mac};
use support::{Asked, Log, PLENTY, Step, asked, commands, info, key, ok, reply, within};

const CTAP_2_1: &[(&str, bool)] = &[("clientPin", true), ("pinUvAuthToken", true), ("credMgmt", true)];

/// What a key says to credential management, by subcommand.
type Answers = fn(u64, &Map) -> Vec<Step>;

/// A key with a PIN that checks every proof and then answers by `answers`.
fn managed(info: GetInfo, answers: Answers) -> (Box<dyn Transport>, Log) {
    let mut pin_key = PinKey::new(Some("1234"));
    key(move |asked: &Asked| match asked.ctap2() {
        Some(Command::GetInfo) => reply(0, &info.encode()),
        Some(Command::ClientPin) => pin_key.client_pin(asked),
        Some(Command::CredentialManagement | Command::CredentialManagementPreview) => {
            let parameters = asked.parameters();
            let subcommand = Fields(&parameters).uint(1, "subCommand").unwrap();
            if let Some(param) = parameters.get(4) {
                let own = parameters.get(2).map(shared::cbor::Value::encode).unwrap_or_default();
                let message = [vec![u8::try_from(subcommand).unwrap()], own].concat();
                let two = parameters.get(3).unwrap().as_u64() == Some(2);
                assert_eq!(param.as_bytes().unwrap(), mac(&pin_key.token, &message, two));
            }
            answers(subcommand, &parameters)
        }
        other => panic!("{other:?}"),
    })
}

fn with_manager<T>(
    transport: Box<dyn Transport>,
    access: Access,
    work: impl FnOnce(&mut CredentialManager<'_>, &mut Operation<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    within(PLENTY, |operation| {
        let mut key = Key::open(transport, operation)?;
        let pin = Verification::Pin(Pin::new("1234").map_err(ErrorKind::from)?);
        let grant = key.authorize_management(access, &pin, operation)?;
        work(&mut key.manage_credentials(grant), operation)
    })
    .0
}

fn list(transport: Box<dyn Transport>) -> Result<Vec<ListedCredential>, Error> {
    with_manager(transport, Access::Read, |manager, operation| manager.credentials(operation))
}

fn relying_party(id: &str) -> Map {
    Map::new().with(3, Map::new().with("id", id)).with(4, Sha256::digest(id).to_vec())
}

fn credential(id: u8) -> Map {
    let public_key = Map::new().with(1, 2).with(3, -7).with(-1, 1);
    Map::new()
        .with(6, Map::new().with("id", [id]).with("name", format!("user {id}")))
        .with(7, Map::new().with("id", [id; 16]).with("type", "public-key"))
        .with(8, public_key)
        .with(10, 2)
}

/// Two relying parties with two credentials each.
fn two_by_two(subcommand: u64, parameters: &Map) -> Vec<Step> {
    let of_first = |map: &Map| {
        map.get(2).unwrap().as_map().unwrap().get(1).unwrap().as_bytes().unwrap()[0] == Sha256::digest("a.example")[0]
    };
    match subcommand {
        2 => ok(relying_party("a.example").with(5, 2)),
        3 => ok(relying_party("b.example")),
        4 if of_first(parameters) => ok(credential(1).with(9, 2)),
        4 => ok(credential(3).with(9, 2)),
        5 => ok(credential(2)),
        other => panic!("subcommand {other}"),
    }
}

#[test]
fn edge09_rows_are_fetched_with_nothing_in_between() {
    let (transport, log) = managed(info(CTAP_2_1), two_by_two);
    let all = list(transport).unwrap();
    let told: Vec<_> = all.iter().map(|it| (it.relying_party.id.as_str(), it.credential.id.as_bytes()[0])).collect();
    assert_eq!(told, [("a.example", 1), ("a.example", 2), ("b.example", 3), ("b.example", 2)]);
    assert_eq!(all[0].credential.user.name.as_deref(), Some("user 1"));
    assert_eq!((all[0].credential.algorithm, all[0].credential.cred_protect), (-7, Some(2)));
    let subcommands: Vec<_> = asked(&log, Command::CredentialManagement)
        .iter()
        .map(|map| Fields(map).uint(1, "subCommand").unwrap())
        .collect();
    assert_eq!(subcommands, [2, 3, 4, 5, 4, 5]);
    let commands = commands(&log);
    let begun = commands.iter().position(|command| *command == Command::CredentialManagement).unwrap();
    assert!(commands[begun..].iter().all(|command| *command == Command::CredentialManagement));
    // A "get next" carries its subcommand and nothing else.
    assert!(asked(&log, Command::CredentialManagement).iter().all(|map| map.len() == 1 || map.get(4).is_some()));
}

#[test]
fn no_more_is_asked_for_than_reading_needs() {
    let permissions = |options: &[(&str, bool)], access| {
        let (transport, log) = managed(info(options), |_, _| reply(0x2e, &[]));
        with_manager(transport, access, |_, _| Ok(())).unwrap();
        let tokens = asked(&log, Command::ClientPin);
        let last = tokens.last().unwrap();
        assert_eq!((last.get(2).unwrap().as_u64(), last.get(10)), (Some(9), None));
        last.get(9).unwrap().as_u64().unwrap()
    };
    let read_only = [CTAP_2_1, &[("perCredMgmtRO", true)]].concat();
    assert_eq!(permissions(CTAP_2_1, Access::Read), 0x04);
    assert_eq!(permissions(&read_only, Access::Read), 0x40);
    assert_eq!(permissions(&read_only, Access::Change), 0x04);
    let without = [CTAP_2_1, &[("perCredMgmtRO", false)]].concat();
    assert_eq!(permissions(&without, Access::Read), 0x04);
}

#[test]
fn a_key_that_restricts_its_pin_to_management_is_managed() {
    let options = [CTAP_2_1, &[("noMcGaPermissionsWithClientPin", true)]].concat();
    let (transport, _) = managed(info(&options), two_by_two);
    assert_eq!(list(transport).unwrap().len(), 4);
}

#[test]
fn a_key_from_before_the_standard_is_managed_by_its_own_command() {
    let preview = GetInfo {
        versions: vec!["FIDO_2_1_PRE".into()],
        pin_uv_auth_protocols: Some(vec![1]),
        ..info(&[("clientPin", true), ("credentialMgmtPreview", true)])
    };
    let (transport, log) = managed(preview, two_by_two);
    assert_eq!(list(transport).unwrap().len(), 4);
    assert!(asked(&log, Command::CredentialManagement).is_empty());
    assert_eq!(asked(&log, Command::CredentialManagementPreview).len(), 6);
    // It knows no permissions: the token is that of CTAP 2.0.
    assert_eq!(asked(&log, Command::ClientPin).last().unwrap().get(2).unwrap().as_u64(), Some(5));
}

#[test]
fn a_key_that_cannot_is_not_asked() {
    for options in [&[("clientPin", true), ("pinUvAuthToken", true)][..], &[("clientPin", true), ("credMgmt", false)]] {
        let (transport, log) = managed(info(options), two_by_two);
        let error = list(transport).unwrap_err();
        assert_eq!(error.to_string(), "the key does not support managing its credentials");
        assert_eq!(commands(&log), [Command::GetInfo]);
    }
}

#[test]
fn nothing_is_an_answer_however_it_is_said() {
    let empty: [Answers; 2] = [|_, _| reply(0x2e, &[]), |_, _| ok(Map::new().with(5, 0))];
    for answers in empty {
        assert_eq!(list(managed(info(CTAP_2_1), answers).0).unwrap(), []);
    }
    // Deleted by somebody else in the meantime.
    let (transport, _) = managed(info(CTAP_2_1), |subcommand, _| match subcommand {
        2 => ok(relying_party("a.example").with(5, 1)),
        _ => reply(0x2e, &[]),
    });
    assert_eq!(list(transport).unwrap(), []);
}

#[test]
fn a_reply_that_is_none_is_a_protocol_error() {
    let wrong: [(Answers, &str); 7] = [
        (|_, _| ok(Map::new()), "totalRPs (0x05) is missing"),
        (|_, _| ok(Map::new().with(5, 1)), "rp (0x03) is missing"),
        (|_, _| ok(relying_party("a").with(4, [1; 31]).with(5, 1)), "rpIDHash (0x04)"),
        (|_, _| ok(relying_party("a").with(5, u64::MAX)), "claims more credentials than any key holds"),
        (
            |subcommand, _| if subcommand == 2 { ok(relying_party("a").with(5, 1)) } else { ok(credential(1)) },
            "totalCredentials (0x09) is missing",
        ),
        (
            |subcommand, _| match subcommand {
                2 => ok(relying_party("a").with(5, 1)),
                _ => ok(credential(1).with(8, Map::new()).with(9, 1)),
            },
            "publicKey (0x08) alg is missing",
        ),
        (
            |subcommand, _| match subcommand {
                2 => ok(relying_party("a").with(5, 1)),
                _ => ok(credential(1).with(7, Map::new().with("id", Vec::<u8>::new())).with(9, 1)),
            },
            "credential id must be 1 to 1023 bytes long",
        ),
    ];
    for (answers, problem) in wrong {
        let error = list(managed(info(CTAP_2_1), answers).0).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Protocol(_)), "{error:?}");
        assert!(error.to_string().contains(problem), "{error}");
    }
}

#[test]
fn a_row_that_breaks_off_is_an_error() {
    let (transport, _) = managed(info(CTAP_2_1), |subcommand, _| match subcommand {
        2 => ok(relying_party("a.example").with(5, 2)),
        _ => reply(0x30, &[]),
    });
    assert_eq!(
        list(transport).unwrap_err().to_string(),
        "CredentialManagement failed with CTAP2_ERR_NOT_ALLOWED (0x30)"
    );
}

#[test]
fn deleting_and_renaming_name_the_credential() {
    let id = CredentialId::new([7; 16]).unwrap();
    let (transport, log) = managed(info(CTAP_2_1), |_, _| reply(0, &[]));
    with_manager(transport, Access::Change, |manager, operation| {
        let user = StoredUser { id: vec![1], name: Some("anna".into()), display_name: None };
        manager.update_user(&id, &user, operation)?;
        manager.delete(&id, operation)
    })
    .unwrap();
    let requests = asked(&log, Command::CredentialManagement);
    let descriptor = Map::new().with("id", [7; 16]).with("type", "public-key");
    let user = Map::new().with("id", [1]).with("name", "anna");
    let parameters = |request: &Map| request.get(2).unwrap().as_map().unwrap().clone();
    assert_eq!(parameters(&requests[0]), Map::new().with(2, descriptor.clone()).with(3, user));
    assert_eq!(parameters(&requests[1]), Map::new().with(2, descriptor));

    let (transport, _) = managed(info(CTAP_2_1), |_, _| reply(0x2e, &[]));
    let gone = with_manager(transport, Access::Change, |manager, operation| manager.delete(&id, operation));
    assert!(matches!(gone.unwrap_err().kind(), ErrorKind::NoCredential));
}
