//! authenticatorConfig (CTAP 2.1 §6.11), and what it changes elsewhere.

use shared::cbor::{Map, Value};
use shared::ctap::commands::{ClientPinSubcommand, Command, ConfigSubcommand as Subcommand, Permissions};
use shared::ctap::get_info::GetInfo;
use shared::ctap::status::Status;

use crate::host::management::Manager;
use crate::host::{
    Assertion, Host, Link, Made, PROTOCOLS, Session, TestKey, authenticate, change_pin, client_pin, get_assertion,
    make_credential, pin_hash, set_pin, token, token_of,
};

const RP: &str = "example.org";
const PIN: &str = "1234";

fn with_pin() -> TestKey {
    let mut test = TestKey::new();
    set_pin(&mut test.host, 2, PIN).unwrap();
    test
}

fn info<L: Link>(host: &mut Host<L>) -> GetInfo {
    GetInfo::parse(&host.call(Command::GetInfo, &Map::new()).unwrap().encode()).unwrap()
}

fn option(test: &mut TestKey, name: &str) -> Option<bool> {
    info(&mut test.host).stated_option(name)
}

/// A request without a proof.
fn plain(subcommand: Subcommand, parameters: Option<Map>) -> Map {
    Map::new().with(1, subcommand.code()).with_some(2, parameters)
}

/// A request with the proof that `granted` gives.
fn signed(protocol: u8, granted: &[u8], subcommand: Subcommand, parameters: Option<Map>) -> Map {
    let mut message = [[0xff; 32].as_slice(), &[0x0d, subcommand.code()]].concat();
    message.extend(parameters.as_ref().map(Map::encode).unwrap_or_default());
    plain(subcommand, parameters).with(3, protocol).with(4, authenticate(protocol, granted, &message))
}

fn config<L: Link>(host: &mut Host<L>, request: &Map) -> Result<(), Status> {
    host.call(Command::Config, request).map(|reply| assert!(reply.is_empty()))
}

/// The whole way, with a token of its own.
fn configure(test: &mut TestKey, pin: &str, subcommand: Subcommand, parameters: Option<Map>) -> Result<(), Status> {
    let request = Map::new().with(9, Permissions::AUTHENTICATOR_CONFIGURATION.0);
    let granted = token_of(&mut test.host, 2, pin, &request).unwrap();
    config(&mut test.host, &signed(2, &granted, subcommand, parameters))
}

fn set_min(test: &mut TestKey, pin: &str, length: u64) -> Result<(), Status> {
    configure(test, pin, Subcommand::SetMinPinLength, Some(Map::new().with(1, length)))
}

fn with_min_pin_length(test: &mut TestKey, rp_id: &str) -> Made {
    let request = make_credential(rp_id, b"a").extension("minPinLength", true);
    Made::by(&request, &mut test.host).unwrap()
}

#[test]
fn always_uv_is_toggled_and_lasts() {
    let folder = tempfile::tempdir().unwrap();
    let start = || TestKey::build(|builder| builder.state_file(folder.path().join("key")));
    let mut test = start();
    set_pin(&mut test.host, 2, PIN).unwrap();
    assert_eq!((option(&mut test, "alwaysUv"), option(&mut test, "makeCredUvNotRqd")), (Some(false), Some(true)));
    configure(&mut test, PIN, Subcommand::ToggleAlwaysUv, None).unwrap();
    assert_eq!((option(&mut test, "alwaysUv"), option(&mut test, "makeCredUvNotRqd")), (Some(true), Some(false)));
    assert_eq!(make_credential(RP, b"a").call(&mut test.host), Err(Status::PuatRequired));
    drop(test);
    let mut test = start();
    assert_eq!(option(&mut test, "alwaysUv"), Some(true));
    configure(&mut test, PIN, Subcommand::ToggleAlwaysUv, None).unwrap();
    assert_eq!(option(&mut test, "alwaysUv"), Some(false));
    make_credential(RP, b"a").call(&mut test.host).unwrap();
}

