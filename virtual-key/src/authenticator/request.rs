//! What the requests of makeCredential and getAssertion have in common.

use shared::cbor::{Fields, Map, Value};
use shared::ctap::commands::Permissions;
use shared::ctap::status::Status;
use zeroize::Zeroizing;

use super::core::{Authenticator, Outcome};
use super::failure::Failure;
use super::fingerprint::in_ceremony;
use crate::credential::{PrivateKey, Protection};
use crate::crypto::sha256;
use crate::faults::Fault;
use crate::pin_protocol::Protocol;
use crate::presence::UserAction;
use crate::state::User;

/// getInfo maxCredentialCountInList.
pub(super) const MAX_CREDENTIAL_COUNT_IN_LIST: usize = 16;

/// pinUvAuthParam and pinUvAuthProtocol as they came.
pub(super) struct PinUvAuth {
    param: Option<Vec<u8>>,
    protocol: Option<u64>,
}

/// A request's pinUvAuthParam after steps 1 and 2.
pub(super) enum Authorization {
    /// No pinUvAuthParam.
    None,
    /// A pinUvAuthParam under a supported protocol; not verified yet.
    Param(Protocol, Vec<u8>),
}

/// The option keys that this authenticator understands; others are treated as absent.
#[derive(Default)]
pub(super) struct Options {
    pub(super) rk: Option<bool>,
    pub(super) up: Option<bool>,
    pub(super) uv: Option<bool>,
}

/// A credential that an id or an RP ID led to.
pub(super) struct Located {
    pub(super) id: Vec<u8>,
    pub(super) private_key: PrivateKey,
    pub(super) protection: Protection,
    /// Whose it is; known for discoverable credentials only.
    pub(super) user: Option<User>,
    /// What its relying party left with it.
    pub(super) cred_blob: Option<Vec<u8>>,
    /// Opens its entry of the large-blob array.
    pub(super) large_blob_key: Option<Zeroizing<[u8; 32]>>,
    /// Whether others than its relying party may ask for a payment with it.
    pub(super) third_party_payment: bool,
}

impl PinUvAuth {
    pub(super) fn read(fields: Fields<'_>, param: u8, protocol: u8) -> Result<Self, Failure> {
        Ok(Self {
            param: fields.opt_bytes(param, "pinUvAuthParam")?.map(<[u8]>::to_vec),
            protocol: fields.opt_uint(protocol, "pinUvAuthProtocol")?,
        })
    }

    /// Step 1 of §6.1.2 and §6.2.2: a zero-length pinUvAuthParam asks which key the user means.
    pub(super) fn is_selection(&self) -> bool {
        self.param.as_ref().is_some_and(Vec::is_empty)
    }

    /// Step 2: with a pinUvAuthParam there must be a protocol, and a supported one.
    pub(super) fn supported(self) -> Result<Authorization, Failure> {
        let Some(param) = self.param else { return Ok(Authorization::None) };
        let number = self.protocol.ok_or(Status::MissingParameter)?;
        let protocol = Protocol::from_number(number).ok_or(Status::InvalidParameter)?;
        Ok(Authorization::Param(protocol, param))
    }
}

impl Authorization {
    pub(super) fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

impl Options {
    pub(super) fn read(fields: Fields<'_>, key: u8) -> Result<Self, Failure> {
        let Some(options) = fields.opt_map(key, "options")?.map(Fields) else { return Ok(Self::default()) };
        Ok(Self {
            rk: options.opt_boolean("rk", "options.rk")?,
            up: options.opt_boolean("up", "options.up")?,
            uv: options.opt_boolean("uv", "options.uv")?,
        })
    }
}

impl Authenticator {
    /// Step 5 of §6.1.2 and step 4 of §6.2.2: a pinUvAuthParam takes precedence over `uv`; without one, `uv` asks for
    /// built-in user verification. True when there is a finger to be looked at.
    pub(super) fn uses_built_in_uv(&self, options: &Options, authorization: &Authorization) -> Result<bool, Failure> {
        if !authorization.is_none() || options.uv != Some(true) {
            return Ok(false);
        }
        self.require_usable_sensor(Status::InvalidOption).map_err(in_ceremony)?;
        Ok(true)
    }

    /// Step 1 of §6.1.2 and §6.2.2: touch first, then say whether there is a PIN.
    pub(super) fn select_by_touch() -> Outcome {
        Outcome::touch(|authenticator, action, _now| {
            require_touch(action)?;
            Err(match authenticator.store.state().pin_hash {
                Some(_) => Status::PinInvalid,
                None => Status::PinNotSet,
            }
            .into())
        })
    }

