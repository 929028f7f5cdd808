//! Every sentence that the command line says, in one place, so that it can say them in another language.
//!
//! First what happened, then what to do. The words are those of the product's word list; the standard's own stay in the
//! line of details.

pub(super) mod blobs;
pub(super) mod fingerprints;

use shared::api::SignedIn;
use shared::ctap::status::Status;

use super::exit_code::{self, NOT_SUPPORTED, PROTOCOL};
use super::failure::Failure;
use super::{check_words, doctor_words};
use crate::discovery::{Device, UDEV_RULE};
use crate::error::ErrorKind;
use crate::events::Event;
use crate::pin::PinError;
use crate::relying_party::ServerError;
use crate::webauthn_client::OriginError;

/// The end of `--help`.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  done                           6  the PIN is blocked
  2  wrong usage                    7  not touched in time, or cancelled
  3  no key                         8  the key cannot do this
  4  no permission to open it       9  no credential, or already registered
  5  wrong PIN                     10  the server refused
                                   11  the key broke the protocol";

pub(super) const TOUCH: &str = "Touch the key.";
pub(super) const SEVERAL_TO_TOUCH: &str = "Several security keys are plugged in. Touch the one that you mean.";
pub(super) const ASK_PIN: &str = "PIN of the key: ";
pub(super) const ASK_CURRENT_PIN: &str = "Current PIN of the key: ";
pub(super) const ASK_NEW_PIN: &str = "New PIN for the key: ";
pub(super) const ASK_NEW_PIN_AGAIN: &str = "The new PIN once more: ";
pub(super) const ASK_ACCOUNT: &str = "Which account? Its number: ";
pub(super) const NO_KEYS: &str = "No security key is plugged in.";
pub(super) const PIN_SET: &str = "The key has a PIN now.";
pub(super) const PIN_CHANGED: &str = "The key's PIN is changed.";
pub(super) const PIN_VERIFIED: &str = "The PIN is right.";
pub(super) const ALWAYS_UV_ON: &str = "The key asks for its PIN every time now.";
pub(super) const ALWAYS_UV_OFF: &str =
    "The key no longer asks for its PIN every time: where a server lets it, a touch will do.";
pub(super) const PIN_CHANGE_FORCED: &str =
    "The PIN must be changed before it can be used again. Change it with `hid-client pin change`.";
pub(super) const ENTERPRISE_ATTESTATION_ON: &str =
    "The key may now tell which one it is to those whom its maker or this computer's administrator lets know.";
pub(super) const CONFIRM_ENTERPRISE_ATTESTATION: &str = "Let the key tell its serial number to organisations that may ask for \
    it? Only a reset, which erases everything on the key, undoes this. [y/N] ";
/// What has to be typed before a key is erased.
pub(super) const RESET_PHRASE: &str = "erase everything";
pub(super) const RESET_WARNING: &str = "\
A reset erases the key for good: nobody can sign in with it anywhere any more, and its PIN and settings are gone.
Nothing brings them back. Make sure that you have another way in.";
pub(super) const ASK_RESET: &str = "Type \"erase everything\" to go on: ";
pub(super) const PLUG_IN_ANEW: &str = "Unplug the key now, and plug it in again.";
pub(super) const WAS_RESET: &str = "The key is as new. Set a PIN with `hid-client pin set` before you use it.";
pub(super) const WINKED: &str = "The key shows where it is.";
pub(super) const PIN_IS_SET: &str = "set";
pub(super) const PIN_IS_NOT_SET: &str = "not set yet";
pub(super) const PIN_IS_UNKNOWN: &str = "this key has none";
const NOT_USED: &str = "The key was not used in time. Nothing was changed. Try again when you have it at hand.";
const PLUG_IN_AGAIN: &str = "Unplug it, plug it in again and try once more.";
const NO_PIN: &str = "This key has no PIN yet. Set one with `hid-client pin set`, then try again.";
const NO_CREDENTIAL: &str = "This key is not registered for this account. Use another key, or register this one.";
const ALREADY_REGISTERED: &str = "This key is already on your account. Use another key.";
const PIN_BLOCKED: &str =
    "The key has locked itself after too many wrong PINs. Only a reset, which erases everything on it, unlocks it.";
