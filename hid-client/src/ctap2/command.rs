//! What all commands have in common.

use shared::cbor::{FieldError, Fields, Map, Value};
use shared::ctap::commands::Command;
use shared::ctap::status::Status;
use shared::ids::CredentialId;

use crate::ctaphid::{CtapHid, Patience};
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::large_blob::LargeBlobKey;
use crate::operation::Operation;
use crate::pin_protocol::{PinProtocol, PinUvAuthToken};

/// A command with its parameters.
pub trait Request {
    /// What the key answers on success.
    type Reply;

    /// Its command byte, mostly.
    const COMMAND: Command;

    /// Whether it may need a person.
    const PATIENCE: Patience = Patience::Quick;

    /// The command byte that this key knows it by: keys from before a standard have a vendor's.
    fn command(&self) -> Command {
        Self::COMMAND
    }

    /// Its parameters; `None` for a command without any.
    fn parameters(&self) -> Option<Map>;

    /// Reads the reply behind a status of success. `bytes` is empty for a command that answers nothing.
    fn parse(&self, bytes: &[u8]) -> Result<Self::Reply, Error>;

    /// The message as it is sent: command byte and canonical CBOR.
    fn encode(&self) -> Vec<u8> {
        let mut message = vec![self.command().code()];
        if let Some(parameters) = self.parameters() {
            message.extend_from_slice(&parameters.encode());
        }
        message
    }
}

/// Sends `request` and reads its reply; a status other than success is [`ErrorKind::Status`], or
/// [`ErrorKind::Cancelled`] for 0x2D (CTAP2_ERR_KEEPALIVE_CANCEL).
pub fn call<R: Request>(hid: &mut CtapHid, request: &R, operation: &mut Operation<'_>) -> Result<R::Reply, Error> {
    let reply = hid.cbor(&request.encode(), R::PATIENCE, operation)?;
    let (status, body) = reply.split_first().ok_or(ErrorKind::from(ProtocolError::EmptyReply(request.command())))?;
    match Status::from_code(*status) {
        Status::Ok => request.parse(body),
        Status::KeepaliveCancel => Err(ErrorKind::Cancelled.into()),
        status => Err(ErrorKind::Status { command: request.command(), status }.into()),
    }
}

/// What proves to the key that its person was verified, for one request (CTAP 2.1 §6.1 step 1, §6.2 step 1).
///
/// The two are alternatives: `uv` is never sent together with `pinUvAuthParam`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorization {
    /// Nothing.
    None,
    /// The option `uv`: the key verifies by itself.
    BuiltIn,
    /// `pinUvAuthParam` over the client data hash, and its protocol.
    Token {
        /// The MAC.
        param: Vec<u8>,
        /// Under which protocol.
        protocol: PinProtocol,
    },
}

impl Authorization {
    /// The authorisation of a request for `client_data_hash` by `token`.
    pub fn by_token(token: &PinUvAuthToken, client_data_hash: &[u8; 32]) -> Self {
        Self::Token { param: token.authenticate(client_data_hash), protocol: token.protocol() }
    }

    /// The option `uv`, where it is to be sent.
    pub(super) fn uv_option(&self) -> Option<bool> {
        (*self == Self::BuiltIn).then_some(true)
    }

    /// Adds `pinUvAuthParam` and `pinUvAuthProtocol` under their keys of the command.
    pub(super) fn add_to(&self, map: Map, param_key: u8, protocol_key: u8) -> Map {
        match self {
            Self::Token { param, protocol } => {
                map.with(param_key, param.as_slice()).with(protocol_key, protocol.number())
            }
            Self::None | Self::BuiltIn => map,
        }
    }
}

/// Reads a reply that is a map, and lets `read` take its members.
pub(super) fn parse_map<T>(
    command: Command,
    bytes: &[u8],
    read: impl FnOnce(Fields<'_>) -> Result<T, ErrorKind>,
) -> Result<T, Error> {
    let value = Value::parse(bytes).map_err(|error| ErrorKind::from(ProtocolError::Cbor(command, error)))?;
    let fields =
        Fields::of(&value, "the reply").map_err(|error| ErrorKind::from(ProtocolError::Field(command, error)))?;
    Ok(read(fields)?)
}

/// The member `key` as the key to an entry of the large-blob array, when it is there (CTAP 2.1 §12.3).
pub(super) fn large_blob_key(
    reply: Fields<'_>,
    key: u8,
    field: &'static str,
) -> Result<Option<LargeBlobKey>, FieldError> {
    if reply.0.get(key).is_none() {
        return Ok(None);
    }
    Ok(Some(LargeBlobKey::new(reply.byte_array(key, field)?)))
}

/// `PublicKeyCredentialDescriptor`s without transports: keys have no use for them.
pub(super) fn descriptors(ids: &[CredentialId]) -> Option<Vec<Value>> {
    let descriptor = |id: &CredentialId| Map::new().with("id", id.as_bytes()).with("type", "public-key").into();
    (!ids.is_empty()).then(|| ids.iter().map(descriptor).collect())
}
