//! Every reason to refuse a ceremony.

use shared::attestation_object::AttestationObjectError;
use shared::authenticator_data::AuthenticatorDataError;
use shared::client_data::{ClientDataError, ClientDataType};
use shared::cose::CoseError;

/// Why a registration or sign-in was refused. The text says what happened and what to do next; [`Self::code`] is for
/// programs and never changes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The credential's `type` is not `public-key` (WebAuthn L3 §5.1).
    #[error("The credential's type is not \"public-key\". Send the credential as the browser gave it.")]
    CredentialType,
    /// `id`, `rawId` and the id that the authenticator signed are not one and the same.
    #[error("The credential's {0} differ. Send the credential as the browser gave it.")]
    CredentialIdMismatch(&'static str),
    /// The client data cannot be read, or contradicts itself.
    #[error("The {0}. Send clientDataJSON as the browser gave it.")]
    ClientDataMalformed(ClientDataError),
    /// The client data is of the other ceremony, or of none.
    #[error("The client data's type is not {expected}. Answer the ceremony with the call that it was begun for.")]
    TypeMismatch {
        /// The ceremony that was begun.
        expected: ClientDataType,
    },
    /// The challenge is not this ceremony's.
    #[error("The security key answered another challenge than this ceremony's. Begin again.")]
    ChallengeMismatch,
    /// The answer was made on another web origin.
    #[error(
        "The answer was made on the origin {0}, which is not one of this service's. Begin again on the service's own address."
    )]
    OriginMismatch(String),
    /// The answer was made inside another site's page.
    #[error("The answer was made in a frame of another site. Open the service in a window of its own.")]
    CrossOrigin,
    /// The authenticator data cannot be read.
    #[error("The {0}. Send the authenticator's answer unchanged.")]
    AuthenticatorDataMalformed(AuthenticatorDataError),
    /// An assertion that carries a new credential (WebAuthn L3 §6.1: AT is for registration).
    #[error("The authenticator data of a sign-in holds a new credential. Send the authenticator's answer unchanged.")]
    UnexpectedCredential,
    /// The key was asked for another relying party.
    #[error(
        "The security key answered for another RP ID than this service's. Begin again on the service's own address."
    )]
    RpIdMismatch,
    /// UP is not set.
    #[error("The security key was not touched. Touch it when it blinks.")]
    UserPresenceMissing,
    /// UV is not set.
    #[error("The security key did not check its PIN. Set a PIN on the key, and enter it when asked.")]
    UserVerificationMissing,
    /// BS without BE (WebAuthn L3 §6.1.3).
    #[error("The authenticator says that its credential is backed up although it cannot be. Use another key.")]
    BackupStateInvalid,
    /// BE is not what it was at registration (WebAuthn L3 §6.1.3: it never changes).
    #[error("The authenticator changed its word on whether the credential can be backed up. Use another key.")]
    BackupEligibilityChanged,
    /// An extension output that was not asked for.
    #[error(
        "The answer has the extension \"{0}\", which was not asked for. Begin again, without browser add-ons that change it."
    )]
    ExtensionNotRequested(String),
    /// The credential's key is of an algorithm that was not offered.
    #[error("The security key made a credential with algorithm {0}, which was not asked for. Use another key.")]
    AlgorithmNotOffered(i64),
    /// A copy in the JSON disagrees with the attestation object.
    #[error("The response's {0} disagrees with its attestation object. Send the response as the browser gave it.")]
    ResponseInconsistent(&'static str),
    /// The attestation object cannot be read.
    #[error("The {0}. Send the attestation object unchanged.")]
    AttestationMalformed(AttestationObjectError),
    /// The attestation statement does not hold.
    #[error("The security key's attestation is not valid ({0}). Use another key.")]
    AttestationInvalid(String),
    /// The attestation statement is of a kind that is not verified here.
    #[error("The attestation format \"{0}\" cannot be verified with this kind of credential. Use another key.")]
    AttestationUnsupported(String),
    /// The policy wants an attestation that ends at a trusted root.
    #[error(
        "This service accepts only security keys from certain makers, and this key did not prove its maker. Use another key, or ask the administrator."
    )]
    AttestationUntrusted,
    /// The policy does not list the key's model.
    #[error(
        "This service does not accept this model of security key ({0}). Use another key, or ask the administrator."
    )]
    AuthenticatorNotAllowed(shared::ids::Aaguid),
    /// The credential is on the list of those that must not answer.
    #[error("This security key is registered already. Use another key.")]
    AlreadyRegistered,
    /// No such credential, or not one that may answer this ceremony: who asks is not told which.
    #[error("This security key is not registered for the account. Use the key that you registered.")]
    CredentialUnknown,
    /// The user handle names another account.
    #[error("The security key answered for another account. Use the key that belongs to this account.")]
    UserHandleMismatch,
    /// A discoverable credential must say whose it is (WebAuthn L3 §7.2 step 6).
    #[error("The security key did not say whose credential it is. Sign in with the user name.")]
    UserHandleMissing,
    /// The signature is not the credential's.
    #[error("The signature is not one of the registered security key. Begin again with the key that you registered.")]
    SignatureInvalid,
    /// The counter is not above the stored one: somebody may hold a copy (WebAuthn L3 §7.2 step 22).
    #[error(
        "The security key's signature counter went back (from {stored} to {received}): somebody may hold a copy of the key. It is suspended. Sign in with another key and remove this one."
    )]
    CounterNotAdvanced {
        /// What was stored.
        stored: u32,
        /// What came.
        received: u32,
    },
    /// Its counter went back before.
    #[error(
        "This security key is suspended because its signature counter went back once: somebody may hold a copy of it. Sign in with another key and remove this one."
    )]
    CredentialSuspended,
    /// What is stored cannot be used: the server's fault, not the client's.
    #[error("What the server stored for this ceremony cannot be used. Tell the administrator.")]
    StoredStateDamaged,
}