const PIN_AUTH_BLOCKED: &str =
    "Too many wrong PINs in a row. Unplug the key, plug it in again and enter the right PIN.";

/// What a person learns while the key is at work.
pub(super) fn event(event: Event) -> String {
    match event {
        Event::TouchNeeded => TOUCH.into(),
        Event::VerificationNeeded => "The key wants to recognise you: follow its light.".into(),
        Event::FallsBackToPin => "The key did not recognise you. Its PIN will do instead.".into(),
        Event::PinTries(left) => format!("{} left before the key locks itself.", tries(left)),
        Event::KeyBusy => "Another program is using the key. Waiting for it.".into(),
    }
}

pub(super) fn tries(count: u8) -> String {
    if count == 1 { "1 PIN try".into() } else { format!("{count} PIN tries") }
}

pub(super) fn pin_retries(left: u8, power_cycle_needed: bool) -> String {
    let again = if power_cycle_needed { " Unplug the key and plug it in again before the next." } else { "" };
    format!("{} left.{again}", tries(left))
}

pub(super) fn registered(signed_in: &SignedIn) -> String {
    format!("Registered. {:?} is now a key of the account {:?}.", signed_in.key.name, signed_in.account.user_name)
}

pub(super) fn signed_in(signed_in: &SignedIn) -> String {
    format!("Signed in to the account {:?} with {:?}.", signed_in.account.user_name, signed_in.key.name)
}

pub(super) fn account(number: usize, name: &str, display_name: Option<&str>) -> String {
    match display_name {
        Some(display_name) if display_name != name => format!("  {number}  {name} ({display_name})"),
        _ => format!("  {number}  {name}"),
    }
}

pub(super) const CREDENTIAL_COLUMNS: [&str; 3] = ["CREDENTIAL", "RELYING PARTY", "USER"];
pub(super) const RENAMED: &str = "Renamed. The key has it like this now:";

pub(super) fn min_pin_length(length: u64) -> String {
    format!("The key wants at least {length} characters now.")
}

pub(super) fn no_credentials(rp_id: Option<&str>) -> String {
    match rp_id {
        None => "The key holds no discoverable credentials.".into(),
        Some(rp_id) => format!("The key holds no discoverable credentials for {:?}.", printable(rp_id)),
    }
}

pub(super) fn credential_counts(existing: u64, remaining: u64) -> String {
    let credentials = if existing == 1 { "credential" } else { "credentials" };
    format!("{existing} {credentials} on the key, room for {remaining} more.")
}

/// What a credProtect level means (CTAP 2.1 §12.1).
pub(super) fn protection(level: u64) -> String {
    match level {
        1 => "1, usable without a PIN".into(),
        2 => "2, without a PIN only when it is named".into(),
        3 => "3, only with a PIN".into(),
        other => other.to_string(),
    }
}

pub(super) fn confirm_delete(user: Option<&str>, rp_id: &str) -> String {
    format!(
        "Delete the credential of {} at {}? Nobody can sign in there with this key any more, and it cannot be brought \
         back. [y/N] ",
        printable(user.unwrap_or("somebody")),
        printable(rp_id)
    )
}

pub(super) fn deleted(user: Option<&str>, rp_id: &str) -> String {
    format!("Deleted: {} at {}.", printable(user.unwrap_or("a credential")), printable(rp_id))
}

/// An answer to a question that ends in `[y/N]`.
pub(super) fn means_yes(answer: &str) -> bool {
    matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}

/// How long somebody still has, over the line before.
pub(super) fn countdown(seconds: u64) -> String {
    format!("\r{seconds:>3} s left ")
}

