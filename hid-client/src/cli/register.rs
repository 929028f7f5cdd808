//! `register`: create an account at a server with this key.

use serde::Serialize;
use shared::api::{BeginAccount, FinishRegistration, SignedIn};

use super::arguments::RegisterArguments;
use super::context::Context;
use super::failure::Failure;
use super::person::AtTerminal;
use super::{invitation, messages, output};
use crate::error::Error;
use crate::relying_party::RelyingParty;
use crate::webauthn_client::{Origin, WebAuthnClient, Wishes};

/// Who is signed in now, and by which key. For `register` and `sign-in`.
#[derive(Serialize)]
pub(super) struct Outcome {
    user_name: String,
    display_name: String,
    /// base64url.
    credential_id: String,
    key_name: String,
    /// The key's model as the server knows it.
    aaguid: String,
    /// RFC 3339. The session itself ends with this program.
    session_expires_at: String,
}

pub(super) fn run(context: &Context, arguments: RegisterArguments) -> Result<(), Failure> {
    let server = RelyingParty::new(Origin::from_server_address(&arguments.server)?);
    let wishes = Wishes { large_blob: arguments.large_blob, prf_input: arguments.prf.input()? };
    // The key first: without one there is nothing to ask the server for.
    let mut authenticator = context.authenticator()?;
    let begun = server.begin_account(&BeginAccount {
        user_name: arguments.user,
        display_name: arguments.display_name,
        invitation: arguments.invitation_file.as_deref().map(invitation::read).transpose()?,
    })?;
    let mut person = AtTerminal::new(arguments.pin.source(), context.idle());
    let answer = context.operation(|operation| {
        let mut client = WebAuthnClient::new(server.origin(), authenticator.as_mut(), &mut person).wishing(wishes);
        let credential = client.create(&begun.public_key, operation)?;
        Ok((credential, client.into_findings()))
    });
    let (credential, findings) = answer.map_err(|error: Error| person.explain(error))?;
    let request = FinishRegistration { ceremony: begun.ceremony, key_name: arguments.key_name, credential };
    let signed_in = server.finish_account(&request)?;
    arguments.prf.save(findings.prf)?;
    if context.json {
        return output::json(&Outcome::from(signed_in));
    }
    output::text(&messages::registered(&signed_in.key.name, &signed_in.account.user_name))
}

impl From<SignedIn> for Outcome {
    fn from(signed_in: SignedIn) -> Self {
        let SignedIn { account, key, session_expires_at, .. } = signed_in;
        Self {
            user_name: account.user_name,
            display_name: account.display_name,
            credential_id: key.id.to_string(),
            key_name: key.name,
            aaguid: key.aaguid.to_string(),
            session_expires_at,
        }
    }
}
