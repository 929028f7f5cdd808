//! An open key and what it said about itself.

use shared::ctap::get_info::GetInfo;

use crate::ctap2::{self, AskInfo, Request};
use crate::ctaphid::{Capabilities, CtapHid};
use crate::error::{Error, ErrorKind, Lacking};
use crate::operation::Operation;
use crate::transport::Transport;

/// An open key that speaks CTAP2.
#[derive(Debug)]
pub struct Key {
    hid: CtapHid,
    info: GetInfo,
}

impl Key {
    /// Allocates a channel on `transport` and asks the key what it is (CTAP 2.1 §6.4).
    pub fn open(transport: Box<dyn Transport>, operation: &mut Operation<'_>) -> Result<Self, Error> {
        Self::over(CtapHid::open(transport, operation)?, operation)
    }

    /// The key on a channel that is allocated.
    pub fn over(mut hid: CtapHid, operation: &mut Operation<'_>) -> Result<Self, Error> {
        if !hid.capabilities().cbor {
            return Err(ErrorKind::NotSupported(Lacking::Fido2).into());
        }
        let info = ctap2::call(&mut hid, &AskInfo, operation)?;
        Ok(Self { hid, info })
    }

    /// What the key said about itself when it was opened, or since its PIN was changed here.
    pub fn info(&self) -> &GetInfo {
        &self.info
    }

    /// What its transport can do.
    pub fn capabilities(&self) -> Capabilities {
        self.hid.capabilities()
    }

    /// Has the key show where it is.
    pub fn wink(&mut self, operation: &mut Operation<'_>) -> Result<(), Error> {
        self.hid.wink(operation)
    }

    /// Sends a request that fits the key's `maxMsgSize` (CTAP 2.1 §6.4 0x05) and reads the reply.
    pub fn call<R: Request>(&mut self, request: &R, operation: &mut Operation<'_>) -> Result<R::Reply, Error> {
        let most = self.info.max_msg_size.unwrap_or(GetInfo::DEFAULT_MAX_MSG_SIZE);
        if request.encode().len() as u64 > most {
            return Err(ErrorKind::NotSupported(Lacking::LongRequests).into());
        }
        ctap2::call(&mut self.hid, request, operation)
    }

    /// Asks again what the key is: setting a PIN changes it.
    pub(super) fn refresh(&mut self, operation: &mut Operation<'_>) -> Result<(), Error> {
        self.info = ctap2::call(&mut self.hid, &AskInfo, operation)?;
        Ok(())
    }
}
