//! authenticatorCredentialManagement (CTAP 2.1 §6.8).

use std::time::Duration;

use shared::cbor::Map;
use shared::ctap::commands::{Command, CredentialManagementSubcommand as Subcommand, Permissions};
use shared::ctap::get_info::GetInfo;
use shared::ctap::status::Status;

use crate::host::management::{Manager, descriptor, id_of, manage, next, of};
use crate::host::{
    Assertion, Host, Link, Made, PROTOCOLS, TestKey, get_assertion, make_credential, set_pin, token, token_of,
    wrong_pin,
};

const PIN: &str = "1234";

fn with_pin() -> TestKey {
    let mut test = TestKey::new();
    set_pin(&mut test.host, 2, PIN).unwrap();
    test
}

/// A discoverable credential, made with the PIN.
fn make<L: Link>(host: &mut Host<L>, rp_id: &str, user: &str) -> Made {
    let granted = token(host, 2, PIN, rp_id).unwrap();
    let request = make_credential(rp_id, user.as_bytes()).user("name", user).user("displayName", "D");
    Made::by(&request.option("rk", true).token(2, &granted), host).unwrap()
}

fn room<L: Link>(host: &mut Host<L>) -> u64 {
    let info = GetInfo::parse(&host.call(Command::GetInfo, &Map::new()).unwrap().encode()).unwrap();
    info.remaining_discoverable_credentials.unwrap()
}

#[test]
fn metadata_counts_what_is_there_and_agrees_with_get_info() {
    let mut test = with_pin();
    for protocol in PROTOCOLS {
        let manager = Manager::new(&mut test.host, protocol, PIN, None);
        assert_eq!(manager.metadata(&mut test.host), Ok((0, 128)));
    }
    make(&mut test.host, "example.org", "anna");
    // A credential that is not discoverable takes no room.
    make_credential("example.org", b"b").call(&mut test.host).unwrap();
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    assert_eq!(manager.metadata(&mut test.host), Ok((1, 127)));
    assert_eq!(room(&mut test.host), 127);
}

#[test]
fn everything_is_listed_with_all_that_is_known_of_it() {
    let mut test = with_pin();
    let made = [
        make(&mut test.host, "example.org", "anna"),
        make(&mut test.host, "example.com", "anna"),
        make(&mut test.host, "example.org", "bo"),
    ];
    for protocol in PROTOCOLS {
        let manager = Manager::new(&mut test.host, protocol, PIN, None);
        assert_eq!(manager.rp_ids(&mut test.host).unwrap(), ["example.org", "example.com"]);
        let told = manager.credentials(&mut test.host, "example.org").unwrap();
        assert_eq!(told.iter().map(id_of).collect::<Vec<_>>(), [made[0].id.clone(), made[2].id.clone()]);
        for (told, (made, name)) in told.iter().zip([(&made[0], "anna"), (&made[2], "bo")]) {
            let user = Map::new().with("id", name.as_bytes()).with("name", name).with("displayName", "D");
            assert_eq!(told.get(6).unwrap().as_map(), Some(&user));
            assert_eq!(told.get(7).unwrap().as_map(), Some(&descriptor(&made.id)));
            assert_eq!(told.get(8).unwrap().as_map(), Some(&made.public_key.to_map()));
            assert_eq!(told.get(10).unwrap().as_u64(), Some(1));
        }
        assert_eq!(manager.credentials(&mut test.host, "example.com").unwrap().len(), 1);
    }
}

#[test]
fn protection_is_told() {
    let mut test = with_pin();
    for level in [2, 3] {
        let granted = token(&mut test.host, 2, PIN, "example.org").unwrap();
        let request = make_credential("example.org", b"a").option("rk", true).extension("credProtect", level);
        request.token(2, &granted).call(&mut test.host).unwrap();
        let manager = Manager::new(&mut test.host, 2, PIN, None);
        let told = manager.credentials(&mut test.host, "example.org").unwrap();
        assert_eq!(told[0].get(10).unwrap().as_u64(), Some(level));
    }
}

#[test]
fn a_key_without_credentials_says_so() {
    let mut test = with_pin();
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    assert_eq!(manager.rp_ids(&mut test.host), Err(Status::NoCredentials));
    assert_eq!(manager.credentials(&mut test.host, "example.org"), Err(Status::NoCredentials));
    make(&mut test.host, "example.org", "anna");
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    assert_eq!(manager.credentials(&mut test.host, "example.com"), Err(Status::NoCredentials));
}

