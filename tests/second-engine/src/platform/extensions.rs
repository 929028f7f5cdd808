//! The two extensions of Trussed that the authenticator needs: HKDF-SHA-256, and how much room there is.

use hkdf::Hkdf;
use sha2::Sha256;
use trussed_core::Error;
use trussed_core::api::{reply, request};
use trussed_core::serde_extensions::Extension as _;
use trussed_fs_info::{BlockInfo, FsInfoExtension, FsInfoReply};
use trussed_hkdf::{HkdfExpandReply, HkdfExtension, HkdfExtractReply, HkdfRequest, KeyOrData, OkmId};
use zeroize::Zeroizing;

use super::files::Files;
use super::keys::{Key, Keys};

// Their numbers, which are this platform's own.
pub(super) const HKDF: u8 = 0;
pub(super) const FS_INFO: u8 = 1;

/// Room for keys and files, in blocks as flash has them.
const BLOCK: usize = 512;
const BLOCKS: usize = 1024;

pub(super) fn answer(
    request: &request::SerdeExtension,
    keys: &mut Keys,
    files: &Files,
) -> Result<reply::SerdeExtension, Error> {
    match request.id {
        HKDF => hkdf(request, keys),
        FS_INFO => {
            let used = (keys.kept() + files.kept()).min(BLOCKS);
            let available = BLOCKS - used;
            let block_info = Some(BlockInfo { size: BLOCK, total: BLOCKS, available });
            let info = FsInfoReply { block_info, available_space: available * BLOCK };
            FsInfoExtension::serialize_reply(&info.into())
        }
        _ => Err(Error::RequestNotAvailable),
    }
}

fn hkdf(request: &request::SerdeExtension, keys: &mut Keys) -> Result<reply::SerdeExtension, Error> {
    let reply = match HkdfExtension::deserialize_request(request)? {
        HkdfRequest::Extract(extract) => {
            let input = material(&extract.ikm, keys)?;
            let salt = extract.salt.map(|salt| material(&salt, keys)).transpose()?;
            let (prk, _) = Hkdf::<Sha256>::extract(salt.as_ref().map(|salt| salt.as_slice()), &input);
            let okm = keys.add(extract.storage, Key::Secret(Zeroizing::new(prk.to_vec())))?;
            HkdfExtractReply { okm: OkmId(okm) }.into()
        }
        HkdfRequest::Expand(expand) => {
            let prk = keys.key(&expand.prk.0)?.bytes()?;
            let hkdf = Hkdf::<Sha256>::from_prk(&prk).map_err(|_| Error::ObjectHandleInvalid)?;
            let mut out = Zeroizing::new(vec![0; expand.len]);
            hkdf.expand(&expand.info, &mut out).map_err(|_| Error::WrongMessageLength)?;
            HkdfExpandReply { key: keys.add(expand.storage, Key::Secret(out))? }.into()
        }
    };
    HkdfExtension::serialize_reply(&reply)
}

fn material<const N: usize>(input: &KeyOrData<N>, keys: &Keys) -> Result<Zeroizing<Vec<u8>>, Error> {
    match input {
        KeyOrData::Key(id) => keys.key(id)?.bytes(),
        KeyOrData::Data(data) => Ok(Zeroizing::new(data.to_vec())),
    }
}
