//! What a ceremony asks of the key beyond the ordinary (CTAP 2.1 §12).

use shared::cbor::Map;
use shared::ctap::get_info::GetInfo;

/// Extensions of a new credential. Whether the key has them is to be seen first: [`supports`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CreateExtensions {
    /// When it may be used without user verification: 1 to 3 (credProtect, §12.1).
    pub cred_protect: Option<u8>,
    /// What to keep with it for its relying party (credBlob, §12.2).
    pub cred_blob: Option<Vec<u8>>,
    /// A key for its entry of the large-blob array (largeBlobKey, §12.3); for discoverable credentials alone.
    pub large_blob_key: bool,
    /// Tell the relying party the shortest PIN (minPinLength, §12.4).
    pub min_pin_length: bool,
}

/// Extensions of a signature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GetExtensions {
    /// Tell what is kept with the credential (credBlob, §12.2).
    pub cred_blob: bool,
    /// Tell the key to its entry of the large-blob array (largeBlobKey, §12.3).
    pub large_blob_key: bool,
}

/// Whether the key lists this extension (§6.4 0x02).
pub fn supports(info: &GetInfo, extension: &str) -> bool {
    info.extensions.iter().flatten().any(|listed| listed == extension)
}

impl CreateExtensions {
    /// The inputs for authenticatorMakeCredential.
    pub(super) fn inputs(&self) -> Map {
        Map::new()
            .with_some("credProtect", self.cred_protect)
            .with_some("credBlob", self.cred_blob.as_deref())
            .with_some("largeBlobKey", self.large_blob_key.then_some(true))
            .with_some("minPinLength", self.min_pin_length.then_some(true))
    }
}

impl GetExtensions {
    /// The inputs for authenticatorGetAssertion.
    pub(super) fn inputs(self) -> Map {
        Map::new()
            .with_some("credBlob", self.cred_blob.then_some(true))
            .with_some("largeBlobKey", self.large_blob_key.then_some(true))
    }
}