#[test]
fn a_deleted_credential_is_gone_and_the_others_are_not() {
    let mut test = with_pin();
    let anna = make(&mut test.host, "example.org", "anna");
    let bo = make(&mut test.host, "example.org", "bo");
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    manager.delete(&mut test.host, &anna.id).unwrap();
    assert_eq!(manager.delete(&mut test.host, &anna.id), Err(Status::NoCredentials));
    assert_eq!(manager.metadata(&mut test.host), Ok((1, 127)));
    assert_eq!(room(&mut test.host), 127);
    let left = manager.credentials(&mut test.host, "example.org").unwrap();
    assert_eq!(left.iter().map(id_of).collect::<Vec<_>>(), std::slice::from_ref(&bo.id));
    assert_eq!(get_assertion("example.org").list(&[&anna.id]).call(&mut test.host), Err(Status::NoCredentials));
    assert!(Assertion::by(&get_assertion("example.org"), &mut test.host).unwrap().is_by(&bo.public_key));
}

#[test]
fn what_is_not_stored_is_not_deleted() {
    let mut test = with_pin();
    let wrapped = Made::by(&make_credential("example.org", b"a"), &mut test.host).unwrap();
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    for id in [&wrapped.id[..], &[0; 32], &[]] {
        assert_eq!(manager.delete(&mut test.host, id), Err(Status::NoCredentials));
        let user = Map::new().with("id", b"a".as_slice());
        assert_eq!(manager.update(&mut test.host, id, user), Err(Status::NoCredentials));
    }
    get_assertion("example.org").list(&[&wrapped.id]).call(&mut test.host).unwrap();
}

#[test]
fn names_are_changed_and_removed() {
    let mut test = with_pin();
    let made = make(&mut test.host, "example.org", "anna");
    make(&mut test.host, "example.org", "bo");
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    let anna = || Map::new().with("id", b"anna".as_slice());
    let stored = |test: &mut TestKey| {
        let told = manager.credentials(&mut test.host, "example.org").unwrap();
        told[0].get(6).unwrap().as_map().unwrap().clone()
    };
    manager.update(&mut test.host, &made.id, anna().with("name", "Anna").with("displayName", "A")).unwrap();
    assert_eq!(stored(&mut test), anna().with("name", "Anna").with("displayName", "A"));
    manager.update(&mut test.host, &made.id, anna().with("name", "").with("displayName", "B")).unwrap();
    assert_eq!(stored(&mut test), anna().with("displayName", "B"));
    manager.update(&mut test.host, &made.id, anna()).unwrap();
    assert_eq!(stored(&mut test), anna());
    manager.update(&mut test.host, &made.id, anna().with("name", format!("{}å", "x".repeat(63)))).unwrap();
    assert_eq!(stored(&mut test), anna().with("name", "x".repeat(63)));

    let other = Map::new().with("id", b"bo".as_slice()).with("name", "Bo");
    assert_eq!(manager.update(&mut test.host, &made.id, other), Err(Status::InvalidParameter));
    assert_eq!(stored(&mut test), anna().with("name", "x".repeat(63)));
}

#[test]
fn changes_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let start = || TestKey::build(|builder| builder.state_file(folder.path().join("key")));
    let mut test = start();
    set_pin(&mut test.host, 2, PIN).unwrap();
    let anna = make(&mut test.host, "example.org", "anna");
    let bo = make(&mut test.host, "example.org", "bo");
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    manager.delete(&mut test.host, &anna.id).unwrap();
    let user = Map::new().with("id", b"bo".as_slice()).with("name", "Bo");
    manager.update(&mut test.host, &bo.id, user.clone()).unwrap();
    drop(test);
    let mut test = start();
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    let told = manager.credentials(&mut test.host, "example.org").unwrap();
    assert_eq!(told.iter().map(id_of).collect::<Vec<_>>(), [bo.id]);
    assert_eq!(told[0].get(6).unwrap().as_map(), Some(&user));
}

