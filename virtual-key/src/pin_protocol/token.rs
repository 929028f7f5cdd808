//! The pinUvAuthToken and its state variables (CTAP 2.1 §6.5.2.1).

use std::time::{Duration, Instant};

use shared::ctap::commands::Permissions;
use zeroize::Zeroizing;

use super::Protocol;
use crate::random::{self, NoRandomness};

/// A token that is not used for this long after it was given out expires (§6.5.2.1 "initial usage time limit", USB).
const INITIAL_USAGE_TIME_LIMIT: Duration = Duration::from_secs(30);
/// A token expires after this time however often it is used (§6.5.2.1 "max usage time period").
const MAX_USAGE_TIME_PERIOD: Duration = Duration::from_secs(600);

/// A pinUvAuthToken in use. One that is not in use does not exist here: whoever asks for a token resets those of both
/// protocols (§6.5.5.7), so there is at most one.
///
/// There is no userPresent flag: a token by PIN begins with `userIsPresent: false`, and nothing sets it later.
pub(crate) struct Token {
    protocol: Protocol,
    value: Zeroizing<[u8; 32]>,
    permissions: Permissions,
    rp_id: Option<String>,
    user_verified: bool,
    begun: Instant,
    used: bool,
}

impl Token {
    /// `resetPinUvAuthToken`, then `beginUsingPinUvAuthToken(userIsPresent: false)`.
    pub(crate) fn begin(
        protocol: Protocol,
        permissions: Permissions,
        rp_id: Option<String>,
        now: Instant,
    ) -> Result<Self, NoRandomness> {
        let value = random::secret()?;
        Ok(Self { protocol, value, permissions, rp_id, user_verified: true, begun: now, used: false })
    }

    /// The 32 bytes to encrypt for the platform.
    pub(crate) fn value(&self) -> &[u8; 32] {
        &self.value
    }

    /// `pinUvAuthTokenUsageTimerObserver`: true when the token must no longer be used.
    pub(crate) fn expired(&self, now: Instant) -> bool {
        let age = now.saturating_duration_since(self.begun);
        (!self.used && age >= INITIAL_USAGE_TIME_LIMIT) || age >= MAX_USAGE_TIME_PERIOD
    }

    /// The checks of §6.1.2 step 11.1 and §6.2.2 step 6.1: the MAC, the userVerified flag, the permission, and the RP ID,
    /// which a token without one takes from its first use. False when one of them fails.
    pub(crate) fn authorize(
        &mut self,
        protocol: Protocol,
        message: &[u8],
        signature: &[u8],
        permission: Permissions,
        rp_id: &str,
    ) -> bool {
        let authorized = self.signed(protocol, message, signature)
            && self.user_verified
            && self.permissions.contains(permission)
            && self.rp_id.as_deref().is_none_or(|bound| bound == rp_id);
        if authorized {
            self.used = true;
            self.rp_id.get_or_insert_with(|| rp_id.to_owned());
        }
        authorized
    }

    /// The checks of §6.8.2 to §6.8.6 and §6.11 that come before anything is looked at: the MAC and the permission. False
    /// when one of them fails. Managing binds a token to no relying party.
    pub(crate) fn authorize_management(
        &mut self,
        protocol: Protocol,
        message: &[u8],
        signature: &[u8],
        permission: Permissions,
    ) -> bool {
        let authorized = self.signed(protocol, message, signature) && self.permissions.contains(permission);
        self.used |= authorized;
        authorized
    }

    /// Whether the MAC is this token's, whatever it may be used for.
    pub(crate) fn signed(&self, protocol: Protocol, message: &[u8], signature: &[u8]) -> bool {
        protocol == self.protocol && protocol.verify(&self.value, message, signature)
    }

    /// The permissions RP ID; `None` while the token is good for any relying party.
    pub(crate) fn rp_id(&self) -> Option<&str> {
        self.rp_id.as_deref()
    }

    /// After a touch: `clearUserPresentFlag`, `clearUserVerifiedFlag`, `clearPinUvAuthTokenPermissionsExceptLbw`. What
    /// the touch confirmed is one operation, and the token is spent on it.
    pub(crate) fn clear_after_touch(&mut self) {
        self.user_verified = false;
        let large_blob_write = self.permissions.0 & Permissions::LARGE_BLOB_WRITE.0;
        self.permissions = Permissions(large_blob_write);
    }
}
