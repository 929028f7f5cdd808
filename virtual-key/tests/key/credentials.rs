//! authenticatorMakeCredential (CTAP 2.1 §6.1).

use shared::ctap::status::Status;

use crate::host::{Assertion, ID_LENGTHS, Made, TestKey, get_assertion, make_credential, set_pin, token};

const RP: &str = "example.org";

#[test]
fn every_algorithm_signs_for_both_kinds_of_credentials() {
    let mut host = TestKey::new();
    for (algorithm, length) in ID_LENGTHS {
        for rk in [false, true] {
            let made =
                Made::by(&make_credential(RP, b"a").algorithms(&[algorithm]).option("rk", rk), &mut host).unwrap();
            assert_eq!(made.public_key.algorithm().id(), algorithm);
            assert_eq!(made.id.len(), if rk { 32 } else { length });
            let assertion = Assertion::by(&get_assertion(RP).list(&[&made.id]), &mut host).unwrap();
            assert_eq!(assertion.id, made.id);
            assert!(assertion.is_by(&made.public_key));
            let other = Made::by(&make_credential(RP, b"b").algorithms(&[algorithm]), &mut host).unwrap();
            assert!(!assertion.is_by(&other.public_key));
            assert!(assertion.user_present() && !assertion.user_verified());
        }
    }
}

#[test]
fn the_first_supported_algorithm_is_taken() {
    let mut host = TestKey::new();
    for (offered, taken) in [(&[-8, -7][..], -8), (&[-7, -8], -7), (&[-36, -65535, -49, -7], -49)] {
        let made = Made::by(&make_credential(RP, b"a").algorithms(offered), &mut host).unwrap();
        assert_eq!(made.public_key.algorithm().id(), taken);
    }
    for offered in [&[][..], &[-36, -65535]] {
        let request = make_credential(RP, b"a").algorithms(offered);
        assert_eq!(request.call(&mut host), Err(Status::UnsupportedAlgorithm));
    }
}

#[test]
fn options_are_refused_as_the_standard_says() {
    let mut host = TestKey::new();
    assert_eq!(make_credential(RP, b"a").option("up", false).call(&mut host), Err(Status::InvalidOption));
    assert_eq!(make_credential(RP, b"a").option("uv", true).call(&mut host), Err(Status::InvalidOption));
    assert!(make_credential(RP, b"a").option("up", true).option("uv", false).call(&mut host).is_ok());
    assert_eq!(make_credential(RP, b"a").with(0x0a, 1).call(&mut host), Err(Status::InvalidParameter));
}

#[test]
fn with_a_pin_set_only_a_discoverable_credential_needs_it() {
    let mut host = TestKey::new();
    set_pin(&mut host, 2, "1234").unwrap();
    let discoverable = make_credential(RP, b"a").option("rk", true);
    assert_eq!(discoverable.call(&mut host), Err(Status::PuatRequired));
    assert!(!Made::by(&make_credential(RP, b"a"), &mut host).unwrap().user_verified());

    let token = token(&mut host, 2, "1234", RP).unwrap();
    // `uv` beside a pinUvAuthParam counts as false.
    let made = Made::by(&discoverable.option("uv", true).token(2, &token), &mut host).unwrap();
    assert!(made.user_verified());
}

#[test]
fn always_uv_lets_nothing_pass_without_a_pin() {
    let mut test = TestKey::build(|builder| builder.always_uv(true));
    let host = &mut test.host;
    assert_eq!(make_credential(RP, b"a").call(host), Err(Status::PuatRequired));
    // Without a PIN there is nothing that a param could prove.
    assert_eq!(make_credential(RP, b"a").param(2, [0; 32]).call(host), Err(Status::PuatRequired));
    assert_eq!(get_assertion(RP).call(host), Err(Status::PuatRequired));

    set_pin(host, 2, "1234").unwrap();
    assert_eq!(make_credential(RP, b"a").call(host), Err(Status::PuatRequired));
    let made_with = token(host, 2, "1234", RP).unwrap();
    let made = Made::by(&make_credential(RP, b"a").token(2, &made_with), host).unwrap();
    let request = get_assertion(RP).list(&[&made.id]);
    assert_eq!(request.call(host), Err(Status::PuatRequired));
    // Without touch the standard lets it pass (§6.2.2 step 5).
    assert!(!Assertion::by(&request.clone().option("up", false), host).unwrap().user_verified());
    let used_with = token(host, 2, "1234", RP).unwrap();
    assert!(Assertion::by(&request.token(2, &used_with), host).unwrap().user_verified());
}

