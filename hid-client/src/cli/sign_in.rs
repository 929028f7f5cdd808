//! `sign-in`: sign in at a server with this key.

use shared::api::{BeginSignIn, FinishSignIn};

use super::arguments::SignInArguments;
use super::context::Context;
use super::failure::Failure;
use super::person::AtTerminal;
use super::register::Outcome;
use super::{messages, output, private_file};
use crate::error::{Error, ErrorKind};
use crate::relying_party::RelyingParty;
use crate::webauthn_client::{Origin, WebAuthnClient, Wishes};

pub(super) fn run(context: &Context, arguments: SignInArguments) -> Result<(), Failure> {
    let server = RelyingParty::new(Origin::from_server_address(&arguments.server)?);
    let wishes = Wishes { large_blob: arguments.large_blob.is_some(), prf_input: arguments.prf.input()? };
    let mut authenticator = context.authenticator()?;
    let begun = server.begin_sign_in(&BeginSignIn { user_name: arguments.user })?;
    let mut person = AtTerminal::new(arguments.pin.source(), context.idle());
    let answer = context.operation(|operation| {
        let mut client = WebAuthnClient::new(server.origin(), authenticator.as_mut(), &mut person).wishing(wishes);
        let credential = client.get(&begun.public_key, operation)?;
        Ok((credential, client.into_findings()))
    });
    let (credential, findings) = answer.map_err(|error: Error| person.explain(error))?;
    let request = FinishSignIn { ceremony: begun.ceremony, credential };
    if let Some(path) = &arguments.save_response {
        // Until the server has seen it, the request is as good as the key.
        let request = serde_json::to_vec(&request).map_err(|error| Failure::Output(error.into()))?;
        private_file::write(path, &request)?;
    }
    let signed_in = server.finish_sign_in(&request)?;
    arguments.prf.save(findings.prf)?;
    if let Some(path) = &arguments.large_blob {
        let blob = findings.large_blob.ok_or(ErrorKind::NoLargeBlob)?;
        private_file::write(path, &blob)?;
        output::note(&messages::blobs::bytes_saved(blob.len(), path.as_path()));
    }
    if context.json {
        return output::json(&Outcome::from(signed_in));
    }
    output::text(&messages::signed_in(&signed_in.key.name, &signed_in.account.user_name))
}