#[test]
fn a_key_without_a_pin_may_be_freed_of_always_uv_and_no_more() {
    let mut test = TestKey::build(|builder| builder.always_uv(true));
    let lower = plain(Subcommand::SetMinPinLength, Some(Map::new().with(1, 6)));
    assert_eq!(config(&mut test.host, &lower), Err(Status::PuatRequired));
    config(&mut test.host, &plain(Subcommand::ToggleAlwaysUv, None)).unwrap();
    assert_eq!(option(&mut test, "alwaysUv"), Some(false));
    // Without alwaysUv and without a PIN nothing is protected (§6.11).
    config(&mut test.host, &lower).unwrap();
    assert_eq!(info(&mut test.host).min_pin_length, Some(6));
    set_pin(&mut test.host, 2, "123456").unwrap();
    assert_eq!(config(&mut test.host, &plain(Subcommand::ToggleAlwaysUv, None)), Err(Status::PuatRequired));
}

#[test]
fn the_proof_is_over_everything() {
    let mut test = with_pin();
    for protocol in PROTOCOLS {
        let request = Map::new().with(9, Permissions::AUTHENTICATOR_CONFIGURATION.0);
        let granted = token_of(&mut test.host, protocol, PIN, &request).unwrap();
        for (subcommand, parameters) in [
            (Subcommand::ToggleAlwaysUv, None),
            (Subcommand::EnableEnterpriseAttestation, None),
            (Subcommand::SetMinPinLength, Some(Map::new().with(1, 5))),
        ] {
            let right = signed(protocol, &granted, subcommand, parameters.clone());
            let mut refused = |request: &Map| config(&mut test.host, request).unwrap_err();
            let mut without = right.clone();
            without.remove(4);
            assert_eq!(refused(&without), Status::PuatRequired);
            let mut without = right.clone();
            without.remove(3);
            assert_eq!(refused(&without), Status::MissingParameter);
            assert_eq!(refused(&right.clone().with(3, 3)), Status::InvalidParameter);
            assert_eq!(refused(&right.clone().with(3, 3 - protocol)), Status::PinAuthInvalid);
            assert_eq!(refused(&right.clone().with(2, Map::new().with(1, 7))), Status::PinAuthInvalid);
            assert_eq!(refused(&signed(protocol, &[7; 32], subcommand, parameters)), Status::PinAuthInvalid);
            // The permission: a token for something else has a right MAC, but not the right.
            let other = token(&mut test.host, protocol, PIN, RP).unwrap();
            let mut refused = |request: &Map| config(&mut test.host, request).unwrap_err();
            assert_eq!(refused(&signed(protocol, &other, subcommand, None)), Status::PinAuthInvalid);
            assert_eq!(refused(&right), Status::PinAuthInvalid, "a token that another replaced");
            let manager = Manager::new(&mut test.host, protocol, PIN, None);
            let mut refused = |request: &Map| config(&mut test.host, request).unwrap_err();
            assert_eq!(refused(&signed(protocol, &manager.token, subcommand, None)), Status::PinAuthInvalid);
        }
    }
    assert_eq!((option(&mut test, "alwaysUv"), option(&mut test, "ep")), (Some(false), Some(false)));
    assert_eq!(info(&mut test.host).min_pin_length, Some(4));
}

#[test]
fn requests_that_are_none_are_refused() {
    let mut test = TestKey::new();
    let mut refused = |request: Map| config(&mut test.host, &request).unwrap_err();
    assert_eq!(refused(Map::new().with(3, 2)), Status::MissingParameter);
    for code in [0_u64, 4, 0xff, 256] {
        assert_eq!(refused(Map::new().with(1, code)), Status::InvalidParameter, "{code}");
    }
    assert_eq!(refused(Map::new().with(1, 3).with(2, 1)), Status::CborUnexpectedType);
    let mut set = |parameters: Map| refused(plain(Subcommand::SetMinPinLength, Some(parameters)));
    for wrong in [
        Map::new().with(1, "6"),
        Map::new().with(2, "a"),
        Map::new().with(2, vec![Value::from(1)]),
        Map::new().with(3, 1),
    ] {
        assert_eq!(set(wrong), Status::CborUnexpectedType);
    }
    for length in [0, 3, 64, u64::MAX] {
        assert_eq!(set(Map::new().with(1, length)), Status::PinPolicyViolation, "{length}");
    }
    assert_eq!(set(Map::new().with(3, true)), Status::PinNotSet);
    let many: Vec<Value> = (0..9).map(|at| Value::from(format!("{at}.example"))).collect();
    assert_eq!(set(Map::new().with(2, many)), Status::KeyStoreFull);
}

