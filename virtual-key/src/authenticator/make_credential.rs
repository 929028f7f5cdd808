//! authenticatorMakeCredential (CTAP 2.1 §6.1). Step numbers are those of §6.1.2.

use shared::authenticator_data::{AttestedCredentialData, AuthenticatorData, Flags};
use shared::cbor::{Fields, Map};
use shared::ctap::commands::Permissions;
use shared::ctap::status::Status;
use shared::ids::CredentialId;

use super::core::{Authenticator, Outcome};
use super::creation_extensions::CreationExtensions;
use super::failure::Failure;
use super::fingerprint::in_ceremony;
use super::request::{Options, PinUvAuth, client_data_hash, credential_ids, require_touch};
use crate::attestation::{AAGUID, Attestation};
use crate::credential::{KeyAlgorithm, PrivateKey, Protection};
use crate::crypto::sha256;
use crate::faults::Fault;
use crate::random;
use crate::state::{DiscoverableCredential, State, User};

/// Discoverable credentials that fit.
pub(super) const MAX_DISCOVERABLE_CREDENTIALS: usize = 128;
/// Bytes of a discoverable credential's id.
const DISCOVERABLE_ID: usize = 32;
/// Bytes of a name that are kept (§6.1: an authenticator may cut names off after 64 bytes).
const MAX_NAME: usize = 64;

/// What is left of a request once it is checked.
struct Creation {
    client_data_hash: [u8; 32],
    rp_id: String,
    user: User,
    algorithm: KeyAlgorithm,
    discoverable: bool,
    user_verified: bool,
    extensions: CreationExtensions,
    statement: Statement,
}

/// How the credential is attested.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Statement {
    Usual,
    Enterprise,
}

impl Authenticator {
    pub(super) fn make_credential(&mut self, request: &Map) -> Result<Outcome, Failure> {
        let fields = Fields(request);
        let client_data_hash = client_data_hash(fields, 0x01)?;
        let rp_id = Fields(fields.map(0x02, "rp")?).text("id", "rp.id")?.to_owned();
        let user = user(Fields(fields.map(0x03, "user")?))?;
        let candidates = fields.array(0x04, "pubKeyCredParams")?;
        let excluded = credential_ids(fields, 0x05, "excludeList")?.unwrap_or_default();
        let options = Options::read(fields, 0x07)?;
        let discoverable = options.rk.unwrap_or(false);
        let extensions = self.creation_extensions(fields, &rp_id, discoverable)?;
        let pin_uv_auth = PinUvAuth::read(fields, 0x08, 0x09)?;
        let enterprise_attestation = fields.opt_uint(0x0a, "enterpriseAttestation")?;

        // Step 1.
        if pin_uv_auth.is_selection() {
            return Ok(Self::select_by_touch());
        }
        // Step 2.
        let authorization = pin_uv_auth.supported()?;
        // Step 3: the first supported algorithm, but every element is looked at.
        let mut chosen = None;
        for candidate in candidates {
            let candidate = Fields::of(candidate, "pubKeyCredParams")?;
            let algorithm = candidate.int("alg", "pubKeyCredParams.alg")?;
            if candidate.text("type", "pubKeyCredParams.type")? == "public-key" {
                let known = KeyAlgorithm::from_cose(algorithm);
                chosen = chosen.or(known.filter(|known| self.settings.algorithms.contains(known)));
            }
        }
        let whatever = self.faults.has(Fault::AnyAlgorithm).then_some(KeyAlgorithm::Es256);
        let algorithm = chosen.or(whatever).ok_or(Status::UnsupportedAlgorithm)?;
        // Step 5.
        let built_in_uv = self.uses_built_in_uv(&options, &authorization)?;
        if options.up == Some(false) {
            return Err(Status::InvalidOption.into());
        }
        // Steps 6 to 8.
        self.require_user_verification(authorization.is_none() && !built_in_uv, discoverable)?;
        // Step 9.
        let statement = self.statement(enterprise_attestation, &rp_id)?;
        // Steps 10 and 11.
        let user_verified =
            self.verify_user(&authorization, &client_data_hash, Permissions::MAKE_CREDENTIAL, &rp_id)?;
        let creation =
            Creation { client_data_hash, rp_id, user, algorithm, discoverable, user_verified, extensions, statement };
        if built_in_uv {
            // Step 11.2. The finger on the sensor is the touch as well.
            return Ok(Outcome::touch(move |authenticator, action, _now| {
                authenticator.verify_finger(action).map_err(in_ceremony)?;
                let creation = Creation { user_verified: true, ..creation };
                if authenticator.excludes(&excluded, &creation) {
                    return Err(Status::CredentialExcluded.into());
                }
                authenticator.create(creation)
            }));
        }
        // Step 12. The touch comes first, and its outcome does not matter.
        if self.excludes(&excluded, &creation) {
            return Ok(Outcome::touch(|_, _, _| Err(Status::CredentialExcluded.into())));
        }
        // Step 14.
        Ok(Outcome::touch(move |authenticator, action, _now| {
            require_touch(action)?;
            authenticator.pin.clear_after_touch();
            authenticator.create(creation)
        }))
    }

    /// Step 12: the key holds one of the credentials that must not be on it. An id that credProtect hides does not exclude.
    fn excludes(&self, excluded: &[Vec<u8>], creation: &Creation) -> bool {
        if self.faults.has(Fault::IgnoredExcludeList) {
            return false;
        }
        let hidden = |protection| protection == Protection::Required && !creation.user_verified;
        let excluding = excluded.iter().filter_map(|id| self.locate(&creation.rp_id, id));
        excluding.map(|credential| credential.protection).any(|protection| !hidden(protection))
    }

