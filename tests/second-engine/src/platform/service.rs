//! What each call comes to.

use std::time::{Duration, Instant};

use fido_authenticator::constants::ATTESTATION_CERT_ID;
use heapless_bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::ecdh;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use sha2::{Digest as _, Sha256};
use trussed_core::Error;
use trussed_core::api::{Reply, Request, reply, request};
use trussed_core::types::{KeyId, Location, Mechanism, ShortData, SignatureSerialization};
use zeroize::Zeroizing;

use super::clock::Clock;
use super::files::Files;
use super::keys::{Key, Keys, random};
use super::{Attestation, Person, cipher, cose, extensions};

/// All that the authenticator has.
pub(crate) struct Platform {
    keys: Keys,
    files: Files,
    attestation: Attestation,
    clock: Clock,
    pub(super) person: Person,
}

impl Platform {
    pub(crate) fn new(attestation: Attestation, person: Person, now: Instant) -> Self {
        let mut keys = Keys::default();
        attestation.install(&mut keys);
        Self { keys, files: Files::default(), attestation, clock: Clock::started_at(now), person }
    }

    /// The key was unplugged and is plugged in again.
    pub(crate) fn power_cycle(&mut self, now: Instant) {
        self.keys.delete_all(Location::Volatile);
        self.files.power_cycle();
        self.clock = Clock::started_at(now);
    }

    /// A command comes.
    pub(crate) fn begin(&mut self, now: Instant) {
        self.clock.set(now);
    }

    /// A U2F message comes, and the key is touched now or not.
    pub(crate) fn begin_u2f(&mut self, touched: bool, now: Instant) {
        self.clock.set(now);
        self.person.begin_u2f(touched);
    }

    /// The U2F message is answered: whether a touch was asked for.
    pub(crate) fn end_u2f(&mut self) -> bool {
        self.person.end_u2f()
    }

    pub(super) fn answer(&mut self, request: Request) -> Result<Reply, Error> {
        match request {
            Request::Agree(it) => self.agree(&it).map(Into::into),
            Request::Decrypt(it) => self.decrypt(&it).map(Into::into),
            Request::Delete(it) => Ok(reply::Delete { success: self.keys.delete(&it.key) }.into()),
            Request::DeleteAllKeys(it) => Ok(reply::DeleteAllKeys { count: self.keys.delete_all(it.location) }.into()),
            Request::DeriveKey(it) => self.derive_key(&it).map(Into::into),
            Request::DeserializeKey(it) if it.mechanism == Mechanism::P256 => {
                let key = self.keys.add(it.attributes.persistence, cose::deserialize(&it.serialized_key)?)?;
                Ok(reply::DeserializeKey { key }.into())
            }
            Request::Encrypt(it) => self.encrypt(&it).map(Into::into),
            Request::Exists(it) => Ok(reply::Exists { exists: self.keys.key(&it.key).is_ok() }.into()),
            Request::GenerateKey(it) => {
                let key = match it.mechanism {
                    Mechanism::P256 => Key::p256()?,
                    Mechanism::Ed255 => Key::ed25519()?,
                    Mechanism::Chacha8Poly1305 => Key::secret(32)?,
                    _ => return Err(Error::MechanismNotAvailable),
                };
                Ok(reply::GenerateKey { key: self.keys.add(it.attributes.persistence, key)? }.into())
            }
            Request::GenerateSecretKey(it) => {
                let key = self.keys.add(it.attributes.persistence, Key::secret(it.size)?)?;
                Ok(reply::GenerateSecretKey { key }.into())
            }
            Request::Hash(it) if it.mechanism == Mechanism::Sha256 => {
                Ok(reply::Hash { hash: bytes(&Sha256::digest(&it.message))? }.into())
            }
            Request::RandomBytes(it) => Ok(reply::RandomBytes { bytes: bytes(&random(it.count)?)? }.into()),
            Request::SerializeKey(it) => {
                let serialized_key = bytes(&cose::serialize(self.keys.key(&it.key)?, it.format)?)?;
                Ok(reply::SerializeKey { serialized_key }.into())
            }
            Request::Sign(it) => self.sign(&it).map(Into::into),
            Request::UnwrapKey(it) => self.unwrap_key(&it).map(Into::into),
            Request::WrapKey(it) => self.wrap_key(&it).map(Into::into),
            Request::Metadata(it) => {
                Ok(reply::Metadata { metadata: self.files.metadata(it.location, &it.path) }.into())
            }
            Request::ReadDirFirst(it) => {
                Ok(reply::ReadDirFirst { entry: self.files.list(it.location, &it.dir, &it.not_before) }.into())
            }
            Request::ReadDirNext(_) => Ok(reply::ReadDirNext { entry: self.files.next() }.into()),
            Request::ReadFile(it) => {
                Ok(reply::ReadFile { data: bytes(self.files.read(it.location, &it.path)?)? }.into())
            }
            Request::RemoveFile(it) => {
                self.files.remove(it.location, &it.path)?;
                Ok(reply::RemoveFile {}.into())
            }
            Request::RemoveDirAll(it) => {
                Ok(reply::RemoveDirAll { count: self.files.remove_below(it.location, &it.path) }.into())
            }
            Request::WriteFile(it) => {
                self.files.write(it.location, &it.path, &it.data);
                Ok(reply::WriteFile {}.into())
            }
            // The last thing that a reset does.
            Request::DebugDumpStore(_) => Ok(reply::DebugDumpStore {}.into()),
            Request::ReadCertificate(it) if it.id == ATTESTATION_CERT_ID => {
                Ok(reply::ReadCertificate { der: bytes(&self.attestation.certificate)? }.into())
            }
            Request::ReadCertificate(_) => Err(Error::NoSuchCertificate),
            Request::RequestUserConsent(it) => {
                let within = Duration::from_millis(it.timeout_milliseconds.into());
                Ok(reply::RequestUserConsent { result: self.person.consent(within) }.into())
            }
            Request::Uptime(_) => Ok(reply::Uptime { uptime: self.clock.uptime() }.into()),
            Request::SerdeExtension(it) => extensions::answer(&it, &mut self.keys, &self.files).map(Into::into),
            other => {
                tracing::error!(request = u8::from(&other), "a call that this platform does not have");
                Err(Error::RequestNotAvailable)
            }
        }
    }

