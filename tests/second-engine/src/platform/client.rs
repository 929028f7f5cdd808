//! The client that the authenticator holds: each call is answered before it returns.

use std::cell::RefCell;
use std::rc::Rc;
use std::task::Poll;

use trussed_core::api::{Reply, RequestVariant};
use trussed_core::serde_extensions::ExtensionClient;
use trussed_core::{
    CertificateClient, ClientResult, CryptoClient, Error, FilesystemClient, FutureResult, ManagementClient, PollClient,
    UiClient, mechanisms,
};
use trussed_fs_info::FsInfoExtension;
use trussed_hkdf::HkdfExtension;

use super::Platform;
use super::extensions;

/// The authenticator's end of a platform that outlives it: a power cycle makes a new one.
pub(crate) struct Client {
    platform: Rc<RefCell<Platform>>,
    reply: Option<Result<Reply, Error>>,
}

impl Client {
    pub(crate) fn new(platform: Rc<RefCell<Platform>>) -> Self {
        Self { platform, reply: None }
    }
}

impl PollClient for Client {
    fn request<Rq: RequestVariant>(&mut self, request: Rq) -> ClientResult<'_, Rq::Reply, Self> {
        self.reply = Some(self.platform.borrow_mut().answer(request.into()));
        Ok(FutureResult::new(self))
    }

    fn poll(&mut self) -> Poll<Result<Reply, Error>> {
        // A poll without a request is the authenticator's mistake; Pending would have it ask for ever.
        Poll::Ready(self.reply.take().unwrap_or(Err(Error::InternalError)))
    }
}

impl ExtensionClient<HkdfExtension> for Client {
    fn id() -> u8 {
        extensions::HKDF
    }
}

impl ExtensionClient<FsInfoExtension> for Client {
    fn id() -> u8 {
        extensions::FS_INFO
    }
}

impl CertificateClient for Client {}
impl CryptoClient for Client {}
impl FilesystemClient for Client {}
impl ManagementClient for Client {}
impl UiClient for Client {}

impl mechanisms::Aes256Cbc for Client {}
impl mechanisms::Chacha8Poly1305 for Client {}
impl mechanisms::Ed255 for Client {}
impl mechanisms::HmacSha256 for Client {}
impl mechanisms::P256 for Client {}
impl mechanisms::Sha256 for Client {}