/// What went wrong and what to do.
pub(super) fn failure(failure: &Failure) -> String {
    match failure {
        Failure::Library(error) => of_kind(error.kind()),
        Failure::PinsDiffer => "The two PINs differ. Nothing was changed. Try again.".into(),
        Failure::OwnDriverOnly => {
            "The driver ctap-hid-fido2 is for info, register and sign-in. Leave --driver out: this is for the own driver alone."
                .into()
        }
        Failure::NoSuchCredential(id) => format!(
            "The key holds no credential whose id begins with {:?}. See `hid-client credential list`.",
            printable(id)
        ),
        Failure::AmbiguousCredential { prefix, count } => {
            format!("{count} credentials have an id that begins with {prefix:?}. Give more of it.")
        }
        Failure::NoSuchFinger(wanted) => fingerprints::no_such(wanted),
        Failure::AmbiguousFinger { wanted, count } => fingerprints::ambiguous(wanted, *count),
        Failure::NotConfirmed => {
            "There is no terminal to ask whether this is meant. Nothing was changed. Say so with --yes.".into()
        }
        Failure::BreaksRules(sections) => check_words::breaks_rules(*sections),
        Failure::RulesUntried => check_words::RULES_UNTRIED.into(),
        Failure::Unhealthy { troubles, .. } => doctor_words::unhealthy(*troubles),
        Failure::RuleNotWritten(path) => doctor_words::rule_not_written(path),
        Failure::File { path, error } => format!("{path} cannot be used: {error}. Name another file."),
        Failure::Output(error) => format!("The output cannot be written: {error}."),
    }
}

/// The technical side of a failure, for those who look into it; `None` where the sentence says it all.
pub(super) fn details(failure: &Failure) -> Option<String> {
    let Failure::Library(error) = failure else { return None };
    let technical = match error.kind() {
        ErrorKind::Protocol(_) | ErrorKind::Hid(_) | ErrorKind::U2f(_) | ErrorKind::Io(..) => true,
        ErrorKind::Status { status, .. } => matches!(exit_code::of_status(*status), NOT_SUPPORTED | PROTOCOL),
        ErrorKind::Server(error) => !matches!(error, ServerError::Refused(_)),
        _ => false,
    };
    technical.then(|| format!("Details: {error}."))
}

/// The sentence for a kind of error.
pub fn of_kind(kind: &ErrorKind) -> String {
    match kind {
        ErrorKind::NoKey(None) => "No security key is plugged in. Plug one in and try again.".into(),
        ErrorKind::NoKey(Some(place)) => format!("There is no security key at {place}. See `hid-client list`."),
        ErrorKind::SeveralKeys(devices) => several_keys(devices),
        ErrorKind::InvalidDevice(name) => {
            format!("{name:?} does not name a key. Give a path such as /dev/hidraw0, or unix:PATH.")
        }
        ErrorKind::NoPermission(place) => no_permission(place),
        ErrorKind::KeyInUse { path, holder: Some(holder) } => format!(
            "{path} is in use by {} (process {}). Wait until it is done, or end it, and try again.",
            holder.name, holder.process
        ),
        ErrorKind::KeyInUse { path, holder: None } => {
            format!("{path} is in use by another program. Wait until it is done and try again.")
        }
        ErrorKind::Disconnected => "The key was unplugged. Plug it in and try again.".into(),
        ErrorKind::Io(action, _) => format!("This computer could not {action}. {PLUG_IN_AGAIN}"),
        ErrorKind::TimedOut => NOT_USED.into(),
        ErrorKind::Cancelled => "Cancelled. Nothing was changed. Try again when you like.".into(),
        ErrorKind::Protocol(_) => format!("The key gave an answer that makes no sense. {PLUG_IN_AGAIN}"),
        ErrorKind::Hid(shared::ctap::commands::HidError::ChannelBusy) => of_status(Status::ChannelBusy).into(),
        ErrorKind::Hid(_) => format!("The key did not understand this program. {PLUG_IN_AGAIN}"),
        ErrorKind::Status { status, .. } => of_status(*status).into(),
        ErrorKind::U2f(_) => format!("The key refused without saying why. {PLUG_IN_AGAIN}"),
        ErrorKind::U2fHasNoPin => {
            "The server asks for the key's PIN, and this key has none: it is a U2F key, from before there was FIDO2. Use \
             another key."
                .into()
        }
        ErrorKind::WrongPin { power_cycle_needed: true, .. } => {
            "Wrong PIN, several times in a row. Unplug the key, plug it in again and enter the right PIN.".into()
        }
        ErrorKind::WrongPin { tries_left: Some(0), .. } => PIN_BLOCKED.into(),
        ErrorKind::WrongPin { tries_left: Some(1), .. } => "Wrong PIN. 1 try left before the key locks itself.".into(),
        ErrorKind::WrongPin { tries_left: Some(left), .. } => {
            format!("Wrong PIN. {left} tries left before the key locks itself.")
        }
        ErrorKind::WrongPin { tries_left: None, .. } => "Wrong PIN. Try again.".into(),
        ErrorKind::PinNotSet => NO_PIN.into(),
        ErrorKind::PinAlreadySet => "This key already has a PIN. Change it with `hid-client pin change`.".into(),
        ErrorKind::PinChangeRequired => {
            "This key wants a new PIN before it can be used. Change it with `hid-client pin change`.".into()
        }
        ErrorKind::ResetTooLate => {
            "The key can be reset only within some seconds of being plugged in. Unplug it, plug it in again and try at once."
                .into()
        }
        ErrorKind::ShorterPinLength(current) => format!(
            "This key wants at least {current} characters already. That can be raised, but only a reset, which erases \
             everything on the key, lowers it."
        ),
        ErrorKind::Pin(error) => of_pin_error(*error),
        ErrorKind::NotSupported(what) => format!("This key does not support {what}. Use another key."),
        ErrorKind::LargeBlobArrayFull { needed, capacity } => blobs::full(*needed, *capacity),
        ErrorKind::LargeBlobTooLong => blobs::TOO_LONG.into(),
        ErrorKind::NoLargeBlobKey => blobs::NO_KEY.into(),
        ErrorKind::NoLargeBlob => blobs::NO_BLOB.into(),
        ErrorKind::FingerExists => fingerprints::EXISTS.into(),
        ErrorKind::FingerNameTooLong(most) => fingerprints::name_too_long(*most),
        ErrorKind::NoCredential => NO_CREDENTIAL.into(),
        ErrorKind::AlreadyRegistered => ALREADY_REGISTERED.into(),
        ErrorKind::Origin(error) => of_origin_error(error),
        ErrorKind::Server(error) => of_server_error(error),
        ErrorKind::DriverMissing(driver) => driver_missing(driver),
        ErrorKind::DriverCannotReach(device) => {
            format!("The driver ctap-hid-fido2 does not reach {device}. Leave --driver out, or name a /dev/hidrawN.")
        }
        ErrorKind::NobodyToAsk("the PIN") => {
            "There is no terminal to ask for the PIN. Give it by --pin-file or --pin-fd.".into()
        }
        ErrorKind::NobodyToAsk(_) => {
            "The key has several accounts and there is no terminal to ask which. Name one with --user.".into()
        }
    }
}

