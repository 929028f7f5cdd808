//! What must hold for any bytes that a key gives. The fuzzer calls these with inputs of its own (`fuzz/`), and `corpus.rs`
//! with every input that the fuzzer once found worth keeping.

use hid_client::large_blob::{LargeBlobArray, LargeBlobKey, MAX_BLOB_LENGTH};
use sha2::{Digest as _, Sha256};

/// A large-blob array, given a checksum that fits so that there is more behind it to find: what is accepted serializes to the
/// same bytes, and what opens is no longer than it may be.
pub fn large_blob_array(bytes: &[u8]) {
    let serialized = [bytes, &Sha256::digest(bytes)[..16]].concat();
    if let Ok(array) = LargeBlobArray::parse(&serialized) {
        assert_eq!(array.serialize(), serialized);
        if let Ok(Some(data)) = array.find(&LargeBlobKey::new([7; 32])) {
            assert!(data.len() <= MAX_BLOB_LENGTH);
        }
    }
    if let Ok(array) = LargeBlobArray::parse(bytes) {
        assert_eq!(array.serialize(), bytes);
    }
}
