//! Every message of the command line: what there is to say, by what it is about.
//!
//! First what happened, then what to do. The words are those of the product's word list; the standard's own stay in the
//! line of details. What each says stands in `locales/`, in every language.

pub(super) mod blobs;
#[cfg(test)]
mod catalogue;
pub(super) mod check;
pub(super) mod credentials;
pub(super) mod doctor;
pub(super) mod files;
pub(super) mod fingerprints;
pub(super) mod info;
mod lacking;
pub(super) mod pins;
mod server;
pub(super) mod settings;
mod status;

use super::exit_code::{self, NOT_SUPPORTED, PROTOCOL};
use super::failure::Failure;
use super::message::{Message, Value, messages};
use crate::discovery::{Device, UDEV_RULE};
use crate::error::{Action, ErrorKind, Question};
use crate::events::Event;
use crate::relying_party::ServerError;
use crate::transport::Holder;
use shared::ctap::commands::HidError;
use shared::ctap::status::Status;

pub use status::of_status;

/// The end of `--help`, which like all that clap prints is in English.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  done                           6  the PIN is blocked
  2  wrong usage                    7  not touched in time, or cancelled
  3  no key                         8  the key cannot do this
  4  no permission to open it       9  no credential, or already registered
  5  wrong PIN                     10  the server refused
                                   11  the key broke the protocol";

messages! {
    /// What is typed for yes, word by word.
    answers_that_mean_yes;
    touch;
    follow_the_light;
    falls_back_to_pin;
    key_busy;
    several_to_touch;
    ask_account;
    /// One of the accounts that are asked about.
    account(number, name);
    /// As before, where the person goes by another name too.
    account_called(number, name, display_name);
    registered(key, user);
    signed_in(key, user);
    winked;
    no_keys;
    no_key;
    no_key_at(device);
    several_keys(devices);
    invalid_device(device);
    no_permission(device, rule);
    no_permission_socket(device);
    in_use(device);
    in_use_by(device, program, process);
    unplugged;
    not_used_in_time;
    cancelled;
    makes_no_sense;
    not_understood;
    refused_without_reason;
    u2f_has_no_pin;
    no_credential;
    already_registered;
    cannot_list;
    cannot_open;
    cannot_lock;
    cannot_connect;
    cannot_write;
    cannot_read;
    cannot_get_random_bytes;
    cannot_listen_for_signals;
    cannot_start_thread;
    driver_missing(driver);
    driver_ctap_hid_fido2_missing;
    driver_does_not_reach(device);
    own_driver_only;
    not_confirmed;
    nobody_to_ask_for_pin;
    nobody_to_ask_which_account;
    output_failed(error);
    /// What another program or the standard would say, in English for all: for those who look into it.
    details(error);
}

/// What a person learns while the key is at work.
pub(super) fn of_event(event: Event) -> Message {
    match event {
        Event::TouchNeeded => touch(),
        Event::VerificationNeeded => follow_the_light(),
        Event::FallsBackToPin => falls_back_to_pin(),
        Event::PinTries(left) => pins::tries_before_locking(left),
        Event::KeyBusy => key_busy(),
    }
}

/// What went wrong and what to do.
pub(super) fn of_failure(failure: &Failure) -> Message {
    match failure {
        Failure::Library(error) => of_kind(error.kind()),
        Failure::PinsDiffer => pins::differ(),
        Failure::OwnDriverOnly => own_driver_only(),
        Failure::NoSuchCredential(id) => credentials::none_such(id),
        Failure::AmbiguousCredential { prefix, count } => credentials::several_such(prefix, *count),
        Failure::NoSuchFinger(wanted) => fingerprints::none_such_finger(wanted),
        Failure::AmbiguousFinger { wanted, count } => fingerprints::several_such_fingers(wanted, *count),
        Failure::NotConfirmed => not_confirmed(),
        Failure::BreaksRules(sections) => check::breaks_rules(*sections),
        Failure::RulesUntried => check::rules_untried(),
        Failure::Unhealthy { troubles, .. } => doctor::unhealthy(*troubles),
        Failure::RuleNotWritten(path) => doctor::rule_not_written(path.as_path()),
        Failure::File { path, error } => files::cannot_be_used(path, error),
        Failure::FileTooLong { path, longest } => files::file_too_long(path, *longest),
        Failure::Output(error) => output_failed(error.to_string()),
    }
}

