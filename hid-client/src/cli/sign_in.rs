//! `sign-in`: sign in at a server with this key.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use shared::api::{BeginSignIn, FinishSignIn};

use super::arguments::SignInArguments;
use super::context::Context;
use super::failure::Failure;
use super::person::AtTerminal;
use super::register::Outcome;
use super::{messages, output};
use crate::relying_party::RelyingParty;
use crate::webauthn_client::{Origin, WebAuthnClient};

pub(super) fn run(context: &Context, arguments: SignInArguments) -> Result<(), Failure> {
    let server = RelyingParty::new(Origin::from_server_address(&arguments.server)?);
    let mut authenticator = context.authenticator()?;
    let begun = server.begin_sign_in(&BeginSignIn { user_name: arguments.user })?;
    let mut person = AtTerminal::new(arguments.pin.source(), context.idle());
    let credential = context.operation(|operation| {
        WebAuthnClient::new(server.origin(), authenticator.as_mut(), &mut person).get(&begun.public_key, operation)
    });
    let credential = credential.map_err(|error| person.explain(error))?;
    let request = FinishSignIn { ceremony: begun.ceremony, credential };
    if let Some(path) = &arguments.save_response {
        save(path, &request).map_err(|error| Failure::File { path: path.display().to_string(), error })?;
    }
    let signed_in = server.finish_sign_in(&request)?;
    if context.json {
        return output::json(&Outcome::from(signed_in));
    }
    output::text(&messages::signed_in(&signed_in))
}

/// Until the server has seen it, the request is as good as the key: nobody else may read the file.
fn save(path: &Path, request: &FinishSignIn) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(&serde_json::to_vec(request)?)
}
