//! authenticatorBioEnrollment (CTAP 2.1 §6.7), for fingerprints.

use std::time::Duration;

use shared::cbor::{Fields, Map, Value};
use shared::ctap::commands::{BioEnrollmentSubcommand as Subcommand, Permissions, SampleStatus};
use shared::ctap::status::Status;

use super::core::{Authenticator, Outcome};
use super::failure::Failure;
use crate::pin_protocol::Protocol;
use crate::presence::UserAction;
use crate::random;
use crate::state::Template;

/// The modality of fingerprints, the only one that the standard knows.
const FINGERPRINT: u8 = 0x01;
/// fingerprintKind: a finger is laid on the sensor, not swiped over it.
const TOUCH_SENSOR: u8 = 1;
/// Good samples that make a template: maxCaptureSamplesRequiredForEnroll.
const SAMPLES: u8 = 4;
/// Fingers that fit.
const MAX_TEMPLATES: usize = 5;
/// Bytes of a template's id.
const TEMPLATE_ID: usize = 2;
/// maxTemplateFriendlyName, in bytes.
const MAX_FRIENDLY_NAME: usize = 64;

/// A finger that is being enrolled; lost with the power.
pub(super) struct Enrollment {
    template_id: Vec<u8>,
    /// The finger of the good samples so far.
    finger: Option<u8>,
    remaining: u8,
}

impl Authenticator {
    pub(super) fn bio_enrollment(&mut self, request: &Map) -> Result<Outcome, Failure> {
        let fields = Fields(request);
        if fields.opt_boolean(0x06, "getModality")? == Some(true) {
            return Ok(Outcome::Done(Map::new().with(0x01, FINGERPRINT)));
        }
        let modality = fields.uint(0x01, "modality")?;
        let code = fields.uint(0x02, "subCommand")?;
        if modality != u64::from(FINGERPRINT) {
            return Err(Status::UnsupportedOption.into());
        }
        let subcommand = u8::try_from(code).ok().and_then(Subcommand::from_code).ok_or(Status::InvalidSubcommand)?;
        match subcommand {
            Subcommand::GetFingerprintSensorInfo => Ok(Outcome::Done(
                Map::new()
                    .with(0x01, FINGERPRINT)
                    .with(0x02, TOUCH_SENSOR)
                    .with(0x03, SAMPLES)
                    .with(0x08, MAX_FRIENDLY_NAME as u64),
            )),
            // §6.7.6: without a proof, as anybody may who has the key in hand.
            Subcommand::CancelCurrentEnrollment => {
                self.enrollment = None;
                Ok(Outcome::Done(Map::new()))
            }
            Subcommand::EnrollBegin => self.enroll_begin(fields),
            Subcommand::EnrollCaptureNextSample => self.enroll_next(fields),
            Subcommand::EnumerateEnrollments => self.enumerate_enrollments(fields).map(Outcome::Done),
            Subcommand::SetFriendlyName => self.set_friendly_name(fields).map(Outcome::Done),
            Subcommand::RemoveEnrollment => self.remove_enrollment(fields).map(Outcome::Done),
        }
    }

    /// §6.7.4. An enrolment that was under way is given up.
    fn enroll_begin(&mut self, fields: Fields<'_>) -> Result<Outcome, Failure> {
        self.authorize_enrollment(fields, Subcommand::EnrollBegin)?;
        let timeout = timeout(fields)?;
        if self.store.state().templates.len() >= MAX_TEMPLATES {
            return Err(Status::FpDatabaseFull.into());
        }
        let template_id = random::bytes::<TEMPLATE_ID>()?.to_vec();
        self.enrollment = Some(Enrollment { template_id: template_id.clone(), finger: None, remaining: SAMPLES });
        Ok(Outcome::touch_within(timeout, move |authenticator, action, _now| {
            Ok(authenticator.sample(action)?.with(0x04, template_id))
        }))
    }

    /// §6.7.5.
    fn enroll_next(&mut self, fields: Fields<'_>) -> Result<Outcome, Failure> {
        self.authorize_enrollment(fields, Subcommand::EnrollCaptureNextSample)?;
        let template_id = parameters(fields)?.bytes(0x01, "templateId")?;
        let timeout = timeout(fields)?;
        if self.enrollment.as_ref().is_none_or(|enrollment| enrollment.template_id != template_id) {
            return Err(Status::InvalidParameter.into());
        }
        Ok(Outcome::touch_within(timeout, |authenticator, action, _now| authenticator.sample(action)))
    }

