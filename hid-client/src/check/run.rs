//! A run: the sections in their order, and the cleaning up.

use std::time::Duration;

use super::bench::{Bench, Opener};
use super::sheet::Sheet;
use super::{
    Outcome, Report, Section, SectionReport, cleanup, client_pin, commands, cred_protect, credential_management,
    ctaphid, get_assertion, get_info, hmac_secret, make_credential, pin_uv_auth_token, reset, selection, several, u2f,
};
use crate::ctap2::GetPinRetries;
use crate::error::{Error, ErrorKind};
use crate::events::Event;
use crate::operation::{Cancellation, Operation};
use crate::webauthn_client::Person;
use shared::ctap::commands::Command;

/// What a run may do beyond what costs nothing, and how long it waits.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Try one wrong PIN, where more than three tries are left.
    pub wrong_pin: bool,
    /// Ask for a reset when it is too late for one: a key that is wrong about that erases itself.
    pub reset: bool,
    /// Make discoverable credentials although the key cannot delete them again.
    pub leave_credentials: bool,
    /// How long a person may take for a touch.
    pub patience: Duration,
    /// How long the key has certainly been plugged in when the run begins.
    pub plugged_in_for: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            wrong_pin: false,
            reset: false,
            leave_credentials: false,
            patience: Duration::from_secs(60),
            plugged_in_for: Duration::ZERO,
        }
    }
}

/// Looks at the key that `opener` opens, section by section, and removes what it made. `opener` is called again when the
/// key went away; `person` is asked for the PIN where the key has one.
///
/// An error when the key cannot be opened at all, when `operation` is cancelled, or when the person's PIN is wrong: what
/// the key does wrong is in the report. The operation's deadline does not count; [`Settings::patience`] does, for each touch.
pub fn run(
    opener: &mut Opener<'_>,
    settings: &Settings,
    person: &mut dyn Person,
    operation: &mut Operation<'_>,
) -> Result<Report, Error> {
    let cancellation = operation.cancellation();
    let mut observer = |event: Event| operation.report(event);
    let mut bench = Bench::new(opener, &mut observer, cancellation, settings)?;
    let sections = look(&mut bench, person);
    // Also after an error: nobody wants to find the credentials of a run that was cancelled, or a key that still blinks.
    bench.go_on_despite(Cancellation::new());
    if sections.is_err() {
        bench.quieten();
    }
    let stays = cleanup::clean_up(&mut bench);
    let info = (!bench.info.versions.is_empty()).then(|| bench.info.clone());
    Ok(Report { sections: sections?, info, stays })
}

fn look(bench: &mut Bench<'_>, person: &mut dyn Person) -> Result<Vec<SectionReport>, Error> {
    let (transport, capabilities) = ctaphid::check(bench)?;
    let mut sections = vec![transport];
    let Some(capabilities) = capabilities else {
        return Ok(the_rest(sections, &Outcome::NotTried("the key's messages do not arrive")));
    };
    if !capabilities.cbor {
        let mut sections = the_rest(sections, &Outcome::NotClaimed("the key does not speak CTAP2"));
        if let Some(section) = sections.iter_mut().find(|section| section.section == Section::U2f) {
            *section = u2f::check(bench, capabilities)?;
        }
        return Ok(sections);
    }
    let (info, readable) = get_info::check(bench)?;
    sections.push(info);
    if !readable {
        return Ok(the_rest(sections, &Outcome::NotTried("the key does not say what it is")));
    }
    sections.push(commands::check(bench)?);
    if bench.info.stated_option("clientPin").is_none() {
        let none = Outcome::NotClaimed("the key has no PIN");
        sections.push(Sheet::left_out(Section::ClientPin, none.clone()));
        sections.push(Sheet::left_out(Section::PinUvAuthToken, none));
    } else {
        bench.pin = ask_pin(bench, person)?;
        sections.push(client_pin::check(bench)?);
        sections.push(match bench.info.option("pinUvAuthToken") {
            true => pin_uv_auth_token::check(bench)?,
            false => Sheet::left_out(Section::PinUvAuthToken, Outcome::NotClaimed("the key has no pinUvAuthToken")),
        });
    }
    for check in [
        make_credential::check,
        get_assertion::check,
        several::check,
        cred_protect::check,
        hmac_secret::check,
        credential_management::check,
        selection::check,
    ] {
        sections.push(check(bench)?);
    }
    sections.push(u2f::check(bench, capabilities)?);
    sections.push(reset::check(bench)?);
    Ok(sections)
}

/// The PIN, where the key has one that can be used; its person learns first how many tries are left.
fn ask_pin(bench: &mut Bench<'_>, person: &mut dyn Person) -> Result<Option<crate::pin::Pin>, Error> {
    if !bench.info.option("clientPin") || bench.info.force_pin_change == Some(true) {
        return Ok(None);
    }
    // A key that cannot tell is found out by its section.
    match bench.call(&GetPinRetries) {
        Ok(tries) => {
            if let Some(status) = tries.blocked() {
                return Err(ErrorKind::Status { command: Command::ClientPin, status }.into());
            }
            bench.tell(Event::PinTries(tries.left));
        }
        Err(trouble) => bench.recover(&trouble)?,
    }
    person.pin().map(Some)
}

/// What is left, with one word for all of it.
fn the_rest(mut sections: Vec<SectionReport>, outcome: &Outcome) -> Vec<SectionReport> {
    let missing = Section::ALL.iter().skip(sections.len());
    sections.extend(missing.map(|section| Sheet::left_out(*section, outcome.clone())));
    sections
}