/// The technical side of a failure, for those who look into it; `None` where the sentence says it all.
pub(super) fn details_of(failure: &Failure) -> Option<Message> {
    let Failure::Library(error) = failure else { return None };
    let technical = match error.kind() {
        ErrorKind::Protocol(_) | ErrorKind::Hid(_) | ErrorKind::U2f(_) | ErrorKind::Io(..) => true,
        ErrorKind::Status { status, .. } => matches!(exit_code::of_status(*status), NOT_SUPPORTED | PROTOCOL),
        ErrorKind::Server(ServerError::Refused(problem)) => server::is_technical(problem),
        ErrorKind::Server(_) => true,
        _ => false,
    };
    technical.then(|| details(error.to_string().trim_end_matches('.')))
}

/// The sentence for a kind of error.
pub fn of_kind(kind: &ErrorKind) -> Message {
    match kind {
        ErrorKind::NoKey(None) => no_key(),
        ErrorKind::NoKey(Some(place)) => no_key_at(place),
        ErrorKind::SeveralKeys(devices) => of_several_keys(devices),
        ErrorKind::InvalidDevice(name) => invalid_device(name),
        ErrorKind::NoPermission(place) if place.starts_with("unix:") => no_permission_socket(place),
        ErrorKind::NoPermission(place) => no_permission(place, UDEV_RULE),
        ErrorKind::KeyInUse { path, holder: Some(Holder { process, name }) } => {
            in_use_by(path, name, process.to_string())
        }
        ErrorKind::KeyInUse { path, holder: None } => in_use(path),
        ErrorKind::Disconnected => unplugged(),
        ErrorKind::Io(action, _) => of_action(*action),
        ErrorKind::TimedOut => not_used_in_time(),
        ErrorKind::Cancelled => cancelled(),
        ErrorKind::Protocol(_) => makes_no_sense(),
        ErrorKind::Hid(HidError::ChannelBusy) => of_status(Status::ChannelBusy),
        ErrorKind::Hid(_) => not_understood(),
        ErrorKind::Status { status, .. } => of_status(*status),
        ErrorKind::U2f(_) => refused_without_reason(),
        ErrorKind::U2fHasNoPin => u2f_has_no_pin(),
        ErrorKind::WrongPin { power_cycle_needed: true, .. } => pins::wrong_several_times(),
        ErrorKind::WrongPin { tries_left: Some(0), .. } => pins::blocked(),
        ErrorKind::WrongPin { tries_left: Some(left), .. } => pins::wrong_with_tries_left(*left),
        ErrorKind::WrongPin { tries_left: None, .. } => pins::wrong(),
        ErrorKind::PinNotSet => pins::not_set_yet(),
        ErrorKind::PinAlreadySet => pins::set_already(),
        ErrorKind::PinChangeRequired => pins::must_be_changed(),
        ErrorKind::ResetTooLate => settings::reset_too_late(),
        ErrorKind::ShorterPinLength(current) => settings::min_pin_length_only_rises(*current),
        ErrorKind::Pin(error) => pins::of_pin_error(*error),
        ErrorKind::NotSupported(lacking) => lacking::of_lacking(*lacking),
        ErrorKind::LargeBlobArrayFull { needed, capacity } => blobs::no_room(*needed, *capacity),
        ErrorKind::LargeBlobTooLong => blobs::too_long(),
        ErrorKind::NoLargeBlobKey => blobs::credential_without_room(),
        ErrorKind::NoLargeBlob => blobs::none_of_credential(),
        ErrorKind::FingerExists => fingerprints::known_already(),
        ErrorKind::FingerNameTooLong(most) => fingerprints::name_too_long(*most),
        ErrorKind::NoCredential => no_credential(),
        ErrorKind::AlreadyRegistered => already_registered(),
        ErrorKind::Origin(error) => server::of_origin_error(error),
        ErrorKind::Server(error) => server::of_server_error(error),
        ErrorKind::DriverMissing("ctap-hid-fido2") => driver_ctap_hid_fido2_missing(),
        ErrorKind::DriverMissing(driver) => driver_missing(*driver),
        ErrorKind::DriverCannotReach(device) => driver_does_not_reach(device),
        ErrorKind::NobodyToAsk(Question::Pin) => nobody_to_ask_for_pin(),
        ErrorKind::NobodyToAsk(Question::Account) => nobody_to_ask_which_account(),
    }
}

fn of_action(action: Action) -> Message {
    match action {
        Action::ListDevices => cannot_list(),
        Action::Open => cannot_open(),
        Action::Lock => cannot_lock(),
        Action::Connect => cannot_connect(),
        Action::Write => cannot_write(),
        Action::Read => cannot_read(),
        Action::Random => cannot_get_random_bytes(),
        Action::Signals => cannot_listen_for_signals(),
        Action::Thread => cannot_start_thread(),
    }
}

fn of_several_keys(devices: &[Device]) -> Message {
    several_keys(Value::Lines(devices.iter().map(|device| Value::from(format!("  {device}"))).collect()))
}
