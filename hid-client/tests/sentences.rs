//! Every way to fail has an exit code and a sentence that says what happened and what to do.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use hid_client::cli::{Language, exit_code, messages};
use hid_client::discovery::{Device, UDEV_RULE};
use hid_client::error::ErrorKind;
use hid_client::pin::PinError;
use hid_client::relying_party::ServerError;
use hid_client::transport::{DeviceName, Holder};
use hid_client::webauthn_client::OriginError;
use shared::api::Problem;
use shared::ctap::status::Status;

fn english(kind: &ErrorKind) -> String {
    messages::of_kind(kind).in_language(Language::English)
}

#[test]
fn every_status_has_its_exit_code() {
    use Status as S;
    let table: &[(u8, &[Status])] = &[
        (2, &[S::PinPolicyViolation]),
        (3, &[S::ChannelBusy]),
        (5, &[S::PinInvalid, S::PinAuthInvalid, S::UvInvalid]),
        (6, &[S::PinBlocked, S::PinAuthBlocked, S::UvBlocked]),
        (
            7,
            &[
                S::Timeout,
                S::OperationDenied,
                S::KeepaliveCancel,
                S::UserActionTimeout,
                S::ActionTimeout,
                S::UpRequired,
            ],
        ),
        (
            8,
            &[
                S::InvalidCommand,
                S::LimitExceeded,
                S::FpDatabaseFull,
                S::LargeBlobStorageFull,
                S::UnsupportedAlgorithm,
                S::KeyStoreFull,
                S::UnsupportedOption,
                S::InvalidOption,
                S::NotAllowed,
                S::PinNotSet,
                S::PuatRequired,
                S::RequestTooLarge,
                S::InvalidSubcommand,
                S::UnauthorizedPermission,
            ],
        ),
        (9, &[S::CredentialExcluded, S::InvalidCredential, S::NoCredentials]),
    ];
    for status in Status::NAMED.iter().copied().chain([S::Other(0xf0)]) {
        let expected = table.iter().find(|(_, statuses)| statuses.contains(&status)).map_or(11, |(code, _)| *code);
        assert_eq!(exit_code::of_status(status), expected, "{status}");
    }
}

#[test]
fn every_status_has_a_sentence_without_jargon() {
    for code in 0..=u8::MAX {
        let status = Status::from_code(code);
        for sentence in Language::ALL.map(|language| messages::of_status(status).in_language(language)) {
            assert!(sentence.ends_with('.') && sentence.len() > 20, "{status}: {sentence}");
            for jargon in ["CTAP", "assertion", "token", "UV", "dongle", "!", "authenticator", "autentiserare", "0x"] {
                assert!(!sentence.contains(jargon), "{status}: {sentence}");
            }
        }
    }
}

