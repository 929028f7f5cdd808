//! Authentication (WebAuthn L3 §5.1.4).

use shared::client_data::ClientDataType;
use shared::webauthn_json::{
    AssertionResponse, AuthenticationResponseJson, Extensions, PUBLIC_KEY, PublicKeyCredentialRequestOptionsJson,
};
use zeroize::Zeroizing;

use super::ceremony::{WebAuthnClient, check_answer, credential_ids};
use super::create::bytes;
use super::extensions::Request;
use super::user_verification::Ceremony;
use crate::ctap2::Assertion;
use crate::error::{Error, ErrorKind, ProtocolError};
use crate::key::SignRequest;
use crate::operation::Operation;

impl WebAuthnClient<'_> {
    /// Signs as `options` ask, and gives what the server wants to see.
    pub fn get(
        &mut self,
        options: &PublicKeyCredentialRequestOptionsJson,
        operation: &mut Operation<'_>,
    ) -> Result<AuthenticationResponseJson, Error> {
        let rp_id = self.origin.rp_id(options.rp_id.as_ref()).map_err(ErrorKind::from)?;
        let extensions = Request::new(options.extensions.as_ref(), &self.wishes, self.authenticator.info())?;
        let request = SignRequest {
            client_data_json: self.client_data_json(ClientDataType::Get, &options.challenge),
            rp_id,
            allow: credential_ids(&options.allow_credentials),
            extensions: extensions.wanted,
        };
        if request.allow.is_empty() && !options.allow_credentials.is_empty() {
            return Err(ErrorKind::NoCredential.into());
        }
        let (assertions, verification) = self.with_verification(
            options.user_verification,
            Ceremony::Get,
            operation,
            |authenticator, verification, operation| authenticator.sign(&request, verification, operation),
        )?;
        for assertion in &assertions {
            check_answer(&assertion.auth_data, &request.rp_id, &verification)?;
            if !request.allow.is_empty() && !request.allow.contains(&assertion.credential_id) {
                return Err(ErrorKind::from(ProtocolError::WrongAnswer("is by a credential not asked for")).into());
            }
        }
        let assertion = self.choose(assertions, operation)?;
        self.findings.prf = self.evaluate_prf(&request.rp_id, &assertion.credential_id, &verification, operation)?;
        let large_blob = self.large_blob(&assertion, operation)?;
        let outputs = extensions.outputs(&assertion, large_blob.as_ref().map(|blob| blob.as_slice()));
        self.findings.large_blob = large_blob.filter(|_| self.wishes.large_blob);
        respond(&request, assertion, outputs)
    }

    /// The data that the key keeps for the credential, when its key was asked for and given.
    fn large_blob(
        &mut self,
        assertion: &Assertion,
        operation: &mut Operation<'_>,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
        match &assertion.large_blob_key {
            Some(key) => self.authenticator.large_blob(key, operation),
            None => Ok(None),
        }
    }

    /// The assertion of the account that the person wants; a key with one account is not asked about it.
    fn choose(&mut self, mut assertions: Vec<Assertion>, operation: &mut Operation<'_>) -> Result<Assertion, Error> {
        let index = if assertions.len() > 1 {
            let accounts: Vec<_> = assertions.iter().filter_map(|assertion| assertion.user.clone()).collect();
            if accounts.len() != assertions.len() {
                return Err(ErrorKind::from(ProtocolError::WrongAnswer("does not say whose credentials it has")).into());
            }
            operation.with_clock_stopped(|| self.person.account(&accounts))?
        } else {
            0
        };
        if index < assertions.len() { Ok(assertions.swap_remove(index)) } else { Err(ErrorKind::NoCredential.into()) }
    }
}

fn respond(
    request: &SignRequest,
    assertion: Assertion,
    client_extension_results: Extensions,
) -> Result<AuthenticationResponseJson, Error> {
    Ok(AuthenticationResponseJson {
        id: assertion.credential_id.clone(),
        raw_id: assertion.credential_id,
        credential_type: PUBLIC_KEY.to_owned(),
        response: AssertionResponse {
            client_data_json: bytes(request.client_data_json.clone())?,
            authenticator_data: bytes(assertion.auth_data_bytes)?,
            signature: bytes(assertion.signature)?,
            user_handle: assertion.user.map(|user| user.id),
        },
        authenticator_attachment: Some("cross-platform".to_owned()),
        client_extension_results,
    })
}
