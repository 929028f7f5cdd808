//! Sentences that more than one test expects, written out: what a person reads is compared word for word.

pub(super) const CHALLENGE: &str = "The security key answered another challenge than this ceremony's. Begin again.";
pub(super) const CREDENTIAL_TYPE: &str =
    "The credential's type is not \"public-key\". Send the credential as the browser gave it.";
pub(super) const RAW_ID: &str = "The credential's id and rawId differ. Send the credential as the browser gave it.";
pub(super) const NOT_GET: &str =
    "The client data's type is not webauthn.get. Answer the ceremony with the call that it was begun for.";
pub(super) const ORIGIN: &str = "The answer was made on the origin https://example.com, which is not one of this service's. Begin again on the service's own address.";
pub(super) const ORIGIN_WITH_PATH: &str = "The client data: origin is not an origin: it needs a scheme and a host, and no path, query or trailing slash. Send clientDataJSON as the browser gave it.";
pub(super) const TOP_ORIGIN: &str =
    "The client data: topOrigin is given although crossOrigin is not true. Send clientDataJSON as the browser gave it.";
pub(super) const FRAME: &str =
    "The answer was made in a frame of another site. Open the service in a window of its own.";
pub(super) const RP_ID: &str =
    "The security key answered for another RP ID than this service's. Begin again on the service's own address.";
pub(super) const VERIFICATION: &str =
    "The security key did not check its PIN. Set a PIN on the key, and enter it when asked.";
pub(super) const BACKUP_STATE: &str =
    "The authenticator says that its credential is backed up although it cannot be. Use another key.";
pub(super) const BACKUP_ELIGIBILITY: &str =
    "The authenticator changed its word on whether the credential can be backed up. Use another key.";
pub(super) const LEFT_OVER: &str =
    "The authenticator data has 1 unexpected bytes at its end. Send the authenticator's answer unchanged.";