#[test]
fn the_word_list_is_kept() {
    let wrong = |tries_left| ErrorKind::WrongPin { tries_left, power_cycle_needed: false };
    for (kind, code, sentence, swedish) in [
        (
            wrong(Some(5)),
            5,
            "Wrong PIN. 5 tries left before the key locks itself.",
            "Fel PIN-kod. 5 försök kvar innan nyckeln låser sig.",
        ),
        (
            wrong(Some(1)),
            5,
            "Wrong PIN. 1 try left before the key locks itself.",
            "Fel PIN-kod. 1 försök kvar innan nyckeln låser sig.",
        ),
        (
            ErrorKind::PinNotSet,
            8,
            "This key has no PIN yet. Set one with `hid-client pin set`, then try again.",
            "Nyckeln har ingen PIN-kod ännu. Ställ in en med `hid-client pin set` och försök igen.",
        ),
        (
            ErrorKind::TimedOut,
            7,
            "The key was not used in time. Nothing was changed. Try again when you have it at hand.",
            "Nyckeln användes inte i tid. Ingenting har ändrats. Försök igen när du har den till hands.",
        ),
        (
            ErrorKind::AlreadyRegistered,
            9,
            "This key is already on your account. Use another key.",
            "Den här nyckeln finns redan på ditt konto. Använd en annan nyckel.",
        ),
        (
            ErrorKind::U2fHasNoPin,
            8,
            "The server asks for the key's PIN, and this key has none: it is a U2F key, from before there was FIDO2. Use another key.",
            "Servern ber om nyckelns PIN-kod, och den här nyckeln har ingen: det är en U2F-nyckel, från tiden före FIDO2. Använd en annan nyckel.",
        ),
        (
            ErrorKind::NoKey(None),
            3,
            "No security key is plugged in. Plug one in and try again.",
            "Ingen säkerhetsnyckel är ansluten. Sätt i en och försök igen.",
        ),
        (
            ErrorKind::KeyInUse {
                path: "/dev/hidraw3".into(),
                holder: Some(Holder { process: 42, name: "chromium".into() }),
            },
            3,
            "/dev/hidraw3 is in use by chromium (process 42). Wait until it is done, or end it, and try again.",
            "/dev/hidraw3 används av chromium (process 42). Vänta tills det är klart, eller avsluta det, och försök igen.",
        ),
        (
            ErrorKind::Pin(PinError::TooShort(6)),
            2,
            "The PIN is too short: this key wants at least 6 characters. Choose a longer one.",
            "PIN-koden är för kort: den här nyckeln kräver minst 6 tecken. Välj en längre.",
        ),
        (
            ErrorKind::Origin(OriginError::NotSecure("http://example.org".into())),
            2,
            "http://example.org is not secure: security keys work over https, or on http://localhost. Use https.",
            "http://example.org är inte säker: säkerhetsnycklar fungerar över https, eller på http://localhost. Använd https.",
        ),
        (
            ErrorKind::Origin(OriginError::RpId { origin: "https://a.example".into(), rp_id: "b.example".into() }),
            10,
            "The server https://a.example claims to be b.example, which it is not. Nothing was sent to it. Check the address.",
            "Servern https://a.example utger sig för att vara b.example, och det är den inte. Ingenting har skickats till den. Kontrollera adressen.",
        ),
    ] {
        assert_eq!(english(&kind), sentence);
        assert_eq!(messages::of_kind(&kind).in_language(Language::Swedish), swedish);
        assert_eq!(exit_code::of_kind(&kind), code, "{sentence}");
    }
}

#[test]
fn no_permission_prints_the_udev_rule() {
    let sentence = english(&ErrorKind::NoPermission("/dev/hidraw0".into()));
    assert!(sentence.contains(UDEV_RULE) && sentence.contains("/etc/udev/rules.d/"), "{sentence}");
    assert_eq!(exit_code::of_kind(&ErrorKind::NoPermission(String::new())), 4);
}

#[test]
fn several_keys_are_listed_with_how_to_choose() {
    let device = |name: &str, product: &str| Device {
        name: name.parse::<DeviceName>().unwrap(),
        vendor_id: 0x1209,
        product_id: 1,
        manufacturer: None,
        product: Some(product.into()),
        serial_number: None,
    };
    let kind = ErrorKind::SeveralKeys(vec![device("/dev/hidraw0", "Red"), device("/dev/hidraw1", "Blue")]);
    assert_eq!(
        english(&kind),
        "Several security keys are plugged in:\n  /dev/hidraw0  1209:0001  Red\n  /dev/hidraw1  1209:0001  Blue\n\
         Choose one with --device PATH, or unplug the others."
    );
    assert_eq!(exit_code::of_kind(&kind), 2);
}

#[test]
fn a_server_speaks_for_itself_but_not_to_the_terminal() {
    let refused = |code: &str, detail: &str| {
        ErrorKind::Server(ServerError::Refused(Problem {
            status: 409,
            code: code.into(),
            title: "Conflict".into(),
            detail: detail.into(),
            request_id: None,
        }))
    };
    let unknown = refused("out_of_coffee", "There\u{1b}[31m is no coffee.");
    assert_eq!(english(&unknown), "The server refused: There\u{fffd}[31m is no coffee.");
    assert_eq!(
        messages::of_kind(&unknown).in_language(Language::Swedish),
        "Servern avvisade begäran: There\u{fffd}[31m is no coffee."
    );
    assert_eq!(english(&refused("user_name_taken", "")), "This user name is taken. Choose another.");
    assert_eq!(exit_code::of_kind(&unknown), 10);
    assert_eq!(exit_code::of_kind(&refused("already_registered", "")), 9);
    assert_eq!(exit_code::of_kind(&refused("credential_unknown", "")), 9);
    assert_eq!(exit_code::of_kind(&ErrorKind::Server(ServerError::Unreachable(String::new()))), 10);
}