    fn agree(&mut self, request: &request::Agree) -> Result<reply::Agree, Error> {
        let (Key::P256(own), Key::P256Public(peer)) =
            (self.keys.key(&request.private_key)?, self.keys.key(&request.public_key)?)
        else {
            return Err(Error::WrongKeyKind);
        };
        let shared = ecdh::diffie_hellman(own.to_nonzero_scalar(), peer.as_affine());
        let secret = Zeroizing::new(shared.raw_secret_bytes().to_vec());
        Ok(reply::Agree { shared_secret: self.keys.add(request.attributes.persistence, Key::Secret(secret))? })
    }

    fn derive_key(&mut self, request: &request::DeriveKey) -> Result<reply::DeriveKey, Error> {
        let base = self.keys.key(&request.base_key)?;
        let derived = match (request.mechanism, base) {
            (Mechanism::P256, Key::P256(key)) => Key::P256Public(key.public_key()),
            (Mechanism::Ed255, Key::Ed25519(key)) => Key::Ed25519Public(key.verifying_key()),
            // Of a credential's private key, too: that is how the authenticator comes by its hmac-secret.
            (Mechanism::HmacSha256, key) => {
                Key::Secret(hmac(&key.bytes()?, request.additional_data.as_deref().unwrap_or_default())?)
            }
            (Mechanism::Sha256, key) => Key::Secret(Zeroizing::new(Sha256::digest(&*key.bytes()?).to_vec())),
            _ => return Err(Error::WrongKeyKind),
        };
        Ok(reply::DeriveKey { key: self.keys.add(request.attributes.persistence, derived)? })
    }

    fn sign(&self, request: &request::Sign) -> Result<reply::Sign, Error> {
        let signature = match (request.mechanism, self.keys.key(&request.key)?, request.format) {
            (Mechanism::P256, Key::P256(key), SignatureSerialization::Asn1Der) => {
                let signature: DerSignature = SigningKey::from(key).sign(&request.message);
                bytes(signature.as_bytes())?
            }
            (Mechanism::Ed255, Key::Ed25519(key), SignatureSerialization::Raw) => {
                bytes(&key.sign(&request.message).to_bytes())?
            }
            (Mechanism::HmacSha256, Key::Secret(key), _) => bytes(&hmac(key, &request.message)?)?,
            _ => return Err(Error::WrongKeyKind),
        };
        Ok(reply::Sign { signature })
    }