/// The sentence for a command that the key refused.
pub fn of_status(status: Status) -> &'static str {
    use Status as S;
    match status {
        S::Ok => "The key did as it was asked.",
        S::InvalidCommand | S::InvalidSubcommand => "This key does not know how to do this. Use another key.",
        S::InvalidParameter
        | S::InvalidLength
        | S::CborUnexpectedType
        | S::InvalidCbor
        | S::MissingParameter
        | S::IntegrityFailure => {
            "The key did not accept the request. Try again; if it happens again, use another key and report this."
        }
        S::InvalidSeq | S::LockRequired | S::InvalidChannel => {
            "The key lost track of the conversation. Unplug it, plug it in again and try once more."
        }
        S::ChannelBusy | S::Processing | S::OperationPending | S::UserActionPending => {
            "The key is busy with another program. Wait until that is done and try again."
        }
        S::Timeout | S::UserActionTimeout | S::ActionTimeout | S::UpRequired => NOT_USED,
        S::KeepaliveCancel => "Cancelled. Nothing was changed. Try again when you like.",
        S::OperationDenied => "The key declined: it was not touched, or its person said no. Nothing was changed.",
        S::LimitExceeded | S::RequestTooLarge => "The request is more than this key can take. Use another key.",
        S::FpDatabaseFull => "The key has no room for another fingerprint. Remove one and try again.",
        S::LargeBlobStorageFull => "The key has no room for more data. Remove some and try again.",
        S::KeyStoreFull => "The key has no room for another account. Remove one from it, or use another key.",
        S::CredentialExcluded => ALREADY_REGISTERED,
        S::InvalidCredential | S::NoCredentials => NO_CREDENTIAL,
        S::NoOperations | S::NotAllowed => {
            "The key does not allow this now. Unplug it, plug it in again and try once more."
        }
        S::UnsupportedAlgorithm => {
            "This key has none of the signature algorithms that the server asks for. Use another key."
        }
        S::UnsupportedOption | S::InvalidOption => "This key cannot do what the server asks for. Use another key.",
        S::PinInvalid => "Wrong PIN. Try again.",
        S::PinBlocked => PIN_BLOCKED,
        S::PinAuthInvalid => "The key did not accept the proof of its PIN. Try again.",
        S::PinAuthBlocked => PIN_AUTH_BLOCKED,
        S::PinNotSet => NO_PIN,
        S::PuatRequired => "The key wants its PIN for this. If it has none yet, set one with `hid-client pin set`.",
        S::PinPolicyViolation => "The key does not accept this PIN: it is too short, or too simple. Choose another.",
        S::PinTokenExpired => "It took too long after the PIN was entered. Try again.",
        S::UvBlocked => "The key did not recognise you too many times. Use its PIN.",
        S::UvInvalid => "The key did not recognise you. Try again, or use its PIN.",
        S::UnauthorizedPermission => "The key does not let its PIN be used for this. Use another key.",
        S::Unspecified => "The key failed without saying why. Unplug it, plug it in again and try once more.",
        S::Other(_) => "The key failed for a reason of its own. Unplug it, plug it in again and try once more.",
    }
}