#[test]
fn a_request_without_or_with_a_wrong_proof_is_refused() {
    let mut test = with_pin();
    let made = make(&mut test.host, "example.org", "anna");
    for protocol in PROTOCOLS {
        let manager = Manager::new(&mut test.host, protocol, PIN, None);
        let user = Map::new().with("id", b"anna".as_slice());
        for (subcommand, parameters) in [
            (Subcommand::GetCredsMetadata, None),
            (Subcommand::EnumerateRpsBegin, None),
            (Subcommand::EnumerateCredentialsBegin, Some(of("example.org"))),
            (Subcommand::DeleteCredential, Some(Map::new().with(2, descriptor(&made.id)))),
            (Subcommand::UpdateUserInformation, Some(Map::new().with(2, descriptor(&made.id)).with(3, user))),
        ] {
            let right = manager.request(subcommand, parameters.clone());
            let mut refused = |request: Map| manage(&mut test.host, &request).unwrap_err();
            let mut without = right.clone();
            without.remove(4);
            assert_eq!(refused(without), Status::PuatRequired, "{subcommand:?}");
            let mut without = right.clone();
            without.remove(3);
            assert_eq!(refused(without), Status::MissingParameter, "{subcommand:?}");
            for (number, status) in [(3, Status::InvalidParameter), (3 - protocol, Status::PinAuthInvalid)] {
                assert_eq!(refused(right.clone().with(3, number)), status, "{subcommand:?}");
            }
            let mut mac = right.get(4).unwrap().as_bytes().unwrap().to_vec();
            mac[0] ^= 1;
            assert_eq!(refused(right.clone().with(4, mac.clone())), Status::PinAuthInvalid);
            mac[0] ^= 1;
            assert_eq!(refused(right.clone().with(4, &mac[..15])), Status::PinAuthInvalid);
            assert_eq!(refused(right.clone().with(4, 1)), Status::CborUnexpectedType);
            // Over another subcommand, or over other parameters.
            let other = Manager { protocol, token: vec![7; 32] };
            assert_eq!(refused(other.request(subcommand, parameters.clone())), Status::PinAuthInvalid);
            if let Some(parameters) = parameters {
                let changed = parameters.with(9, 1);
                assert_eq!(refused(right.clone().with(2, changed)), Status::PinAuthInvalid, "{subcommand:?}");
                let mut without = right;
                without.remove(2);
                assert_eq!(refused(without), Status::MissingParameter, "{subcommand:?}");
            }
        }
        let count = manager.metadata(&mut test.host).unwrap().0;
        assert_eq!(count, 1, "nothing was deleted");
    }
}

#[test]
fn a_token_for_something_else_manages_nothing() {
    let mut test = with_pin();
    let made = make(&mut test.host, "example.org", "anna");
    let granted = token(&mut test.host, 2, PIN, "example.org").unwrap();
    let manager = Manager { protocol: 2, token: granted };
    assert_eq!(manager.metadata(&mut test.host), Err(Status::PinAuthInvalid));
    assert_eq!(manager.rp_ids(&mut test.host), Err(Status::PinAuthInvalid));
    assert_eq!(manager.credentials(&mut test.host, "example.org"), Err(Status::PinAuthInvalid));
    assert_eq!(manager.delete(&mut test.host, &made.id), Err(Status::PinAuthInvalid));
    // And the reverse: a manager makes and uses no credentials.
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    let request = make_credential("example.org", b"b").token(2, &manager.token);
    assert_eq!(request.call(&mut test.host), Err(Status::PinAuthInvalid));
    assert_eq!(get_assertion("example.org").token(2, &manager.token).call(&mut test.host), Err(Status::PinAuthInvalid));
}

#[test]
fn a_token_of_one_relying_party_sees_and_changes_no_other() {
    let mut test = with_pin();
    let own = make(&mut test.host, "example.org", "anna");
    let foreign = make(&mut test.host, "example.com", "anna");
    let manager = Manager::new(&mut test.host, 2, PIN, Some("example.org"));
    // What concerns the whole key is not for it.
    assert_eq!(manager.metadata(&mut test.host), Err(Status::PinAuthInvalid));
    assert_eq!(manager.rp_ids(&mut test.host), Err(Status::PinAuthInvalid));
    assert_eq!(manager.credentials(&mut test.host, "example.com"), Err(Status::PinAuthInvalid));
    assert_eq!(manager.delete(&mut test.host, &foreign.id), Err(Status::PinAuthInvalid));
    let user = || Map::new().with("id", b"anna".as_slice());
    assert_eq!(manager.update(&mut test.host, &foreign.id, user()), Err(Status::PinAuthInvalid));

    assert_eq!(manager.credentials(&mut test.host, "example.org").unwrap().len(), 1);
    manager.update(&mut test.host, &own.id, user()).unwrap();
    manager.delete(&mut test.host, &own.id).unwrap();
    assert!(Assertion::by(&get_assertion("example.com"), &mut test.host).unwrap().is_by(&foreign.public_key));
}

#[test]
fn a_token_is_not_bound_by_managing() {
    let mut test = with_pin();
    make(&mut test.host, "example.org", "anna");
    make(&mut test.host, "example.com", "anna");
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    for rp_id in ["example.org", "example.com"] {
        assert_eq!(manager.credentials(&mut test.host, rp_id).unwrap().len(), 1);
    }
    assert_eq!(manager.metadata(&mut test.host), Ok((2, 126)));
}

