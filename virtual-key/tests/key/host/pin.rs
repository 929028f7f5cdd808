//! The platform's side of PIN/UV auth protocols one and two (CTAP 2.1 §6.5.4 to §6.5.7).

use aes::cipher::block_padding::NoPadding;
use aes::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use p256::{PublicKey, SecretKey};
use sha2::{Digest as _, Sha256};
use shared::cbor::{Map, Value};
use shared::ctap::commands::{ClientPinSubcommand, Command, Permissions};
use shared::ctap::status::Status;

use super::{Host, Link};

pub(crate) const PROTOCOLS: [u8; 2] = [1, 2];

/// One key agreement.
pub(crate) struct Session {
    pub(crate) protocol: u8,
    pub(crate) cose_key: Map,
    hmac_key: [u8; 32],
    aes_key: [u8; 32],
}

impl Session {
    /// Asks the key for its public key and agrees on a secret.
    pub(crate) fn open<L: Link>(host: &mut Host<L>, protocol: u8) -> Self {
        let reply = client_pin(host, protocol, ClientPinSubcommand::GetKeyAgreement, &Map::new()).unwrap();
        Self::with(protocol, reply.get(1).unwrap().as_map().unwrap())
    }

    /// Agrees on a secret with this key of the authenticator.
    pub(crate) fn with(protocol: u8, theirs: &Map) -> Self {
        assert_eq!(theirs.get(3).unwrap().as_i64(), Some(-25));
        let coordinate = |label: i64| theirs.get(label).unwrap().as_bytes().unwrap();
        let theirs =
            PublicKey::from_sec1_bytes(&[&[4], coordinate(-2), coordinate(-3)].concat()).expect("a point on P-256");
        let ours = SecretKey::from_slice(&[0x42; 32]).unwrap();
        let z = p256::ecdh::diffie_hellman(ours.to_nonzero_scalar(), theirs.as_affine());
        let (hmac_key, aes_key) = if protocol == 1 {
            let key = Sha256::digest(z.raw_secret_bytes()).into();
            (key, key)
        } else {
            let hkdf = Hkdf::<Sha256>::new(Some(&[0; 32]), z.raw_secret_bytes());
            let (mut hmac_key, mut aes_key) = ([0; 32], [0; 32]);
            hkdf.expand(b"CTAP2 HMAC key", &mut hmac_key).unwrap();
            hkdf.expand(b"CTAP2 AES key", &mut aes_key).unwrap();
            (hmac_key, aes_key)
        };
        let point = ours.public_key().to_sec1_point(false);
        let cose_key = Map::new()
            .with(1, 2)
            .with(3, -25)
            .with(-1, 1)
            .with(-2, point.x().unwrap().as_slice())
            .with(-3, point.y().unwrap().as_slice());
        Self { protocol, cose_key, hmac_key, aes_key }
    }

    pub(crate) fn encrypt(&self, plaintext: &[u8]) -> Vec<u8> {
        let iv = if self.protocol == 1 { [0; 16] } else { [0x17; 16] };
        let mut ciphertext = vec![0; plaintext.len()];
        cbc::Encryptor::<aes::Aes256>::new(&self.aes_key.into(), &iv.into())
            .encrypt_padded_b2b::<NoPadding>(plaintext, &mut ciphertext)
            .unwrap();
        if self.protocol == 1 { ciphertext } else { [iv.as_slice(), &ciphertext].concat() }
    }

    pub(crate) fn decrypt(&self, ciphertext: &[u8]) -> Vec<u8> {
        let (iv, ciphertext) = if self.protocol == 1 { (&[0; 16][..], ciphertext) } else { ciphertext.split_at(16) };
        let iv: [u8; 16] = iv.try_into().unwrap();
        let mut plaintext = vec![0; ciphertext.len()];
        cbc::Decryptor::<aes::Aes256>::new(&self.aes_key.into(), &iv.into())
            .decrypt_padded_b2b::<NoPadding>(ciphertext, &mut plaintext)
            .unwrap();
        plaintext
    }