#[test]
fn a_longer_pin_is_demanded_and_never_a_shorter_one_again() {
    let mut test = TestKey::new();
    config(&mut test.host, &plain(Subcommand::SetMinPinLength, Some(Map::new().with(1, 6)))).unwrap();
    assert_eq!(set_pin(&mut test.host, 2, "12345"), Err(Status::PinPolicyViolation));
    // Code points, not bytes.
    assert_eq!(set_pin(&mut test.host, 2, "ååååå"), Err(Status::PinPolicyViolation));
    set_pin(&mut test.host, 2, "åååååå").unwrap();
    assert_eq!(set_min(&mut test, "åååååå", 5), Err(Status::PinPolicyViolation));
    assert_eq!(change_pin(&mut test.host, 2, "åååååå", "12345"), Err(Status::PinPolicyViolation));
    set_min(&mut test, "åååååå", 6).unwrap();
    assert_eq!(info(&mut test.host).force_pin_change, Some(false), "it is long enough");
}

#[test]
fn a_pin_that_is_too_short_now_must_be_changed() {
    let mut test = with_pin();
    let reader = Manager::reader(&mut test.host, 2, PIN);
    let manager = Manager::new(&mut test.host, 2, PIN, None);
    manager.metadata(&mut test.host).unwrap();
    set_min(&mut test, PIN, 6).unwrap();
    assert_eq!(info(&mut test.host).force_pin_change, Some(true));
    // Whoever was let in before no longer is.
    for guest in [reader, manager] {
        assert_eq!(guest.metadata(&mut test.host), Err(Status::PinAuthInvalid));
    }
    must_be_changed(&mut test, PIN, "123456");
}

#[test]
fn a_change_is_forced_without_another_length() {
    let mut test = with_pin();
    configure(&mut test, PIN, Subcommand::SetMinPinLength, Some(Map::new().with(3, true))).unwrap();
    let told = info(&mut test.host);
    assert_eq!((told.force_pin_change, told.min_pin_length), (Some(true), Some(4)));
    test.power_cycle();
    assert_eq!(info(&mut test.host).force_pin_change, Some(true));
    assert_eq!(change_pin(&mut test.host, 2, PIN, PIN), Err(Status::PinPolicyViolation));
    must_be_changed(&mut test, PIN, "5678");
}

/// No token for the old PIN, of either kind and at no cost in tries, until it is `new`.
fn must_be_changed(test: &mut TestKey, old: &str, new: &str) {
    for protocol in PROTOCOLS {
        assert_eq!(token(&mut test.host, protocol, old, RP), Err(Status::PinPolicyViolation));
        let session = Session::open(&mut test.host, protocol);
        let request = Map::new().with(3, session.cose_key.clone()).with(6, session.encrypt(&pin_hash(old)));
        let refused = client_pin(&mut test.host, protocol, ClientPinSubcommand::GetPinToken, &request);
        assert_eq!(refused, Err(Status::PinInvalid));
    }
    assert_eq!(test.key.status().unwrap().pin_retries(), 8);
    change_pin(&mut test.host, 2, old, new).unwrap();
    assert_eq!(info(&mut test.host).force_pin_change, Some(false));
    token(&mut test.host, 2, new, RP).unwrap();
}

#[test]
fn the_length_is_told_to_those_who_may_know() {
    let mut test = TestKey::new();
    assert_eq!(with_min_pin_length(&mut test, RP).auth_data.extensions, None);
    let allowed = |rp_ids: &[&str]| Map::new().with(2, rp_ids.iter().copied().map(Value::from).collect::<Vec<_>>());
    let set = |rp_ids| plain(Subcommand::SetMinPinLength, Some(allowed(rp_ids)));
    config(&mut test.host, &set(&[RP, "example.com"])).unwrap();
    for rp_id in [RP, "example.com"] {
        let told = with_min_pin_length(&mut test, rp_id).auth_data.extensions.unwrap();
        assert_eq!(told, Map::new().with("minPinLength", 4));
    }
    assert_eq!(with_min_pin_length(&mut test, "login.example.org").auth_data.extensions, None);
    // Who does not ask is not told; and a new list takes the old one's place.
    assert_eq!(Made::by(&make_credential(RP, b"a"), &mut test.host).unwrap().auth_data.extensions, None);
    config(&mut test.host, &set(&["example.com"])).unwrap();
    assert_eq!(with_min_pin_length(&mut test, RP).auth_data.extensions, None);
    let longer = plain(Subcommand::SetMinPinLength, Some(Map::new().with(1, 8)));
    config(&mut test.host, &longer).unwrap();
    let told = with_min_pin_length(&mut test, "example.com").auth_data.extensions.unwrap();
    assert_eq!(told, Map::new().with("minPinLength", 8));
}

