//! The nouns of the state.

use zeroize::Zeroizing;

use crate::attestation::{BatchKey, BatchKeyError};
use crate::credential::{PrivateKey, Protection};
use crate::random::NoRandomness;
use crate::wrapping::WrappingKey;

/// Wrong PINs until the PIN is blocked (CTAP 2.1 §6.5.2.3: at most 8).
pub(crate) const MAX_PIN_RETRIES: u8 = 8;

/// Wrong fingers until the sensor is blocked (CTAP 2.1 §6.5.2.4: 1 to 25).
pub(crate) const MAX_UV_RETRIES: u8 = 5;

/// The serialized large-blob array as the factory leaves it (CTAP 2.1 §6.10): an empty CBOR array and its checksum.
pub(crate) const EMPTY_LARGE_BLOB_ARRAY: [u8; 17] =
    [0x80, 0x76, 0xbe, 0x8b, 0x52, 0x8d, 0x00, 0x75, 0xf7, 0xaa, 0xe9, 0x8d, 0x6f, 0xa5, 0x7a, 0x6d, 0x3c];

/// Everything that a power cycle does not change.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) wrapping_key: WrappingKey,
    /// The last counter value that a signature carried; one for all credentials (WebAuthn L3 §6.1.1). Never goes back,
    /// not even by reset.
    pub(crate) sign_count: u32,
    /// CurrentStoredPIN: LEFT(SHA-256(PIN), 16) (CTAP 2.1 §6.5.5.5).
    pub(crate) pin_hash: Option<Zeroizing<[u8; 16]>>,
    pub(crate) pin_retries: u8,
    /// PINCodePointLength (CTAP 2.1 §6.5.5.5); `None` without a PIN, and for one that an older program stored.
    pub(crate) pin_length: Option<u8>,
    /// persistentPinUvAuthToken (CTAP 2.2 §6.5.2.2), once somebody has asked for it.
    pub(crate) persistent_token: Option<Zeroizing<[u8; 32]>>,
    /// The serialized large-blob array (CTAP 2.1 §6.10), checksum included.
    pub(crate) large_blob_array: Vec<u8>,
    /// Fingers that the key knows, in the order of their enrolment.
    pub(crate) templates: Vec<Template>,
    /// Wrong fingers until the sensor is blocked (CTAP 2.1 §6.5.2.4).
    pub(crate) uv_retries: u8,
    /// Oldest first.
    pub(crate) credentials: Vec<DiscoverableCredential>,
    pub(crate) config: Config,
    pub(crate) batch_key: BatchKey,
    /// Made when enterprise attestation is first enabled.
    pub(crate) enterprise_key: Option<BatchKey>,
}

/// An enrolled finger (CTAP 2.1 §6.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    pub(crate) id: Vec<u8>,
    pub(crate) name: Option<String>,
    /// Which of the simulated fingers it is.
    pub(crate) finger: u8,
}

/// What authenticatorConfig sets (CTAP 2.1 §6.11); the default is the factory's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Code points, when raised above the factory's.
    pub(crate) min_pin_length: Option<u8>,
    /// RP IDs that may learn it.
    pub(crate) min_pin_length_rp_ids: Vec<String>,
    pub(crate) force_pin_change: bool,
    /// When toggled away from what the key was set up with.
    pub(crate) always_uv: Option<bool>,
    pub(crate) enterprise_attestation: bool,
}

/// A credential that the key finds by RP ID alone.
#[derive(Clone)]
pub(crate) struct DiscoverableCredential {
    pub(crate) id: Vec<u8>,
    pub(crate) rp_id: String,
    pub(crate) user: User,
    pub(crate) private_key: PrivateKey,
    pub(crate) protection: Protection,
    /// What the relying party left with it (credBlob, CTAP 2.1 §12.2).
    pub(crate) cred_blob: Option<Vec<u8>>,
    /// Opens the credential's entry of the large-blob array (CTAP 2.1 §12.3), when it was asked for.
    pub(crate) large_blob_key: Option<Zeroizing<[u8; 32]>>,
    /// Whether others than its relying party may ask for a payment with it (thirdPartyPayment, CTAP 2.2).
    pub(crate) third_party_payment: bool,
}

/// PublicKeyCredentialUserEntity as it is stored (CTAP 2.1 §6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) id: Vec<u8>,
    pub(crate) name: Option<String>,
    pub(crate) display_name: Option<String>,
}

impl State {
    /// A key that nobody has used.
    pub(crate) fn new() -> Result<Self, BatchKeyError> {
        Ok(Self {
            wrapping_key: WrappingKey::generate()?,
            sign_count: 0,
            pin_hash: None,
            pin_retries: MAX_PIN_RETRIES,
            pin_length: None,
            persistent_token: None,
            large_blob_array: EMPTY_LARGE_BLOB_ARRAY.to_vec(),
            templates: Vec::new(),
            uv_retries: MAX_UV_RETRIES,
            credentials: Vec::new(),
            config: Config::default(),
            batch_key: BatchKey::generate()?,
            enterprise_key: None,
        })
    }

    /// Back to factory defaults (CTAP 2.1 §6.6). A new wrapping key makes every wrapped credential worthless; the batch
    /// key and the enterprise key are the maker's and stay.
    pub(crate) fn reset(&mut self) -> Result<(), NoRandomness> {
        self.wrapping_key = WrappingKey::generate()?;
        self.pin_hash = None;
        self.pin_retries = MAX_PIN_RETRIES;
        self.pin_length = None;
        self.persistent_token = None;
        self.large_blob_array = EMPTY_LARGE_BLOB_ARRAY.to_vec();
        self.templates.clear();
        self.uv_retries = MAX_UV_RETRIES;
        self.config = Config::default();
        self.credentials.clear();
        Ok(())
    }
}