#[test]
fn a_token_that_is_used_lives_on_and_one_that_is_not_expires() {
    let mut test = with_pin();
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    for _ in 0..20 {
        test.clock.advance(Duration::from_secs(29));
        manager.metadata(&mut test.host).unwrap();
    }
    test.clock.advance(Duration::from_secs(21));
    assert_eq!(manager.metadata(&mut test.host), Err(Status::PinAuthInvalid));
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    test.clock.advance(Duration::from_secs(31));
    assert_eq!(manager.metadata(&mut test.host), Err(Status::PinAuthInvalid));
}

#[test]
fn next_follows_its_own_begin_alone() {
    let mut test = with_pin();
    for rp_id in ["example.org", "example.com"] {
        make(&mut test.host, rp_id, "anna");
        make(&mut test.host, rp_id, "bo");
    }
    let (next_rp, next_credential) =
        (Subcommand::EnumerateRpsGetNextRp, Subcommand::EnumerateCredentialsGetNextCredential);
    for subcommand in [next_rp, next_credential] {
        assert_eq!(next(&mut test.host, subcommand), Err(Status::NotAllowed));
    }
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    let begin_rps = manager.request(Subcommand::EnumerateRpsBegin, None);
    let begin_credentials = manager.request(Subcommand::EnumerateCredentialsBegin, Some(of("example.org")));
    for (begin, own, other) in [(&begin_rps, next_rp, next_credential), (&begin_credentials, next_credential, next_rp)]
    {
        // The other kind of next ends the row, and so does everything else.
        manage(&mut test.host, begin).unwrap();
        assert_eq!(next(&mut test.host, other), Err(Status::NotAllowed));
        assert_eq!(next(&mut test.host, own), Err(Status::NotAllowed));
        manage(&mut test.host, begin).unwrap();
        assert_eq!(test.host.call(Command::GetNextAssertion, &Map::new()), Err(Status::NotAllowed));
        assert_eq!(next(&mut test.host, own), Err(Status::NotAllowed));
        manage(&mut test.host, begin).unwrap();
        test.host.call(Command::GetInfo, &Map::new()).unwrap();
        assert_eq!(next(&mut test.host, own), Err(Status::NotAllowed));
        manage(&mut test.host, begin).unwrap();
        manager.metadata(&mut test.host).unwrap();
        assert_eq!(next(&mut test.host, own), Err(Status::NotAllowed));
        manage(&mut test.host, begin).unwrap();
        next(&mut test.host, own).unwrap();
    }
    // getNextAssertion and the lists do not take each other's rows.
    get_assertion("example.org").call(&mut test.host).unwrap();
    assert_eq!(next(&mut test.host, next_credential), Err(Status::NotAllowed));
    assert_eq!(test.host.call(Command::GetNextAssertion, &Map::new()), Err(Status::NotAllowed));
}

#[test]
fn a_row_has_its_time_and_ends_with_the_power() {
    let mut test = with_pin();
    for rp_id in ["a.example", "b.example", "c.example"] {
        make(&mut test.host, rp_id, "anna");
    }
    let manager = Manager::reader(&mut test.host, 2, PIN);
    let begin = manager.request(Subcommand::EnumerateRpsBegin, None);
    let next_rp = Subcommand::EnumerateRpsGetNextRp;
    // Thirty seconds from the last one, not from the first.
    manage(&mut test.host, &begin).unwrap();
    for _ in 0..2 {
        test.clock.advance(Duration::from_secs(29));
        next(&mut test.host, next_rp).unwrap();
    }
    manage(&mut test.host, &begin).unwrap();
    test.clock.advance(Duration::from_secs(31));
    assert_eq!(next(&mut test.host, next_rp), Err(Status::NotAllowed));
    manage(&mut test.host, &begin).unwrap();
    test.power_cycle();
    assert_eq!(next(&mut test.host, next_rp), Err(Status::NotAllowed));
}

#[test]
fn another_hosts_command_ends_the_row() {
    let mut test = with_pin();
    for user in ["anna", "bo", "cilla"] {
        make(&mut test.host, "example.org", user);
    }
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    let begin = manager.request(Subcommand::EnumerateCredentialsBegin, Some(of("example.org")));
    let next_credential = Subcommand::EnumerateCredentialsGetNextCredential;
    let mut other = Host::open(test.key.connect());
    manage(&mut test.host, &begin).unwrap();
    next(&mut test.host, next_credential).unwrap();
    assert_eq!(next(&mut other, next_credential), Err(Status::NotAllowed));
    assert_eq!(next(&mut test.host, next_credential), Err(Status::NotAllowed));
    // The token is the key's, whichever channel it came by.
    assert_eq!(manager.credentials(&mut other, "example.org").unwrap().len(), 3);
}

