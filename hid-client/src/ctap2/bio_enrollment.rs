//! authenticatorBioEnrollment for fingerprints (CTAP 2.1 §6.7).

use shared::cbor::{FieldError, Fields, Map};
use shared::ctap::commands::{BioEnrollmentSubcommand as Subcommand, Command, SampleStatus};

use super::Request;
use super::command::parse_map;
use crate::ctaphid::Patience;
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::pin_protocol::PinUvAuthToken;

/// The modality of fingerprints, the only one that the standard knows.
const FINGERPRINT: u8 = 0x01;

/// The right to manage a key's fingerprints: a token, and the command by which the key knows this.
#[derive(Debug)]
pub struct EnrollmentGrant {
    command: Command,
    token: PinUvAuthToken,
}

/// What a fingerprint sensor is (§6.7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SensorInfo {
    /// Good samples that it takes to enrol a finger.
    pub samples: u64,
    /// The longest name of a finger in bytes, where the key says.
    pub max_name_length: Option<u64>,
}

/// What came of one sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// How it was; `None` for a word that the standard does not know.
    pub status: Option<SampleStatus>,
    /// Good ones that are still missing.
    pub remaining: u64,
}

/// An enrolled finger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolledFinger {
    /// The id of its template.
    pub id: Vec<u8>,
    /// What its person calls it.
    pub name: Option<String>,
}

impl EnrollmentGrant {
    /// `command` is [`Command::BioEnrollment`], or [`Command::BioEnrollmentPreview`] on keys from before CTAP 2.1.
    pub fn new(command: Command, token: PinUvAuthToken) -> Self {
        Self { command, token }
    }

    /// The parameters of a request: a MAC over the modality, the subcommand and its own parameters.
    fn signed(&self, subcommand: Subcommand, parameters: Option<Map>) -> Map {
        let mut message = vec![FINGERPRINT, subcommand.code()];
        message.extend(parameters.iter().flat_map(Map::encode));
        plain(subcommand)
            .with_some(0x03, parameters)
            .with(0x04, self.token.protocol().number())
            .with(0x05, self.token.authenticate(&message))
    }
}

fn plain(subcommand: Subcommand) -> Map {
    Map::new().with(0x01, FINGERPRINT).with(0x02, subcommand.code())
}

fn id(id: &[u8]) -> Map {
    Map::new().with(0x01, id)
}

/// Asks what the sensor is; anybody may.
#[derive(Debug, Clone, Copy)]
pub struct GetSensorInfo {
    /// [`Command::BioEnrollment`], or its predecessor.
    pub command: Command,
}

impl Request for GetSensorInfo {
    type Reply = SensorInfo;

    const COMMAND: Command = Command::BioEnrollment;

    fn command(&self) -> Command {
        self.command
    }

    fn parameters(&self) -> Option<Map> {
        Some(plain(Subcommand::GetFingerprintSensorInfo))
    }

    fn parse(&self, bytes: &[u8]) -> Result<SensorInfo, Error> {
        let field = field(self.command);
        parse_map(self.command, bytes, |reply| {
            let samples = reply.uint(0x03, "maxCaptureSamplesRequiredForEnroll (0x03)").map_err(field)?;
            let max_name_length = reply.opt_uint(0x08, "maxTemplateFriendlyName (0x08)").map_err(field)?;
            Ok(SensorInfo { samples, max_name_length })
        })
    }
}

/// Gives the enrolment up that is under way.
#[derive(Debug, Clone, Copy)]
pub struct CancelEnrollment {
    /// [`Command::BioEnrollment`], or its predecessor.
    pub command: Command,
}

impl Request for CancelEnrollment {
    type Reply = ();

    const COMMAND: Command = Command::BioEnrollment;

    fn command(&self) -> Command {
        self.command
    }

    fn parameters(&self) -> Option<Map> {
        Some(plain(Subcommand::CancelCurrentEnrollment))
    }

    fn parse(&self, _bytes: &[u8]) -> Result<(), Error> {
        Ok(())
    }
}

