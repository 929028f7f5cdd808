//! The fingers that a key knows: enrolling, naming, removing (CTAP 2.1 §6.7).

use std::time::Duration;

use shared::ctap::commands::{Command, Permissions, SampleStatus};
use shared::ctap::status::Status;

use super::authorize::Grant;
use super::{Key, Verification};
use crate::ctap2::{
    CancelEnrollment, EnrollBegin, EnrollCaptureNextSample, EnrolledFinger, EnrollmentGrant, EnumerateEnrollments,
    GetSensorInfo, RemoveEnrollment, Sample, SensorInfo, SetFriendlyName,
};
use crate::error::{Error, ErrorKind, Lacking};
use crate::operation::{Cancellation, Operation};

/// How long the key waits for one sample.
const SAMPLE_TIMEOUT: Duration = Duration::from_secs(15);
/// How long it may take to tell the key that an enrolment is given up.
const CANCEL_TIMEOUT: Duration = Duration::from_secs(2);

/// A key whose person allowed its fingerprints to be managed.
#[derive(Debug)]
pub struct FingerprintManager<'a> {
    key: &'a mut Key,
    grant: EnrollmentGrant,
}

impl Key {
    /// Whether the key has a fingerprint sensor to be managed; an error that says so when it has not.
    pub fn require_fingerprints(&self) -> Result<(), Error> {
        self.enrollment_command().map(drop)
    }

    /// What the key's fingerprint sensor is.
    pub fn fingerprint_sensor(&mut self, operation: &mut Operation<'_>) -> Result<SensorInfo, Error> {
        let command = self.enrollment_command()?;
        self.call(&GetSensorInfo { command }, operation)
    }

    /// Verifies the person: the right to manage the key's fingerprints. A finger will do for a key with the option
    /// `uvBioEnroll` alone.
    pub fn authorize_fingerprints(
        &mut self,
        verification: &Verification,
        operation: &mut Operation<'_>,
    ) -> Result<EnrollmentGrant, Error> {
        let command = self.enrollment_command()?;
        match self.authorize(verification, Permissions::BIO_ENROLLMENT, None, operation)? {
            Grant::Token(token) => Ok(EnrollmentGrant::new(command, token)),
            Grant::None | Grant::BuiltIn => Err(ErrorKind::NotSupported(Lacking::FingerprintsWithoutPin).into()),
        }
    }

    /// What may be done with the key's fingerprints by `grant`, which is this key's.
    pub fn manage_fingerprints(&mut self, grant: EnrollmentGrant) -> FingerprintManager<'_> {
        FingerprintManager { key: self, grant }
    }

    /// §6.4: the option is there when the key has a sensor, and true once a finger is enrolled.
    fn enrollment_command(&self) -> Result<Command, Error> {
        if self.info().stated_option("bioEnroll").is_some() {
            return Ok(Command::BioEnrollment);
        }
        if self.info().stated_option("userVerificationMgmtPreview").is_some() {
            return Ok(Command::BioEnrollmentPreview);
        }
        Err(ErrorKind::NotSupported(Lacking::Fingerprints).into())
    }
}

impl FingerprintManager<'_> {
    /// The enrolled fingers. None is no error.
    pub fn fingers(&mut self, operation: &mut Operation<'_>) -> Result<Vec<EnrolledFinger>, Error> {
        match self.key.call(&EnumerateEnrollments { grant: &self.grant }, operation) {
            Err(error) if error.status() == Some(Status::InvalidOption) => Ok(Vec::new()),
            result => result,
        }
    }

    /// Enrols a finger and tells `progress` of each sample; gives the id of its template. Whatever breaks it off, the key
    /// is told that it is over.
    ///
    /// [`ErrorKind::FingerExists`] for a finger that the key knows, [`ErrorKind::TimedOut`] when nobody touches the sensor.
    pub fn enroll(
        &mut self,
        progress: &mut dyn FnMut(Sample),
        operation: &mut Operation<'_>,
    ) -> Result<Vec<u8>, Error> {
        let result = self.take_samples(progress, operation);
        if result.is_err() {
            let mut nobody = |_| {};
            let mut giving_up = Operation::new(CANCEL_TIMEOUT, Cancellation::new(), &mut nobody);
            // The first error is the one to tell; a key that was unplugged has forgotten the rest.
            let _gone = self.key.call(&CancelEnrollment { command: self.key.enrollment_command()? }, &mut giving_up);
        }
        result
    }

    fn take_samples(
        &mut self,
        progress: &mut dyn FnMut(Sample),
        operation: &mut Operation<'_>,
    ) -> Result<Vec<u8>, Error> {
        let timeout_milliseconds = u64::try_from(SAMPLE_TIMEOUT.as_millis()).unwrap_or(u64::MAX);
        let begin = EnrollBegin { grant: &self.grant, timeout_milliseconds };
        let (id, mut sample) = self.key.call(&begin, operation)?;
        loop {
            match sample.status {
                Some(SampleStatus::Exists) => return Err(ErrorKind::FingerExists.into()),
                Some(SampleStatus::NoUserActivity) => return Err(ErrorKind::TimedOut.into()),
                _ => progress(sample),
            }
            if sample.remaining == 0 {
                break;
            }
            operation.check()?;
            let next = EnrollCaptureNextSample { grant: &self.grant, template_id: &id, timeout_milliseconds };
            sample = self.key.call(&next, operation)?;
        }
        self.key.refresh(operation)?;
        Ok(id)
    }

    /// Names a finger; an empty name removes the one it has.
    pub fn rename(&mut self, id: &[u8], name: &str, operation: &mut Operation<'_>) -> Result<(), Error> {
        self.key.call(&SetFriendlyName { grant: &self.grant, template_id: id, name }, operation)
    }

    /// Removes a finger.
    pub fn remove(&mut self, id: &[u8], operation: &mut Operation<'_>) -> Result<(), Error> {
        self.key.call(&RemoveEnrollment { grant: &self.grant, template_id: id }, operation)?;
        self.key.refresh(operation)
    }
}