impl Refusal {
    /// The stable snake_case word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::CredentialType => "credential_type_unknown",
            Self::CredentialIdMismatch(_) => "credential_id_mismatch",
            Self::ClientDataMalformed(_) => "client_data_malformed",
            Self::TypeMismatch { .. } => "type_mismatch",
            Self::ChallengeMismatch => "challenge_mismatch",
            Self::OriginMismatch(_) => "origin_mismatch",
            Self::CrossOrigin => "cross_origin_refused",
            Self::AuthenticatorDataMalformed(_) | Self::UnexpectedCredential => "authenticator_data_malformed",
            Self::RpIdMismatch => "rp_id_mismatch",
            Self::UserPresenceMissing => "user_presence_missing",
            Self::UserVerificationMissing => "user_verification_missing",
            Self::BackupStateInvalid => "backup_state_invalid",
            Self::BackupEligibilityChanged => "backup_eligibility_changed",
            Self::ExtensionNotRequested(_) => "extension_not_requested",
            Self::AlgorithmNotOffered(_) => "algorithm_not_offered",
            Self::ResponseInconsistent(_) => "response_inconsistent",
            Self::AttestationMalformed(_) => "attestation_malformed",
            Self::AttestationInvalid(_) => "attestation_invalid",
            Self::AttestationUnsupported(_) => "attestation_unsupported",
            Self::AttestationUntrusted => "attestation_untrusted",
            Self::AuthenticatorNotAllowed(_) => "authenticator_not_allowed",
            Self::AlreadyRegistered => "already_registered",
            Self::CredentialUnknown => "credential_unknown",
            Self::UserHandleMismatch => "user_handle_mismatch",
            Self::UserHandleMissing => "user_handle_missing",
            Self::SignatureInvalid => "signature_invalid",
            Self::CounterNotAdvanced { .. } => "counter_not_advanced",
            Self::CredentialSuspended => "credential_suspended",
            Self::StoredStateDamaged => "stored_state_damaged",
        }
    }
}

impl From<AttestationObjectError> for Refusal {
    fn from(error: AttestationObjectError) -> Self {
        match error {
            AttestationObjectError::AuthenticatorData(error) => error.into(),
            error => Self::AttestationMalformed(error),
        }
    }
}

impl From<AuthenticatorDataError> for Refusal {
    fn from(error: AuthenticatorDataError) -> Self {
        match error {
            // No key type of the offered algorithms can be read under another algorithm's number.
            AuthenticatorDataError::PublicKey(CoseError::UnsupportedAlgorithm(id)) => Self::AlgorithmNotOffered(id),
            error => Self::AuthenticatorDataMalformed(error),
        }
    }
}