    /// One sample, or none in time: lastEnrollSampleStatus and remainingSamples. The last good one makes the template.
    fn sample(&mut self, action: UserAction) -> Result<Map, Failure> {
        let status = match action {
            UserAction::Touched => self.judge(),
            UserAction::TimedOut => SampleStatus::NoUserActivity,
            UserAction::Declined => return Err(Status::OperationDenied.into()),
            UserAction::Cancelled => return Err(Status::KeepaliveCancel.into()),
        };
        let enrollment = self.enrollment.as_mut().ok_or(Status::NotAllowed)?;
        if status == SampleStatus::Good {
            enrollment.remaining = enrollment.remaining.saturating_sub(1);
        }
        let remaining = enrollment.remaining;
        if remaining == 0
            && let Some(Enrollment { template_id: id, finger: Some(finger), .. }) = self.enrollment.take()
        {
            self.store.update(|state| {
                state.templates.push(Template { id, name: None, finger });
                Ok::<_, Failure>(())
            })?;
        }
        Ok(Map::new().with(0x05, status.code()).with(0x06, remaining))
    }

    /// What the sensor makes of the finger on it.
    fn judge(&mut self) -> SampleStatus {
        let finger = self.next_finger();
        if finger.sample != SampleStatus::Good {
            return finger.sample;
        }
        if self.store.state().templates.iter().any(|template| template.finger == finger.number) {
            return SampleStatus::Exists;
        }
        let Some(enrollment) = &mut self.enrollment else { return SampleStatus::PoorQuality };
        if *enrollment.finger.get_or_insert(finger.number) == finger.number {
            SampleStatus::Good
        } else {
            SampleStatus::MergeFailure
        }
    }

    /// §6.7.7.
    fn enumerate_enrollments(&mut self, fields: Fields<'_>) -> Result<Map, Failure> {
        self.authorize_enrollment(fields, Subcommand::EnumerateEnrollments)?;
        let templates = &self.store.state().templates;
        if templates.is_empty() {
            return Err(Status::InvalidOption.into());
        }
        let info = |template: &Template| {
            Value::Map(Map::new().with(0x01, template.id.as_slice()).with_some(0x02, template.name.as_deref()))
        };
        Ok(Map::new().with(0x07, templates.iter().map(info).collect::<Vec<_>>()))
    }

    /// §6.7.8.
    fn set_friendly_name(&mut self, fields: Fields<'_>) -> Result<Map, Failure> {
        self.authorize_enrollment(fields, Subcommand::SetFriendlyName)?;
        let parameters = parameters(fields)?;
        let id = parameters.bytes(0x01, "templateId")?.to_vec();
        let name = parameters.text(0x02, "templateFriendlyName")?.to_owned();
        if name.len() > MAX_FRIENDLY_NAME {
            return Err(Status::InvalidLength.into());
        }
        self.store.update(|state| {
            let template = state.templates.iter_mut().find(|template| template.id == id);
            template.ok_or(Status::InvalidOption)?.name = (!name.is_empty()).then_some(name);
            Ok(Map::new())
        })
    }

    /// §6.7.9.
    fn remove_enrollment(&mut self, fields: Fields<'_>) -> Result<Map, Failure> {
        self.authorize_enrollment(fields, Subcommand::RemoveEnrollment)?;
        let id = parameters(fields)?.bytes(0x01, "templateId")?.to_vec();
        self.store.update(|state| {
            let before = state.templates.len();
            state.templates.retain(|template| template.id != id);
            if state.templates.len() == before { Err(Status::InvalidOption.into()) } else { Ok(Map::new()) }
        })
    }

    /// The MAC over the modality, the subcommand and its parameters, by a token with `be`.
    fn authorize_enrollment(&mut self, fields: Fields<'_>, subcommand: Subcommand) -> Result<(), Failure> {
        let param = fields.opt_bytes(0x05, "pinUvAuthParam")?.ok_or(Status::PuatRequired)?;
        let number = fields.uint(0x04, "pinUvAuthProtocol")?;
        let protocol = Protocol::from_number(number).ok_or(Status::InvalidParameter)?;
        let mut message = vec![FINGERPRINT, subcommand.code()];
        message.extend(fields.0.get(0x03).iter().flat_map(|parameters| parameters.encode()));
        let token = self.pin.token().ok_or(Status::PinAuthInvalid)?;
        if !token.authorize_management(protocol, &message, param, Permissions::BIO_ENROLLMENT) {
            return Err(Status::PinAuthInvalid.into());
        }
        Ok(())
    }
}

fn parameters(fields: Fields<'_>) -> Result<Fields<'_>, Failure> {
    Ok(Fields(fields.map(0x03, "subCommandParams")?))
}

/// timeoutMilliseconds, where the host says how long it is ready to wait for a sample.
fn timeout(fields: Fields<'_>) -> Result<Option<Duration>, Failure> {
    let Some(parameters) = fields.opt_map(0x03, "subCommandParams")? else { return Ok(None) };
    Ok(Fields(parameters).opt_uint(0x03, "timeoutMilliseconds")?.map(Duration::from_millis))
}
