//! A registered security key.

use minicbor::{Decode, Encode};
use shared::ids::{Aaguid, CredentialId, UserHandle};

use super::encoding::first_version;
use super::{Timestamp, members};

/// A credential record (WebAuthn L3 §4 "credential record").
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Credential {
    /// Chosen by the authenticator; unique over all accounts (WebAuthn L3 §7.1 step 26).
    #[cbor(n(0), with = "members::id")]
    pub id: CredentialId,
    /// Whose it is.
    #[cbor(n(1), with = "members::id")]
    pub account: UserHandle,
    /// The public key as the COSE_Key the authenticator gave (RFC 9052 §7).
    #[cbor(n(2), with = "minicbor::bytes")]
    pub public_key: Vec<u8>,
    /// The key's COSEAlgorithmIdentifier: -7 for ES256 (WebAuthn L3 §5.8.5).
    #[n(3)]
    pub algorithm: i32,
    /// The signature counter of the last accepted ceremony; 0 for an authenticator without one (WebAuthn L3 §6.1.1).
    #[n(4)]
    pub sign_count: u32,
    /// The authenticator's model.
    #[cbor(n(5), with = "aaguid")]
    pub aaguid: Aaguid,
    /// How the client said it reaches the authenticator: `usb`, `nfc`, ... (WebAuthn L3 §5.8.4).
    #[n(6)]
    pub transports: Vec<String>,
    /// What the person calls it.
    #[n(7)]
    pub name: String,
    /// Whether the credential may be backed up: the BE flag, which never changes (WebAuthn L3 §6.1.3).
    #[n(8)]
    pub backup_eligible: bool,
    /// Whether it is backed up: the BS flag of the last accepted ceremony.
    #[n(9)]
    pub backup_state: bool,
    /// Whether the user has been verified with it: the UV flag was set in an accepted ceremony.
    #[n(10)]
    pub uv_initialized: bool,
    /// What the attestation said at registration.
    #[n(11)]
    pub attestation: Attestation,
    /// When it was registered.
    #[n(12)]
    pub created_at: Timestamp,
    /// The last accepted sign-in with it; none until the first.
    #[n(13)]
    pub last_used_at: Option<Timestamp>,
    /// When its counter went back, which means that somebody may hold a copy (WebAuthn L3 §7.2 step 22). It is
    /// suspended from then on.
    #[n(14)]
    pub suspected_clone_at: Option<Timestamp>,
}

impl Credential {
    /// Whether sign-ins with it are refused.
    pub fn is_suspended(&self) -> bool {
        self.suspected_clone_at.is_some()
    }
}

first_version!(Credential, "credential");

/// How a credential was attested.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Attestation {
    /// The attestation statement format: `packed`, `none`, ... (WebAuthn L3 §8).
    #[n(0)]
    pub format: String,
    /// How far it can be trusted.
    #[n(1)]
    pub verdict: AttestationVerdict,
}

/// What an attestation proves (WebAuthn L3 §6.5.3, §7.1 steps 21 to 24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum AttestationVerdict {
    /// Nothing: there was no attestation.
    #[n(0)]
    None,
    /// The credential signed for itself: the model is the authenticator's bare word.
    #[n(1)]
    SelfAttested,
    /// A certificate signed, and its chain ends at no root known here.
    #[n(2)]
    UnknownRoot,
    /// A certificate signed, and its chain ends at a trusted root.
    #[n(3)]
    Trusted,
}

/// For `#[cbor(with = "...")]`: an AAGUID as a byte string.
mod aaguid {
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};
    use shared::ids::Aaguid;

    pub(super) fn encode<C, W: Write>(
        aaguid: &Aaguid,
        encoder: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        encoder.bytes(&aaguid.0)?.ok()
    }

    pub(super) fn decode<C>(decoder: &mut Decoder<'_>, _: &mut C) -> Result<Aaguid, DecodeError> {
        decoder.bytes()?.try_into().map(Aaguid).map_err(|_| DecodeError::message("an AAGUID is not 16 bytes long"))
    }
}