/// Defines a request that a grant allows: its type, its reply, its parameters and how the reply is read.
macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident($($field:ident: $type:ty),*) -> $reply:ty {
        $patience:ident, $grant:ident => $parameters:expr, $parse:expr
    })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name<'a> {
                /// What allows it.
                pub grant: &'a EnrollmentGrant,
                $(
                    #[doc = concat!("The `", stringify!($field), "` of the request.")]
                    pub $field: $type,
                )*
            }

            impl Request for $name<'_> {
                type Reply = $reply;

                const COMMAND: Command = Command::BioEnrollment;
                const PATIENCE: Patience = Patience::$patience;

                fn command(&self) -> Command {
                    self.grant.command
                }

                fn parameters(&self) -> Option<Map> {
                    let Self { grant: $grant, $($field),* } = self;
                    Some($parameters)
                }

                fn parse(&self, bytes: &[u8]) -> Result<Self::Reply, Error> {
                    let parse: fn(Command, &[u8]) -> Result<Self::Reply, Error> = $parse;
                    parse(self.grant.command, bytes)
                }
            }
        )+
    };
}

requests! {
    /// Begins to enrol a finger (§6.7.4): the template's id, and the first sample.
    EnrollBegin(timeout_milliseconds: u64) -> (Vec<u8>, Sample) {
        Person, grant => grant.signed(Subcommand::EnrollBegin, Some(Map::new().with(0x03, *timeout_milliseconds))),
        parse_begun
    }

    /// Takes the next sample (§6.7.5).
    EnrollCaptureNextSample(template_id: &'a [u8], timeout_milliseconds: u64) -> Sample {
        Person, grant => grant.signed(
            Subcommand::EnrollCaptureNextSample,
            Some(id(template_id).with(0x03, *timeout_milliseconds)),
        ),
        |command, bytes| parse_map(command, bytes, |reply| sample(command, reply))
    }

    /// Asks for the enrolled fingers (§6.7.7).
    EnumerateEnrollments() -> Vec<EnrolledFinger> {
        Quick, grant => grant.signed(Subcommand::EnumerateEnrollments, None), parse_fingers
    }

    /// Names a finger (§6.7.8).
    SetFriendlyName(template_id: &'a [u8], name: &'a str) -> () {
        Quick, grant => grant.signed(Subcommand::SetFriendlyName, Some(id(template_id).with(0x02, *name))),
        |_, _| Ok(())
    }

    /// Removes a finger (§6.7.9).
    RemoveEnrollment(template_id: &'a [u8]) -> () {
        Quick, grant => grant.signed(Subcommand::RemoveEnrollment, Some(id(template_id))), |_, _| Ok(())
    }
}

fn parse_begun(command: Command, bytes: &[u8]) -> Result<(Vec<u8>, Sample), Error> {
    parse_map(command, bytes, |reply| {
        let id = reply.bytes(0x04, "templateId (0x04)").map_err(field(command))?;
        Ok((id.to_vec(), sample(command, reply)?))
    })
}

fn sample(command: Command, reply: Fields<'_>) -> Result<Sample, ErrorKind> {
    let status = reply.uint(0x05, "lastEnrollSampleStatus (0x05)").map_err(field(command))?;
    let remaining = reply.uint(0x06, "remainingSamples (0x06)").map_err(field(command))?;
    Ok(Sample { status: u8::try_from(status).ok().and_then(SampleStatus::from_code), remaining })
}

fn parse_fingers(command: Command, bytes: &[u8]) -> Result<Vec<EnrolledFinger>, Error> {
    let field = field(command);
    parse_map(command, bytes, |reply| {
        let infos = reply.array(0x07, "templateInfos (0x07)").map_err(field)?;
        let finger = |info| {
            let info = Fields::of(info, "templateInfos (0x07) item").map_err(field)?;
            Ok(EnrolledFinger {
                id: info.bytes(0x01, "templateId (0x01)").map_err(field)?.to_vec(),
                name: info.opt_text(0x02, "templateFriendlyName (0x02)").map_err(field)?.map(str::to_owned),
            })
        };
        infos.iter().map(finger).collect()
    })
}

/// Wraps an error about a member of a reply.
fn field(command: Command) -> impl Fn(FieldError) -> ErrorKind + Copy {
    move |error| ProtocolError::Field(command, error).into()
}