    /// Steps 6 to 8: may this request come without a verified user?
    fn require_user_verification(&self, unverified: bool, discoverable: bool) -> Result<(), Failure> {
        let refused = if self.always_uv() {
            // Step 6; makeCredUvNotRqd counts as false, so that step 8 adds nothing.
            unverified || !self.is_protected()
        } else {
            // Step 7; step 8 is for authenticators without makeCredUvNotRqd.
            self.is_protected() && discoverable && unverified
        };
        if refused { Err(Status::PuatRequired.into()) } else { Ok(()) }
    }

    /// Steps 15 to 19.
    fn create(&mut self, creation: Creation) -> Result<Map, Failure> {
        let Creation { client_data_hash, rp_id, user, algorithm, discoverable, user_verified, extensions, statement } =
            creation;
        let rp_id_hash = sha256(rp_id.as_bytes());
        // Step 16.
        let private_key = PrivateKey::generate(algorithm)?;
        let protection = extensions.protection();
        let large_blob_key = extensions.large_blob_key()?;
        // Before anything is stored: salts that make no sense leave nothing behind.
        let salts = extensions.salts(&self.pin)?;
        // Steps 17 and 18. The counter goes to the disk together with the credential, before anything is signed.
        let key = private_key.clone();
        let (id, sign_count) = self.store.update(|state| {
            let id = if discoverable {
                let id = random::bytes::<DISCOVERABLE_ID>()?.to_vec();
                store_discoverable(
                    state,
                    DiscoverableCredential {
                        id: id.clone(),
                        rp_id,
                        user,
                        private_key: key,
                        protection,
                        cred_blob: extensions.cred_blob(),
                        large_blob_key: large_blob_key.clone(),
                        third_party_payment: extensions.third_party_payment(),
                    },
                )?;
                id
            } else {
                state.wrapping_key.wrap(&rp_id_hash, &key, protection, extensions.third_party_payment())?
            };
            state.sign_count = state.sign_count.checked_add(1).ok_or(Status::Unspecified)?;
            Ok::<_, Failure>((id, state.sign_count))
        })?;
        let cred_random = self.store.state().wrapping_key.cred_random(&id, user_verified);
        let secrets = salts.map(|salts| salts.evaluate(&cred_random)).transpose()?;
        // Step 19.
        let auth_data = self.faults.state(AuthenticatorData {
            rp_id_hash,
            flags: Flags::UP.set(Flags::UV, user_verified),
            sign_count,
            attested_credential_data: Some(AttestedCredentialData {
                aaguid: AAGUID,
                credential_id: CredentialId::new(id).map_err(|_| Status::Unspecified)?,
                public_key: private_key.public_key(),
            }),
            extensions: extensions.outputs(secrets),
        })?;
        let state = self.store.state();
        let (attestation, key) = match (statement, &state.enterprise_key) {
            (Statement::Enterprise, Some(key)) => (Attestation::Batch, key),
            _ => (self.settings.attestation, &state.batch_key),
        };
        let (attestation, key) = self.faults.attest(attestation, key, &private_key)?;
        let (fmt, att_stmt) = attestation.statement(&key, &private_key, &auth_data, &client_data_hash);
        // §6.1.3 epAtt (0x04).
        let enterprise = (statement == Statement::Enterprise).then_some(true);
        Ok(Map::new()
            .with(0x01, fmt)
            .with(0x02, auth_data)
            .with(0x03, att_stmt)
            .with_some(0x04, enterprise)
            .with_some(0x05, large_blob_key.as_ref().map(|key| key.as_slice())))
    }

    /// Step 9: vendor-facilitated (1) for the relying parties that the maker wrote into the key, platform-managed (2) for
    /// whomever the platform vouches for (§7.1).
    fn statement(&self, wanted: Option<u64>, rp_id: &str) -> Result<Statement, Failure> {
        let Some(wanted) = wanted else { return Ok(Statement::Usual) };
        if !self.store.state().config.enterprise_attestation {
            return Err(Status::InvalidParameter.into());
        }
        match wanted {
            1 if self.settings.enterprise_rp_ids.iter().any(|known| known == rp_id) => Ok(Statement::Enterprise),
            1 => Ok(Statement::Usual),
            2 => Ok(Statement::Enterprise),
            _ => Err(Status::InvalidOption.into()),
        }
    }
}

/// Step 17: replaces the credential of the same account, or takes a free place.
fn store_discoverable(state: &mut State, credential: DiscoverableCredential) -> Result<(), Failure> {
    let same_account =
        |other: &DiscoverableCredential| other.rp_id == credential.rp_id && other.user.id == credential.user.id;
    state.credentials.retain(|other| !same_account(other));
    if state.credentials.len() >= MAX_DISCOVERABLE_CREDENTIALS {
        return Err(Status::KeyStoreFull.into());
    }
    state.credentials.push(credential);
    Ok(())
}

/// PublicKeyCredentialUserEntity in a request.
pub(super) fn user(fields: Fields<'_>) -> Result<User, Failure> {
    let id = fields.bytes("id", "user.id")?;
    // WebAuthn L3 §5.4.3: 1 to 64 bytes.
    if !(1..=64).contains(&id.len()) {
        return Err(Status::InvalidLength.into());
    }
    let name = |key: &'static str, field| Ok::<_, Failure>(fields.opt_text(key, field)?.map(shortened));
    Ok(User {
        id: id.to_vec(),
        name: name("name", "user.name")?,
        display_name: name("displayName", "user.displayName")?,
    })
}

/// At most [`MAX_NAME`] bytes, whole characters.
fn shortened(text: &str) -> String {
    let mut end = text.len().min(MAX_NAME);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().to_owned()
}