#[test]
fn one_account_has_one_discoverable_credential() {
    let mut test = TestKey::new();
    let host = &mut test.host;
    let first = Made::by(&make_credential(RP, b"a").option("rk", true), host).unwrap();
    Made::by(&make_credential(RP, b"b").option("rk", true), host).unwrap();
    Made::by(&make_credential("example.com", b"a").option("rk", true), host).unwrap();
    let second = Made::by(&make_credential(RP, b"a").option("rk", true), host).unwrap();
    assert_eq!(test.key.status().unwrap().discoverable_credentials(), 3);
    assert_eq!(get_assertion(RP).list(&[&first.id]).call(host), Err(Status::NoCredentials));
    assert!(Assertion::by(&get_assertion(RP).list(&[&second.id]), host).unwrap().is_by(&second.public_key));
}

#[test]
fn the_129th_discoverable_credential_does_not_fit() {
    let mut host = TestKey::new();
    let request = |user: u8| make_credential(RP, &[user]).algorithms(&[-8]).option("rk", true);
    for user in 0..128 {
        request(user).call(&mut host).unwrap();
    }
    assert_eq!(request(200).call(&mut host), Err(Status::KeyStoreFull));
    // An account that has one takes no new place; a wrapped credential takes none at all.
    assert!(request(127).call(&mut host).is_ok());
    assert!(make_credential(RP, b"a").call(&mut host).is_ok());
}

#[test]
fn edge14_the_exclude_list_knows_its_own_wrapped_and_discoverable_ids_only() {
    let mut host = TestKey::new();
    let request = make_credential(RP, b"b");
    for rk in [false, true] {
        let made = Made::by(&make_credential(RP, b"a").option("rk", rk), &mut host).unwrap();
        let foreign = Made::by(&make_credential("example.com", b"a").option("rk", rk), &mut host).unwrap();
        let mut tampered = made.id.clone();
        *tampered.last_mut().unwrap() ^= 1;
        assert_eq!(
            request.clone().list(&[&foreign.id, &made.id]).call(&mut host),
            Err(Status::CredentialExcluded),
            "rk {rk}"
        );
        let others = [foreign.id, tampered, vec![0; 97], vec![1; 300]];
        assert!(request.clone().list(&others).call(&mut host).is_ok(), "rk {rk}");
    }
}

#[test]
fn long_names_are_cut_at_a_whole_character() {
    let mut host = TestKey::new();
    set_pin(&mut host, 2, "1234").unwrap();
    let name = format!("{}å", "x".repeat(63));
    for user in [b"a", b"b"] {
        let token = token(&mut host, 2, "1234", RP).unwrap();
        let request = make_credential(RP, user).user("name", name.as_str()).user("displayName", "D");
        request.option("rk", true).token(2, &token).call(&mut host).unwrap();
    }
    let token = token(&mut host, 2, "1234", RP).unwrap();
    let assertion = Assertion::by(&get_assertion(RP).token(2, &token), &mut host).unwrap();
    assert_eq!(assertion.user("name").unwrap(), "x".repeat(63).into_bytes());
    assert_eq!(assertion.user("displayName").unwrap(), b"D");
}

#[test]
fn each_signature_counts() {
    let mut host = TestKey::new();
    let made = Made::by(&make_credential(RP, b"a"), &mut host).unwrap();
    let mut last = made.auth_data.sign_count;
    for _ in 0..3 {
        let other = Made::by(&make_credential("example.com", b"a"), &mut host).unwrap();
        let assertion = Assertion::by(&get_assertion(RP).list(&[&made.id]), &mut host).unwrap();
        assert!(last < other.auth_data.sign_count && other.auth_data.sign_count < assertion.auth_data.sign_count);
        last = assertion.auth_data.sign_count;
    }
}