    /// Step 11 of §6.1.2 and step 6 of §6.2.2: the "uv" bit of the response. A key without PIN is not protected by user
    /// verification and does not look at the param.
    pub(super) fn verify_user(
        &mut self,
        authorization: &Authorization,
        client_data_hash: &[u8; 32],
        permission: Permissions,
        rp_id: &str,
    ) -> Result<bool, Failure> {
        match authorization {
            Authorization::Param(protocol, param) if self.is_protected() => {
                let (any_param, any_use) =
                    (self.faults.has(Fault::UncheckedParam), self.faults.has(Fault::UncheckedPermissions));
                let authorized = self.pin.token().is_some_and(|token| {
                    token.authorize(*protocol, client_data_hash, param, permission, rp_id)
                        || any_use && token.signed(*protocol, client_data_hash, param)
                });
                if authorized || any_param { Ok(true) } else { Err(Status::PinAuthInvalid.into()) }
            }
            _ => Ok(false),
        }
    }

    /// Protected by some form of user verification: here, a PIN.
    pub(super) fn is_protected(&self) -> bool {
        self.store.state().pin_hash.is_some()
    }

    /// The credential that `id` denotes when this authenticator made it for this RP ID.
    pub(super) fn locate(&self, rp_id: &str, id: &[u8]) -> Option<Located> {
        let state = self.store.state();
        let discoverable = state.credentials.iter().find(|credential| credential.rp_id == rp_id && credential.id == id);
        if let Some(credential) = discoverable {
            return Some(Located {
                id: id.to_vec(),
                private_key: credential.private_key.clone(),
                protection: credential.protection,
                user: Some(credential.user.clone()),
                cred_blob: credential.cred_blob.clone(),
                large_blob_key: credential.large_blob_key.clone(),
                third_party_payment: credential.third_party_payment,
            });
        }
        let unwrapped = state.wrapping_key.unwrap(&sha256(rp_id.as_bytes()), id)?;
        Some(Located {
            id: id.to_vec(),
            private_key: unwrapped.private_key,
            protection: unwrapped.protection,
            user: None,
            cred_blob: None,
            large_blob_key: None,
            third_party_payment: unwrapped.third_party_payment,
        })
    }
}

/// The first step of the commands that manage the key: without a pinUvAuthParam (0x04) there is nothing to look at.
pub(super) fn require_pin_uv_auth_param(fields: Fields<'_>) -> Result<(), Failure> {
    match fields.opt_bytes(0x04, "pinUvAuthParam")? {
        Some(_) => Ok(()),
        None => Err(Status::PuatRequired.into()),
    }
}

/// pinUvAuthProtocol (0x03) and pinUvAuthParam (0x04) of the commands that manage the key.
pub(super) fn management_proof(fields: Fields<'_>) -> Result<(Protocol, &[u8]), Failure> {
    let number = fields.uint(0x03, "pinUvAuthProtocol")?;
    let protocol = Protocol::from_number(number).ok_or(Status::InvalidParameter)?;
    Ok((protocol, fields.bytes(0x04, "pinUvAuthParam")?))
}

/// makeCredential and getAssertion end with CTAP2_ERR_OPERATION_DENIED when the user declines *or* does not act in time
/// (§6.1.2 step 14, §6.2.2 step 9).
pub(super) fn require_touch(action: UserAction) -> Result<(), Failure> {
    match action {
        UserAction::Touched => Ok(()),
        UserAction::Cancelled => Err(Status::KeepaliveCancel.into()),
        UserAction::Declined | UserAction::TimedOut => Err(Status::OperationDenied.into()),
    }
}

/// clientDataHash: a SHA-256.
pub(super) fn client_data_hash(fields: Fields<'_>, key: u8) -> Result<[u8; 32], Failure> {
    let bytes = fields.bytes(key, "clientDataHash")?;
    Ok(bytes.try_into().map_err(|_| Status::InvalidLength)?)
}

/// The ids in an excludeList or allowList; descriptors of a type that the key does not know denote nothing here. `None`
/// when the list is absent.
pub(super) fn credential_ids(
    fields: Fields<'_>,
    key: u8,
    field: &'static str,
) -> Result<Option<Vec<Vec<u8>>>, Failure> {
    let Some(items) = fields.opt_array(key, field)? else { return Ok(None) };
    if items.len() > MAX_CREDENTIAL_COUNT_IN_LIST {
        return Err(Status::LimitExceeded.into());
    }
    let mut ids = Vec::new();
    for item in items {
        let descriptor = Fields::of(item, field)?;
        let id = descriptor.bytes("id", "credential id")?;
        if descriptor.text("type", "credential type")? == "public-key" {
            ids.push(id.to_vec());
        }
    }
    Ok(Some(ids))
}

/// PublicKeyCredentialDescriptor of a credential in a reply.
pub(super) fn descriptor(id: &[u8]) -> Map {
    Map::new().with("id", id).with("type", Value::from("public-key"))
}
