//! authenticatorCredentialManagement (CTAP 2.1 §6.8), and its read-only permission (CTAP 2.2).

use std::time::Instant;

use shared::cbor::{Fields, Map};
use shared::ctap::commands::{CredentialManagementSubcommand as Subcommand, Permissions};
use shared::ctap::status::Status;

use super::core::Authenticator;
use super::failure::Failure;
use super::get_assertion::user_entity;
use super::make_credential::{MAX_DISCOVERABLE_CREDENTIALS, user};
use super::request::{descriptor, management_proof, require_pin_uv_auth_param};
use super::sequence::{Remaining, Sequence};
use crate::crypto::sha256;
use crate::faults::Fault;
use crate::state::{DiscoverableCredential, User};

/// Whose credentials a request may see or change.
enum Reach {
    All,
    /// The permissions RP ID of the token.
    Only(String),
}

impl Reach {
    fn includes(&self, rp_id: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(bound) => bound == rp_id,
        }
    }
}

impl Authenticator {
    pub(super) fn credential_management(
        &mut self,
        request: &Map,
        sequence: Option<Sequence>,
        now: Instant,
    ) -> Result<Map, Failure> {
        let fields = Fields(request);
        let code = fields.uint(0x01, "subCommand")?;
        let subcommand = u8::try_from(code).ok().and_then(Subcommand::from_code).ok_or(Status::InvalidSubcommand)?;
        match subcommand {
            Subcommand::GetCredsMetadata => {
                self.authorize_everything(fields, subcommand)?;
                let existing = self.store.state().credentials.len() as u64;
                Ok(Map::new().with(0x01, existing).with(0x02, self.room_for_credentials()))
            }
            Subcommand::EnumerateRpsBegin => self.enumerate_rps(fields, now),
            Subcommand::EnumerateRpsGetNextRp => self.next_rp(sequence, now),
            Subcommand::EnumerateCredentialsBegin => self.enumerate_credentials(fields, now),
            Subcommand::EnumerateCredentialsGetNextCredential => self.next_credential(sequence, now),
            Subcommand::DeleteCredential => self.delete_credential(fields),
            Subcommand::UpdateUserInformation => self.update_user_information(fields),
        }
    }

    /// How many more discoverable credentials certainly fit: getInfo remainingDiscoverableCredentials and
    /// maxPossibleRemainingResidentCredentialsCount alike.
    pub(super) fn room_for_credentials(&self) -> u64 {
        MAX_DISCOVERABLE_CREDENTIALS.saturating_sub(self.store.state().credentials.len()) as u64
    }

    /// §6.8.3.
    fn enumerate_rps(&mut self, fields: Fields<'_>, now: Instant) -> Result<Map, Failure> {
        self.authorize_everything(fields, Subcommand::EnumerateRpsBegin)?;
        let mut rp_ids: Vec<String> = Vec::new();
        for credential in &self.store.state().credentials {
            if !rp_ids.contains(&credential.rp_id) {
                rp_ids.push(credential.rp_id.clone());
            }
        }
        rp_ids.reverse();
        let total = rp_ids.len() as u64;
        let first = rp_ids.pop().ok_or(Status::NoCredentials)?;
        self.sequence = Some(Sequence::begin(Remaining::RelyingParties(rp_ids), now));
        Ok(relying_party(&first).with(0x05, total))
    }

    fn next_rp(&mut self, sequence: Option<Sequence>, now: Instant) -> Result<Map, Failure> {
        let Remaining::RelyingParties(mut rp_ids) = Sequence::resume(sequence, now)? else {
            return Err(Status::NotAllowed.into());
        };
        let next = rp_ids.pop().ok_or(Status::NotAllowed)?;
        self.sequence = Some(Sequence::begin(Remaining::RelyingParties(rp_ids), now));
        Ok(relying_party(&next))
    }

    /// §6.8.4.
    fn enumerate_credentials(&mut self, fields: Fields<'_>, now: Instant) -> Result<Map, Failure> {
        require_pin_uv_auth_param(fields)?;
        let parameters = parameters(fields)?;
        let rp_id_hash = parameters.bytes(0x01, "rpIDHash")?;
        let reach = self.authorize(fields, Subcommand::EnumerateCredentialsBegin)?;
        // The token knows its relying party by name, the request by hash.
        if let Reach::Only(rp_id) = &reach
            && sha256(rp_id.as_bytes()) != rp_id_hash
        {
            return Err(Status::PinAuthInvalid.into());
        }
        let credentials = self.store.state().credentials.iter().rev();
        let of_rp = credentials.filter(|credential| sha256(credential.rp_id.as_bytes()) == rp_id_hash);
        let mut ids: Vec<Vec<u8>> = of_rp.map(|credential| credential.id.clone()).collect();
        let total = ids.len() as u64;
        let first = ids.pop().ok_or(Status::NoCredentials)?;
        let reply = credential(self.stored(&first)?).with(0x09, total);
        self.sequence = Some(Sequence::begin(Remaining::Credentials(ids), now));
        Ok(reply)
    }

    fn next_credential(&mut self, sequence: Option<Sequence>, now: Instant) -> Result<Map, Failure> {
        let Remaining::Credentials(mut ids) = Sequence::resume(sequence, now)? else {
            return Err(Status::NotAllowed.into());
        };
        let next = ids.pop().ok_or(Status::NotAllowed)?;
        let reply = credential(self.stored(&next)?);
        self.sequence = Some(Sequence::begin(Remaining::Credentials(ids), now));
        Ok(reply)
    }

