//! Registration (WebAuthn L3 §5.1.3).

use shared::attestation_object::AttestationObject;
use shared::client_data::ClientDataType;
use shared::ctap::get_info::GetInfo;
use shared::ids::Base64UrlBytes;
use shared::webauthn_json::{
    AttestationResponse, Extensions, PUBLIC_KEY, PublicKeyCredentialCreationOptionsJson, RegistrationResponseJson,
    ResidentKey,
};

use super::ceremony::{WebAuthnClient, check_answer, credential_ids};
use super::extensions::Creation;
use super::user_verification::Ceremony;
use super::{attestation_conveyance, spki};
use crate::error::{Error, ErrorKind, Lacking, ProtocolError};
use crate::key::NewCredential;
use crate::operation::Operation;

/// What an empty list of algorithms stands for: ES256 and RS256 (§5.1.3 step 10).
const DEFAULT_ALGORITHMS: [i64; 2] = [-7, -257];

impl WebAuthnClient<'_> {
    /// Makes a credential as `options` ask, and gives what the server wants to see.
    pub fn create(
        &mut self,
        options: &PublicKeyCredentialCreationOptionsJson,
        operation: &mut Operation<'_>,
    ) -> Result<RegistrationResponseJson, Error> {
        let rp_id = self.origin.rp_id(options.rp.id.as_ref()).map_err(ErrorKind::from)?;
        let selection = options.authenticator_selection.clone().unwrap_or_default();
        if selection.authenticator_attachment.as_deref() == Some("platform") {
            return Err(ErrorKind::NotSupported(Lacking::PlatformAttachment).into());
        }
        let info = self.authenticator.info();
        // Data on the key is for credentials that the key keeps; a server that discourages them accepts them (§5.4.4).
        let wish = if self.wishes.large_blob { ResidentKey::Required } else { selection.effective_resident_key() };
        let resident_key = resident_key(info, wish)?;
        let extensions = Creation::new(options.extensions.as_ref(), &self.wishes, resident_key, info)?;
        let client_data_json = self.client_data_json(ClientDataType::Create, &options.challenge);
        let new = NewCredential {
            client_data_json,
            rp_name: options.rp.name.clone(),
            rp_id,
            user: options.user.clone(),
            algorithms: algorithms(options)?,
            exclude: credential_ids(&options.exclude_credentials),
            resident_key,
            extensions: extensions.wanted.clone(),
        };
        let ceremony = Ceremony::Create { resident_key };
        let (made, verification) = self.with_verification(
            selection.user_verification,
            ceremony,
            operation,
            |authenticator, verification, operation| authenticator.make_credential(&new, verification, operation),
        )?;
        check_answer(&made.object.auth_data, &new.rp_id, &verification)?;
        if self.wishes.large_blob && made.large_blob_key.is_none() {
            return Err(
                ErrorKind::from(ProtocolError::WrongAnswer("gives no key for the data that it is to keep")).into()
            );
        }
        let credential = made.object.auth_data.attested_credential_data.as_ref();
        if let Some(id) = credential.map(|credential| credential.credential_id.clone()) {
            self.findings.prf = self.evaluate_prf(&new.rp_id, &id, &verification, operation)?;
        }
        let outputs = extensions.outputs(&made, resident_key);
        let object = attestation_conveyance::convey(made.object, options.attestation);
        self.respond(&new, object, outputs)
    }

    fn respond(
        &self,
        new: &NewCredential,
        object: AttestationObject,
        client_extension_results: Extensions,
    ) -> Result<RegistrationResponseJson, Error> {
        let credential = object.auth_data.attested_credential_data.as_ref();
        let credential = credential.ok_or(ErrorKind::from(ProtocolError::WrongAnswer("holds no credential")))?;
        let algorithm = credential.public_key.algorithm().id();
        if !new.algorithms.contains(&algorithm) {
            return Err(ErrorKind::from(ProtocolError::WrongAnswer("is a key of an algorithm not asked for")).into());
        }
        Ok(RegistrationResponseJson {
            id: credential.credential_id.clone(),
            raw_id: credential.credential_id.clone(),
            credential_type: PUBLIC_KEY.to_owned(),
            response: AttestationResponse {
                client_data_json: bytes(new.client_data_json.clone())?,
                attestation_object: bytes(object.encode())?,
                authenticator_data: Some(bytes(object.auth_data_bytes.clone())?),
                transports: transports(self.authenticator.info()),
                public_key: spki::encode(&credential.public_key).map(bytes).transpose()?,
                public_key_algorithm: Some(algorithm),
            },
            authenticator_attachment: Some("cross-platform".to_owned()),
            client_extension_results,
        })
    }
}

/// Bytes for JSON. Every length is allowed: the error cannot occur.
pub(super) fn bytes(bytes: Vec<u8>) -> Result<Base64UrlBytes, Error> {
    Ok(Base64UrlBytes::new(bytes).map_err(|_| ErrorKind::from(ProtocolError::WrongAnswer("is too long")))?)
}

/// Whether the credential will be discoverable: as wanted, where the key can.
fn resident_key(info: &GetInfo, wish: ResidentKey) -> Result<bool, Error> {
    match (wish, info.option("rk")) {
        (ResidentKey::Required, false) => Err(ErrorKind::NotSupported(Lacking::DiscoverableCredentials).into()),
        (ResidentKey::Required | ResidentKey::Preferred, can) => Ok(can),
        (ResidentKey::Discouraged | ResidentKey::Unknown, _) => Ok(false),
    }
}

fn algorithms(options: &PublicKeyCredentialCreationOptionsJson) -> Result<Vec<i64>, Error> {
    if options.pub_key_cred_params.is_empty() {
        return Ok(DEFAULT_ALGORITHMS.to_vec());
    }
    let known = options.pub_key_cred_params.iter().filter(|parameters| parameters.credential_type == PUBLIC_KEY);
    let algorithms: Vec<_> = known.map(|parameters| parameters.alg).collect();
    if algorithms.is_empty() {
        return Err(ErrorKind::NotSupported(Lacking::CredentialTypes).into());
    }
    Ok(algorithms)
}

/// How the key can be reached, sorted and each once; USB when it does not say.
fn transports(info: &GetInfo) -> Vec<String> {
    let mut transports = info.transports.clone().unwrap_or_else(|| vec!["usb".to_owned()]);
    transports.sort();
    transports.dedup();
    transports
}
