//! The key's side of PIN/UV auth protocols one and two, written from the standard once more: what hid-client sends must
//! be readable to somebody else.

use cbc::cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::elliptic_curve::sec1::{FromSec1Point as _, ToSec1Point as _};
use sha2::{Digest as _, Sha256};
use shared::cbor::{Fields, Map};

use super::{Asked, Step, ok, reply};

/// A key with a PIN, which answers authenticatorClientPIN.
pub struct PinKey {
    secret: p256::SecretKey,
    /// The PIN's hash, as the key stores it; `None` before the first.
    pub pin_hash: Option<[u8; 16]>,
    pub retries: u8,
    pub token: Vec<u8>,
}

impl PinKey {
    pub fn new(pin: Option<&str>) -> Self {
        let secret = p256::SecretKey::from_slice(&[0x11; 32]).unwrap();
        Self { secret, pin_hash: pin.map(hash), retries: 8, token: vec![0x5a; 32] }
    }

    pub fn public_key(&self) -> Map {
        let point = self.secret.public_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap().to_vec(), point.y().unwrap().to_vec());
        Map::new().with(1, 2).with(3, -25).with(-1, 1).with(-2, x).with(-3, y)
    }

    pub fn client_pin(&mut self, asked: &Asked) -> Vec<Step> {
        let parameters = asked.parameters();
        let fields = Fields(&parameters);
        match fields.uint(2, "subCommand").unwrap() {
            0x01 => ok(Map::new().with(3, self.retries)),
            0x02 => ok(Map::new().with(1, self.public_key())),
            0x03 | 0x04 => self.set(fields),
            0x05 | 0x06 | 0x09 => self.give_token(fields),
            other => panic!("subcommand {other}"),
        }
    }

    fn set(&mut self, fields: Fields<'_>) -> Vec<Step> {
        let shared = self.shared(fields);
        let new_pin_enc = fields.bytes(5, "newPinEnc").unwrap();
        let mut message = new_pin_enc.to_vec();
        if let Some(stored) = self.pin_hash {
            let pin_hash_enc = fields.bytes(6, "pinHashEnc").unwrap();
            message.extend_from_slice(pin_hash_enc);
            if shared.decrypt(pin_hash_enc) != stored {
                self.retries -= 1;
                return reply(0x31, &[]);
            }
        }
        assert_eq!(fields.bytes(4, "pinUvAuthParam").unwrap(), shared.authenticate(&message));
        let padded = shared.decrypt(new_pin_enc);
        assert_eq!(padded.len(), 64);
        let end = padded.iter().position(|byte| *byte == 0).unwrap();
        self.pin_hash = Some(hash(std::str::from_utf8(&padded[..end]).unwrap()));
        reply(0, &[])
    }

    fn give_token(&mut self, fields: Fields<'_>) -> Vec<Step> {
        let shared = self.shared(fields);
        if let Some(pin_hash_enc) = fields.opt_bytes(6, "pinHashEnc").unwrap()
            && Some(shared.decrypt(pin_hash_enc)) != self.pin_hash.map(|hash| hash.to_vec())
        {
            self.retries -= 1;
            return reply(0x31, &[]);
        }
        ok(Map::new().with(2, shared.encrypt(&self.token)))
    }

    /// Answers an input of hmac-secret: checks and decrypts its salts, and encrypts what `make` makes of them.
    pub fn reencrypt(&self, input: &Map, make: impl FnOnce(&[u8]) -> Vec<u8>) -> Vec<u8> {
        let fields = Fields(input);
        let two = fields.opt_uint(4, "protocol").unwrap() == Some(2);
        let shared = self.agreed(fields.map(1, "keyAgreement").unwrap(), two);
        let salt_enc = fields.bytes(2, "saltEnc").unwrap();
        assert_eq!(fields.bytes(3, "saltAuth").unwrap(), shared.authenticate(salt_enc));
        shared.encrypt(&make(&shared.decrypt(salt_enc)))
    }

    fn shared(&self, fields: Fields<'_>) -> Shared {
        self.agreed(fields.map(3, "keyAgreement").unwrap(), fields.uint(1, "protocol").unwrap() == 2)
    }

    fn agreed(&self, peer: &Map, two: bool) -> Shared {
        let key = Fields(peer);
        let x: [u8; 32] = key.byte_array(-2, "x").unwrap();
        let y: [u8; 32] = key.byte_array(-3, "y").unwrap();
        let point = p256::Sec1Point::from_affine_coordinates(&x.into(), &y.into(), false);
        let peer = p256::PublicKey::from_sec1_point(&point).unwrap();
        let z = self.secret.diffie_hellman(&peer).raw_secret_bytes().to_vec();
        if !two {
            let key = Sha256::digest(&z).into();
            return Shared { two: false, hmac_key: key, aes_key: key };
        }
        let expand = |info: &[u8]| {
            let mut key = [0; 32];
            hkdf::Hkdf::<Sha256>::new(Some(&[0; 32]), &z).expand(info, &mut key).unwrap();
            key
        };
        Shared { two: true, hmac_key: expand(b"CTAP2 HMAC key"), aes_key: expand(b"CTAP2 AES key") }
    }
}

/// LEFT(SHA-256(PIN), 16).
pub fn hash(pin: &str) -> [u8; 16] {
    Sha256::digest(pin.as_bytes())[..16].try_into().unwrap()
}

/// HMAC-SHA-256, whole for protocol two.
pub fn mac(key: &[u8], message: &[u8], two: bool) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(message);
    mac.finalize().into_bytes()[..if two { 32 } else { 16 }].to_vec()
}

struct Shared {
    two: bool,
    hmac_key: [u8; 32],
    aes_key: [u8; 32],
}

impl Shared {
    fn authenticate(&self, message: &[u8]) -> Vec<u8> {
        mac(&self.hmac_key, message, self.two)
    }

    fn decrypt(&self, data: &[u8]) -> Vec<u8> {
        let (iv, data) = if self.two { data.split_at(16) } else { (&[0; 16][..], data) };
        let mut cipher = cbc::Decryptor::<aes::Aes256>::new_from_slices(&self.aes_key, iv).unwrap();
        let mut out = data.to_vec();
        for block in out.as_chunks_mut::<16>().0 {
            cipher.decrypt_block(block.into());
        }
        out
    }

    fn encrypt(&self, data: &[u8]) -> Vec<u8> {
        let iv = if self.two { [7; 16] } else { [0; 16] };
        let mut cipher = cbc::Encryptor::<aes::Aes256>::new_from_slices(&self.aes_key, &iv).unwrap();
        let mut out = data.to_vec();
        for block in out.as_chunks_mut::<16>().0 {
            cipher.encrypt_block(block.into());
        }
        if self.two { [&iv[..], &out].concat() } else { out }
    }
}