/// The sentence for a PIN that is not sent.
fn of_pin_error(error: PinError) -> String {
    match error {
        PinError::TooShort(minimum) => format!("The PIN is too short: this key wants at least {minimum} characters."),
        PinError::TooLong => "The PIN is too long: at most 63 bytes, which is 63 plain letters and digits.".into(),
        PinError::EndsInZero => "The PIN ends in a zero byte, which no key can store. Choose another.".into(),
        PinError::NotText => "The PIN is not text in UTF-8. Check the file or choose another PIN.".into(),
    }
}

fn of_origin_error(error: &OriginError) -> String {
    match error {
        OriginError::NotAnAddress(address) => {
            format!("{address:?} is not a server's address. Give one such as https://example.org.")
        }
        OriginError::NotSecure(address) => {
            format!("{address} is not secure: security keys work over https, or on http://localhost. Use https.")
        }
        OriginError::NotADomain(address) => {
            format!(
                "{address} has a number for a name, which security keys do not accept. Use its domain name, or localhost."
            )
        }
        OriginError::RpId { origin, rp_id } => format!(
            "The server {origin} claims to be {rp_id}, which it is not. Nothing was sent to it. Check the address."
        ),
    }
}

fn of_server_error(error: &ServerError) -> String {
    match error {
        ServerError::Refused(problem) => match problem.code.as_str() {
            "already_registered" => ALREADY_REGISTERED.into(),
            _ => printable(&problem.detail),
        },
        ServerError::Unreachable(_) => {
            "The server cannot be reached. Check the address and the network, and try again.".into()
        }
        ServerError::Malformed(_) => {
            "The server's answer makes no sense. Check that the address is that of the right server.".into()
        }
    }
}

fn several_keys(devices: &[Device]) -> String {
    let list: String = devices.iter().map(|device| format!("\n  {device}")).collect();
    format!("Several security keys are plugged in:{list}\nChoose one with --device PATH, or unplug the others.")
}

fn no_permission(place: &str) -> String {
    if place.starts_with("unix:") {
        return format!("You may not open {place}. Ask whoever runs the key behind it, or use another.");
    }
    format!(
        "You may not open {place}. Let everybody at this computer use security keys: put this line into\n\
         /etc/udev/rules.d/70-security-keys.rules, then unplug the key and plug it in again.\n\n  {UDEV_RULE}\n\n\
         `sudo hid-client doctor --write-rule` does that."
    )
}

fn driver_missing(driver: &str) -> String {
    match driver {
        "ctap-hid-fido2" => {
            "This build has no driver ctap-hid-fido2. Build one that has, with libudev-dev installed:\n\n  \
             cargo build -p hid-client --no-default-features --features ctap-hid-fido2\n\nOr leave --driver out."
                .into()
        }
        _ => format!("This build has no driver {driver}. Build it with the default features."),
    }
}

/// What a server or a key says is outside text: no control characters reach the terminal.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