    pub(crate) fn authenticate(&self, message: &[u8]) -> Vec<u8> {
        authenticate(self.protocol, &self.hmac_key, message)
    }
}

pub(crate) fn authenticate(protocol: u8, key: &[u8], message: &[u8]) -> Vec<u8> {
    let mac = Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(message).finalize().into_bytes();
    mac[..if protocol == 1 { 16 } else { 32 }].to_vec()
}

pub(crate) fn client_pin<L: Link>(
    host: &mut Host<L>,
    protocol: u8,
    subcommand: ClientPinSubcommand,
    rest: &Map,
) -> Result<Map, Status> {
    let mut request = rest.clone().with(1, protocol).with(2, subcommand.code());
    if matches!(subcommand, ClientPinSubcommand::GetPinRetries | ClientPinSubcommand::GetUvRetries) {
        request.remove(1);
    }
    host.call(Command::ClientPin, &request)
}

/// LEFT(SHA-256(pin), 16).
pub(crate) fn pin_hash(pin: &str) -> Vec<u8> {
    Sha256::digest(pin)[..16].to_vec()
}

pub(crate) fn padded(pin: &str) -> Vec<u8> {
    let mut padded = pin.as_bytes().to_vec();
    padded.resize(64, 0);
    padded
}

pub(crate) fn set_pin<L: Link>(host: &mut Host<L>, protocol: u8, pin: &str) -> Result<(), Status> {
    let session = Session::open(host, protocol);
    let new_pin = session.encrypt(&padded(pin));
    let request = Map::new().with(3, session.cose_key.clone()).with(4, session.authenticate(&new_pin)).with(5, new_pin);
    client_pin(host, protocol, ClientPinSubcommand::SetPin, &request).map(drop)
}

pub(crate) fn change_pin<L: Link>(host: &mut Host<L>, protocol: u8, old: &str, new: &str) -> Result<(), Status> {
    let session = Session::open(host, protocol);
    let (new_pin, old_pin) = (session.encrypt(&padded(new)), session.encrypt(&pin_hash(old)));
    let mac = session.authenticate(&[new_pin.clone(), old_pin.clone()].concat());
    let request = Map::new().with(3, session.cose_key.clone()).with(4, mac).with(5, new_pin).with(6, old_pin);
    client_pin(host, protocol, ClientPinSubcommand::ChangePin, &request).map(drop)
}

/// A token with makeCredential and getAssertion permissions for `rp_id`.
pub(crate) fn token<L: Link>(host: &mut Host<L>, protocol: u8, pin: &str, rp_id: &str) -> Result<Vec<u8>, Status> {
    let both = Permissions::MAKE_CREDENTIAL | Permissions::GET_ASSERTION;
    token_of(host, protocol, pin, &Map::new().with(9, both.0).with(10, Value::from(rp_id)))
}

/// A token by subcommand 0x09 with these further parameters.
pub(crate) fn token_of<L: Link>(host: &mut Host<L>, protocol: u8, pin: &str, rest: &Map) -> Result<Vec<u8>, Status> {
    let session = Session::open(host, protocol);
    let request = rest.clone().with(3, session.cose_key.clone()).with(6, session.encrypt(&pin_hash(pin)));
    let subcommand = ClientPinSubcommand::GetPinUvAuthTokenUsingPinWithPermissions;
    let reply = client_pin(host, protocol, subcommand, &request)?;
    let token = session.decrypt(reply.get(2).unwrap().as_bytes().unwrap());
    assert_eq!(token.len(), 32);
    Ok(token)
}

/// How the key answers to a wrong PIN.
pub(crate) fn wrong_pin<L: Link>(host: &mut Host<L>, protocol: u8) -> Status {
    token(host, protocol, "not the PIN", "example.org").unwrap_err()
}