    fn encrypt(&self, request: &request::Encrypt) -> Result<reply::Encrypt, Error> {
        let (key, nonce) = (self.secret(&request.key)?, request.nonce.as_deref().unwrap_or_default());
        match request.mechanism {
            Mechanism::Aes256Cbc => {
                let ciphertext = bytes(&cipher::cbc_encrypt(key, nonce, &request.message)?)?;
                Ok(reply::Encrypt { ciphertext, nonce: ShortData::new(), tag: ShortData::new() })
            }
            Mechanism::Chacha8Poly1305 => {
                let nonce = nonce.try_into().map_err(|_| Error::MechanismParamInvalid)?;
                let (ciphertext, tag) = cipher::seal(key, &nonce, &request.associated_data, &request.message)?;
                Ok(reply::Encrypt { ciphertext: bytes(&ciphertext)?, nonce: bytes(&nonce)?, tag: bytes(&tag)? })
            }
            _ => Err(Error::MechanismNotAvailable),
        }
    }

    fn decrypt(&self, request: &request::Decrypt) -> Result<reply::Decrypt, Error> {
        let key = self.secret(&request.key)?;
        let plaintext = match request.mechanism {
            Mechanism::Aes256Cbc => Some(cipher::cbc_decrypt(key, &request.nonce, &request.message)?),
            Mechanism::Chacha8Poly1305 => {
                cipher::open(key, &request.nonce, &request.associated_data, &request.message, &request.tag)?
            }
            _ => return Err(Error::MechanismNotAvailable),
        };
        Ok(reply::Decrypt { plaintext: plaintext.map(|plaintext| bytes(&plaintext)).transpose()? })
    }

    /// By AES the key's bytes alone, as CTAP hands out its tokens; by the other what [`Self::unwrap_key`] reads.
    fn wrap_key(&self, request: &request::WrapKey) -> Result<reply::WrapKey, Error> {
        let (wrapping_key, key) = (self.secret(&request.wrapping_key)?, self.keys.key(&request.key)?);
        let wrapped_key = match request.mechanism {
            Mechanism::Aes256Cbc => {
                let iv = request.nonce.as_deref().unwrap_or_default();
                bytes(&cipher::cbc_encrypt(wrapping_key, iv, &key.bytes()?)?)?
            }
            Mechanism::Chacha8Poly1305 => {
                let nonce = random(cipher::NONCE)?;
                let nonce = nonce.as_slice().try_into().map_err(|_| Error::InternalError)?;
                let about = &request.associated_data;
                let (sealed, tag) = cipher::seal(wrapping_key, &nonce, about, &key.to_be_wrapped()?)?;
                bytes(&[nonce.as_slice(), &tag, &sealed].concat())?
            }
            _ => return Err(Error::MechanismNotAvailable),
        };
        Ok(reply::WrapKey { wrapped_key })
    }

    fn unwrap_key(&mut self, request: &request::UnwrapKey) -> Result<reply::UnwrapKey, Error> {
        if request.mechanism != Mechanism::Chacha8Poly1305 {
            return Err(Error::MechanismNotAvailable);
        }
        let split = request.wrapped_key.split_at_checked(cipher::NONCE);
        let split = split.and_then(|(nonce, rest)| Some((nonce, rest.split_at_checked(cipher::TAG)?)));
        let (nonce, (tag, sealed)) = split.ok_or(Error::InvalidSerializedKey)?;
        let wrapping_key = self.secret(&request.wrapping_key)?;
        let opened = cipher::open(wrapping_key, nonce, &request.associated_data, sealed, tag)?;
        let Some(opened) = opened else { return Ok(reply::UnwrapKey { key: None }) };
        let key = self.keys.add(request.attributes.persistence, Key::unwrapped(&opened)?)?;
        Ok(reply::UnwrapKey { key: Some(key) })
    }

    fn secret(&self, id: &KeyId) -> Result<&[u8], Error> {
        match self.keys.key(id)? {
            Key::Secret(bytes) => Ok(bytes),
            _ => Err(Error::WrongKeyKind),
        }
    }
}

fn hmac(key: &[u8], message: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Error::WrongKeyKind)?;
    mac.update(message);
    Ok(Zeroizing::new(mac.finalize().into_bytes().to_vec()))
}

/// Bytes in the room that a reply has for them.
fn bytes<const N: usize>(from: &[u8]) -> Result<Bytes<N>, Error> {
    Bytes::try_from(from).map_err(|_| Error::WrongMessageLength)
}
