//! The client's part of both ceremonies (WebAuthn L3 §7.1 steps 5 to 11, §7.2 steps 8 to 14).

use shared::client_data::{ClientDataError, ClientDataType, CollectedClientData};
use shared::ids::Challenge;

use super::{Refusal, RelyingParty};

/// An origin longer than this is cut in a refusal's text.
const SHOWN_ORIGIN: usize = 200;

/// Reads the client data and checks type, challenge, origin and framing.
pub(super) fn check(
    json: &[u8],
    expected: ClientDataType,
    challenge: &Challenge,
    relying_party: &RelyingParty,
) -> Result<(), Refusal> {
    let client_data = CollectedClientData::parse(json).map_err(|error| match error {
        ClientDataError::Type => Refusal::TypeMismatch { expected },
        error => Refusal::ClientDataMalformed(error),
    })?;
    if client_data.ceremony != expected {
        return Err(Refusal::TypeMismatch { expected });
    }
    if client_data.challenge != *challenge {
        return Err(Refusal::ChallengeMismatch);
    }
    if !relying_party.has_origin(&client_data.origin) {
        return Err(Refusal::OriginMismatch(client_data.origin.chars().take(SHOWN_ORIGIN).collect()));
    }
    // §7.1 steps 10 and 11, §7.2 steps 13 and 14: this relying party is never framed by another site, so that no
    // topOrigin is expected either; one without crossOrigin has been refused by the parser.
    if client_data.cross_origin {
        return Err(Refusal::CrossOrigin);
    }
    Ok(())
}
