//! A whole session with a key on whose replies somebody meddles.

use hid_client::ctap2::Setting;
use hid_client::error::Error;
use hid_client::key::{Access, CreateExtensions, GetExtensions, Key, NewCredential, Secret, SignRequest, Verification};
use hid_client::large_blob::LargeBlobKey;
use hid_client::operation::Operation;
use shared::ids::{CredentialId, RpId, UserHandle};
use shared::webauthn_json::UserEntity;

use super::meddling::MeddledKey;
use super::{check, pin, within};

/// What is done with the key, by number.
pub const KINDS: u8 = 6;

/// What is done, by the first byte; what happens to the key's replies meanwhile, by the others. Each ends well or with an error that
/// says something, before its deadline.
pub fn session(bytes: &[u8]) {
    let Some((which, script)) = bytes.split_first() else { return };
    check(attempt(*which, script));
}

/// One session; without a script, with a key on whose replies nobody meddles.
pub fn attempt(which: u8, script: &[u8]) -> Result<(), Error> {
    within(|operation| {
        let mut key = Key::open(Box::new(MeddledKey::new(script)), operation)?;
        key.set_pin(&pin(), operation)?;
        let verification = Verification::Pin(pin());
        match which % KINDS {
            0 => manage(&mut key, &verification, operation),
            1 => blobs(&mut key, &verification, operation),
            2 => fingers(&mut key, &verification, operation),
            3 => settings(&mut key, &verification, operation),
            4 => derive(&mut key, &verification, operation),
            _ => sign(&mut key, &verification, operation),
        }
    })
}

fn rp_id() -> RpId {
    RpId::new("example.org").unwrap()
}

fn make(key: &mut Key, verification: &Verification, operation: &mut Operation<'_>) -> Result<CredentialId, Error> {
    let new = NewCredential {
        client_data_json: b"{}".to_vec(),
        rp_id: rp_id(),
        rp_name: "An example".into(),
        user: UserEntity { id: UserHandle::new([1]).unwrap(), name: "anna".into(), display_name: "Anna".into() },
        algorithms: vec![-7],
        // More than one message has room for: the key is asked for each part.
        exclude: (0..20).map(|number| CredentialId::new([number; 64]).unwrap()).collect(),
        resident_key: true,
        extensions: CreateExtensions {
            cred_protect: Some(2),
            cred_blob: Some(vec![7; 20]),
            large_blob_key: true,
            min_pin_length: true,
        },
    };
    let made = key.make_credential(&new, verification, operation)?;
    let credential = made.object.auth_data.attested_credential_data.expect("what is parsed has a credential");
    Ok(credential.credential_id)
}

fn sign(key: &mut Key, verification: &Verification, operation: &mut Operation<'_>) -> Result<(), Error> {
    let id = make(key, verification, operation)?;
    for allow in [vec![id], Vec::new()] {
        let extensions = GetExtensions { cred_blob: true, large_blob_key: true };
        let request = SignRequest { client_data_json: b"{}".to_vec(), rp_id: rp_id(), allow, extensions };
        key.sign(&request, verification, operation)?;
    }
    key.pin_tries(operation)?;
    key.change_pin(&pin(), &pin(), operation)?;
    key.reset(operation)
}

fn manage(key: &mut Key, verification: &Verification, operation: &mut Operation<'_>) -> Result<(), Error> {
    let id = make(key, verification, operation)?;
    let grant = key.authorize_management(Access::Change, verification, operation)?;
    let mut manager = key.manage_credentials(grant);
    manager.counts(operation)?;
    manager.credentials(operation)?;
    manager.delete(&id, operation)
}

fn blobs(key: &mut Key, verification: &Verification, operation: &mut Operation<'_>) -> Result<(), Error> {
    make(key, verification, operation)?;
    let grant = key.authorize_management(Access::WriteLargeBlobs, verification, operation)?;
    let mut manager = key.manage_credentials(grant);
    manager.credentials(operation)?;
    let mut array = manager.large_blobs(operation)?.array;
    let large_blob_key = LargeBlobKey::new([7; 32]);
    array.replace(&large_blob_key, &[0x61; 3000])?;
    manager.write_large_blobs(&array, operation)?;
    manager.large_blobs(operation)?.array.find(&large_blob_key)?;
    Ok(())
}

fn fingers(key: &mut Key, verification: &Verification, operation: &mut Operation<'_>) -> Result<(), Error> {
    key.fingerprint_sensor(operation)?;
    let grant = key.authorize_fingerprints(verification, operation)?;
    let mut manager = key.manage_fingerprints(grant);
    manager.fingers(operation)?;
    let id = manager.enroll(&mut |_| {}, operation)?;
    manager.rename(&id, "the left thumb", operation)?;
    manager.fingers(operation)?;
    manager.remove(&id, operation)
}

fn settings(key: &mut Key, verification: &Verification, operation: &mut Operation<'_>) -> Result<(), Error> {
    for setting in [
        Setting::EnableEnterpriseAttestation,
        Setting::ToggleAlwaysUv,
        Setting::MinPinLength { length: Some(4), rp_ids: Some(vec!["example.org".into()]), force_change: false },
    ] {
        key.configure(&setting, verification, operation)?;
    }
    key.verify_pin(&pin(), operation)
}

fn derive(key: &mut Key, verification: &Verification, operation: &mut Operation<'_>) -> Result<(), Error> {
    let id = make(key, verification, operation)?;
    let salt = Secret::new([3; 32]);
    key.derive_secret(&rp_id(), &id, &salt, verification, operation)?;
    Ok(())
}