#[test]
fn a_reset_brings_back_what_the_factory_set() {
    let mut test = with_pin();
    let parameters = Map::new().with(1, 6).with(2, vec![Value::from(RP)]);
    configure(&mut test, PIN, Subcommand::ToggleAlwaysUv, None).unwrap();
    configure(&mut test, PIN, Subcommand::EnableEnterpriseAttestation, None).unwrap();
    configure(&mut test, PIN, Subcommand::SetMinPinLength, Some(parameters)).unwrap();
    test.power_cycle();
    test.host.call(Command::Reset, &Map::new()).unwrap();
    let told = info(&mut test.host);
    assert_eq!((told.min_pin_length, told.force_pin_change), (Some(4), Some(false)));
    assert_eq!((told.stated_option("alwaysUv"), told.stated_option("ep")), (Some(false), Some(false)));
    assert_eq!(with_min_pin_length(&mut test, RP).auth_data.extensions, None);
    set_pin(&mut test.host, 2, PIN).unwrap();
}

#[test]
fn enterprise_attestation_names_the_key_to_those_who_may_know() {
    let mut test = TestKey::build(|builder| builder.enterprise_rp_ids([RP]));
    let ask = |rp_id: &str, kind: u64| make_credential(rp_id, b"a").with(0x0a, kind);
    assert_eq!(ask(RP, 1).call(&mut test.host), Err(Status::InvalidParameter), "not enabled");
    config(&mut test.host, &plain(Subcommand::EnableEnterpriseAttestation, None)).unwrap();
    assert_eq!(option(&mut test, "ep"), Some(true));
    let mut certificate = |rp_id: &str, kind: Option<u64>| {
        let request = kind.map_or_else(|| make_credential(rp_id, b"a"), |kind| ask(rp_id, kind));
        let made = Made::by(&request, &mut test.host).unwrap();
        let statement = made.reply.get(3).unwrap().as_map().unwrap().clone();
        let x5c = statement.get("x5c").unwrap().as_array().unwrap()[0].as_bytes().unwrap().to_vec();
        (x5c, made.reply.get(4).and_then(Value::as_bool))
    };
    let (usual, flag) = certificate(RP, None);
    assert_eq!(flag, None);
    // Vendor-facilitated, for a relying party that the maker knows, and for one that it does not.
    let (enterprise, flag) = certificate(RP, Some(1));
    assert_eq!(flag, Some(true));
    assert_eq!(certificate("example.com", Some(1)), (usual.clone(), None));
    // Platform-managed.
    assert_eq!(certificate("example.com", Some(2)), (enterprise.clone(), Some(true)));
    // id-fido-gen-ce-sernum, 1.3.6.1.4.1.45724.1.1.2, in the one and not in the other.
    let oid = [0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0xe5, 0x1c, 0x01, 0x01, 0x02];
    let has_serial = |certificate: &[u8]| certificate.windows(oid.len()).any(|bytes| bytes == oid);
    assert_eq!((has_serial(&usual), has_serial(&enterprise)), (false, true));
    assert_eq!(ask(RP, 3).call(&mut test.host), Err(Status::InvalidOption));
}

#[test]
fn always_uv_demands_a_token_at_sign_in_once_it_is_on() {
    let mut test = with_pin();
    let made = Made::by(&make_credential(RP, b"a"), &mut test.host).unwrap();
    let request = get_assertion(RP).list(&[&made.id]);
    request.call(&mut test.host).unwrap();
    configure(&mut test, PIN, Subcommand::ToggleAlwaysUv, None).unwrap();
    assert_eq!(request.call(&mut test.host), Err(Status::PuatRequired));
    let granted = token(&mut test.host, 2, PIN, RP).unwrap();
    assert!(Assertion::by(&request.token(2, &granted), &mut test.host).unwrap().user_verified());
}