#[test]
fn requests_that_are_none_are_refused() {
    let mut test = with_pin();
    let made = make(&mut test.host, "example.org", "anna");
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    let mut ask = |request: &Map| manage(&mut test.host, request).unwrap_err();
    assert_eq!(ask(&Map::new()), Status::MissingParameter);
    assert_eq!(ask(&Map::new().with(3, 2)), Status::MissingParameter);
    for code in [0_u64, 8, 256, u64::MAX] {
        assert_eq!(ask(&Map::new().with(1, code)), Status::InvalidSubcommand, "{code}");
    }
    assert_eq!(ask(&Map::new().with(1, "1")), Status::CborUnexpectedType);
    let mut with = |subcommand, parameters| ask(&manager.request(subcommand, Some(parameters)));
    let list = Subcommand::EnumerateCredentialsBegin;
    assert_eq!(with(list, Map::new()), Status::MissingParameter);
    assert_eq!(with(list, Map::new().with(1, "example.org")), Status::CborUnexpectedType);
    assert_eq!(with(list, Map::new().with(1, [0; 16])), Status::NoCredentials);
    let delete = Subcommand::DeleteCredential;
    assert_eq!(with(delete, Map::new()), Status::MissingParameter);
    assert_eq!(with(delete, Map::new().with(2, made.id.as_slice())), Status::CborUnexpectedType);
    assert_eq!(with(delete, Map::new().with(2, Map::new().with("id", made.id.as_slice()))), Status::MissingParameter);
    let other_type = Map::new().with("id", made.id.as_slice()).with("type", "password");
    assert_eq!(with(delete, Map::new().with(2, other_type)), Status::NoCredentials);
    let update = Subcommand::UpdateUserInformation;
    let named = Map::new().with(2, descriptor(&made.id));
    assert_eq!(with(update, named.clone()), Status::MissingParameter);
    assert_eq!(with(update, named.clone().with(3, Map::new().with("name", "Anna"))), Status::MissingParameter);
    assert_eq!(with(update, named.with(3, Map::new().with("id", [0; 65]))), Status::InvalidLength);
}

#[test]
fn a_key_without_a_pin_is_not_managed() {
    let mut test = TestKey::new();
    make_credential("example.org", b"a").option("rk", true).call(&mut test.host).unwrap();
    for subcommand in [Subcommand::GetCredsMetadata, Subcommand::EnumerateRpsBegin] {
        assert_eq!(next(&mut test.host, subcommand), Err(Status::PuatRequired));
        let guess = Manager { protocol: 2, token: vec![0; 32] }.request(subcommand, None);
        assert_eq!(manage(&mut test.host, &guess), Err(Status::PinAuthInvalid));
    }
    assert_eq!(wrong_pin(&mut test.host, 2), Status::PinNotSet);
}

#[test]
fn hosts_from_before_the_standard_know_it_by_another_command() {
    let mut test = with_pin();
    for rp_id in ["example.org", "example.com"] {
        make(&mut test.host, rp_id, "anna");
    }
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    let preview = Command::CredentialManagementPreview;
    let begin = manager.request(Subcommand::EnumerateRpsBegin, None);
    assert_eq!(test.host.call(preview, &begin), manage(&mut test.host, &begin));
    test.host.call(preview, &begin).unwrap();
    test.host.call(preview, &Map::new().with(1, Subcommand::EnumerateRpsGetNextRp.code())).unwrap();
}

#[test]
fn a_key_may_lack_it() {
    let mut test = TestKey::build(|builder| builder.credential_management(false));
    set_pin(&mut test.host, 2, PIN).unwrap();
    let info = GetInfo::parse(&test.host.call(Command::GetInfo, &Map::new()).unwrap().encode()).unwrap();
    for option in ["credMgmt", "credentialMgmtPreview", "perCredMgmtRO"] {
        assert_eq!(info.stated_option(option), None, "{option}");
    }
    for command in [Command::CredentialManagement, Command::CredentialManagementPreview] {
        let request = Map::new().with(1, Subcommand::GetCredsMetadata.code());
        assert_eq!(test.host.call(command, &request), Err(Status::InvalidCommand));
    }
    for permission in [Permissions::CREDENTIAL_MANAGEMENT, Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY] {
        let request = Map::new().with(9, permission.0);
        assert_eq!(token_of(&mut test.host, 2, PIN, &request), Err(Status::UnauthorizedPermission));
    }
}