    /// §6.8.5.
    fn delete_credential(&mut self, fields: Fields<'_>) -> Result<Map, Failure> {
        require_pin_uv_auth_param(fields)?;
        let id = credential_id(parameters(fields)?)?.to_vec();
        let reach = self.authorize_change(fields, Subcommand::DeleteCredential)?;
        if !reach.includes(&self.stored(&id)?.rp_id) {
            return Err(Status::PinAuthInvalid.into());
        }
        if self.faults.has(Fault::UndeletableCredential) {
            return Ok(Map::new());
        }
        self.store.update(|state| {
            state.credentials.retain(|credential| credential.id != id);
            Ok(Map::new())
        })
    }

    /// §6.8.6. A name that is left out or empty is removed.
    fn update_user_information(&mut self, fields: Fields<'_>) -> Result<Map, Failure> {
        require_pin_uv_auth_param(fields)?;
        let parameters = parameters(fields)?;
        let id = credential_id(parameters)?.to_vec();
        let given = user(Fields(parameters.map(0x03, "user")?))?;
        let reach = self.authorize_change(fields, Subcommand::UpdateUserInformation)?;
        let stored = self.stored(&id)?;
        if !reach.includes(&stored.rp_id) {
            return Err(Status::PinAuthInvalid.into());
        }
        if stored.user.id != given.id {
            return Err(Status::InvalidParameter.into());
        }
        let named = |name: Option<String>| name.filter(|name| !name.is_empty());
        let user = User { id: given.id, name: named(given.name), display_name: named(given.display_name) };
        self.store.update(|state| {
            if let Some(credential) = state.credentials.iter_mut().find(|credential| credential.id == id) {
                credential.user = user;
            }
            Ok(Map::new())
        })
    }

    /// For what concerns the whole key: a token that is bound to one relying party will not do (§6.8.2, §6.8.3).
    fn authorize_everything(&mut self, fields: Fields<'_>, subcommand: Subcommand) -> Result<(), Failure> {
        require_pin_uv_auth_param(fields)?;
        match self.authorize(fields, subcommand)? {
            Reach::All => Ok(()),
            Reach::Only(_) => Err(Status::PinAuthInvalid.into()),
        }
    }

    /// For what only reads: the persistent token will do (CTAP 2.2 §6.8.2 to §6.8.4), else one with `cm`.
    fn authorize(&mut self, fields: Fields<'_>, subcommand: Subcommand) -> Result<Reach, Failure> {
        let (protocol, param) = management_proof(fields)?;
        let persistent = self.store.state().persistent_token.as_ref();
        if persistent.is_some_and(|token| protocol.verify(token, &message(fields, subcommand), param)) {
            return Ok(Reach::All);
        }
        self.authorize_change(fields, subcommand)
    }

    /// For everything else: the MAC over subcommand and parameters by a token with `cm`.
    fn authorize_change(&mut self, fields: Fields<'_>, subcommand: Subcommand) -> Result<Reach, Failure> {
        let (protocol, param) = management_proof(fields)?;
        let message = message(fields, subcommand);
        let (any_param, any_use) =
            (self.faults.has(Fault::UncheckedParam), self.faults.has(Fault::UncheckedPermissions));
        let token = self.pin.token().ok_or(Status::PinAuthInvalid)?;
        let authorized = token.authorize_management(protocol, &message, param, Permissions::CREDENTIAL_MANAGEMENT)
            || any_use && token.signed(protocol, &message, param);
        if !authorized && !any_param {
            return Err(Status::PinAuthInvalid.into());
        }
        Ok(token.rp_id().map_or(Reach::All, |rp_id| Reach::Only(rp_id.to_owned())))
    }

    /// The discoverable credential with this id.
    fn stored(&self, id: &[u8]) -> Result<&DiscoverableCredential, Failure> {
        let credential = self.store.state().credentials.iter().find(|credential| credential.id == id);
        credential.ok_or_else(|| Status::NoCredentials.into())
    }
}

fn parameters(fields: Fields<'_>) -> Result<Fields<'_>, Failure> {
    Ok(Fields(fields.map(0x02, "subCommandParams")?))
}

/// What the MAC is over: the subcommand, and its parameters where it has some. Requests are canonical, so encoding them
/// again gives the bytes that came.
fn message(fields: Fields<'_>, subcommand: Subcommand) -> Vec<u8> {
    let mut message = vec![subcommand.code()];
    let has_parameters = !matches!(subcommand, Subcommand::GetCredsMetadata | Subcommand::EnumerateRpsBegin);
    if has_parameters && let Some(parameters) = fields.0.get(0x02) {
        message.extend_from_slice(&parameters.encode());
    }
    message
}

fn credential_id(parameters: Fields<'_>) -> Result<&[u8], Failure> {
    let descriptor = Fields(parameters.map(0x02, "credentialID")?);
    let id = descriptor.bytes("id", "credentialID.id")?;
    match descriptor.text("type", "credentialID.type")? {
        "public-key" => Ok(id),
        _ => Err(Status::NoCredentials.into()),
    }
}

fn relying_party(rp_id: &str) -> Map {
    Map::new().with(0x03, Map::new().with("id", rp_id)).with(0x04, sha256(rp_id.as_bytes()))
}

fn credential(credential: &DiscoverableCredential) -> Map {
    Map::new()
        .with(0x06, user_entity(&credential.user, true))
        .with(0x07, descriptor(&credential.id))
        .with(0x08, credential.private_key.public_key().to_map())
        .with(0x0a, credential.protection.level())
        .with_some(0x0b, credential.large_blob_key.as_ref().map(|key| key.as_slice()))
        .with(0x0c, credential.third_party_payment)
}
