//! Trusted devices (R19): where changes of an account need no fresh proof.

use shared::ids::Base64UrlBytes;

use super::{SecurityInfoError, SecurityInfos};
use crate::audit;
use crate::ceremonies::displayed_name;
use crate::delivery::Notice;
use crate::records::{AuditKind, SecurityInfo, Session, Timestamp, TrustedDevice, TrustedDeviceId};
use crate::sessions::TrustedDeviceToken;
use crate::store::SecurityInfoChange;

impl TrustedDevice {
    /// What it is called in addresses: half of its stored hash, from which no token can be made.
    pub fn public_id(&self) -> String {
        let half = self.id.as_bytes().first_chunk::<16>().copied().unwrap_or_default();
        Base64UrlBytes::new(half).map(|bytes| bytes.to_string()).unwrap_or_default()
    }
}

impl SecurityInfos {
    /// The devices that the account of a session trusts, the oldest first.
    pub async fn trusted_devices(&self, session: &Session) -> Result<Vec<TrustedDevice>, SecurityInfoError> {
        let now = self.now();
        let mut devices = self.parts().store.security_info(&session.account).await?.devices;
        devices.retain(|device| !device.is_over(now));
        Ok(devices)
    }

    /// Trusts the device that a request comes from; it takes the place of `known`, the one that it was trusted as before. Whether
    /// its person has just proved who they are is the caller's to check.
    pub async fn trust_device(
        &self,
        session: &Session,
        name: &str,
        known: Option<TrustedDeviceId>,
    ) -> Result<(TrustedDevice, TrustedDeviceToken), SecurityInfoError> {
        if !self.policy().trusted_devices {
            return Err(SecurityInfoError::TrustNotAllowed);
        }
        let name = displayed_name(name, "device's name")?;
        let token = TrustedDeviceToken::generate()?;
        let notice = Notice::DeviceTrusted { name: name.clone() };
        let device = self
            .change(&session.account, Some(notice), |snapshot, now| {
                let mut devices = still_trusted(&snapshot.info, now);
                devices.retain(|device| Some(device.id) != known);
                if devices.len() >= TrustedDevice::MOST {
                    return Err(SecurityInfoError::TooManyDevices);
                }
                let device = TrustedDevice { id: token.id(), name: name.clone(), trusted_at: now, last_used_at: now };
                devices.push(device.clone());
                let event = audit::of_device(now, AuditKind::DeviceTrusted, &session.account, &name);
                let info = Some(SecurityInfo { devices, ..snapshot.info.clone() });
                Ok((SecurityInfoChange { info, ..SecurityInfoChange::new(&snapshot.info, event) }, device))
            })
            .await?;
        Ok((device, token))
    }

    /// Gives a trusted device another name.
    pub async fn rename_device(
        &self,
        session: &Session,
        device: &str,
        name: &str,
    ) -> Result<TrustedDevice, SecurityInfoError> {
        let name = displayed_name(name, "device's name")?;
        self.change(&session.account, None, |snapshot, now| {
            let mut devices = still_trusted(&snapshot.info, now);
            let renamed = devices.iter_mut().find(|known| known.public_id() == device);
            let renamed = renamed.ok_or(SecurityInfoError::DeviceUnknown)?;
            name.clone_into(&mut renamed.name);
            let renamed = renamed.clone();
            let event = audit::of_device(now, AuditKind::DeviceRenamed, &session.account, &name);
            let info = Some(SecurityInfo { devices, ..snapshot.info.clone() });
            Ok((SecurityInfoChange { info, ..SecurityInfoChange::new(&snapshot.info, event) }, renamed))
        })
        .await
    }

    /// Trusts a device no more.
    pub async fn forget_device(&self, session: &Session, device: &str) -> Result<(), SecurityInfoError> {
        let listed = self.trusted_devices(session).await?;
        let found = listed.into_iter().find(|known| known.public_id() == device);
        let found = found.ok_or(SecurityInfoError::DeviceUnknown)?;
        let notice = Notice::DeviceForgotten { name: found.name.clone() };
        self.change(&session.account, Some(notice), |snapshot, now| {
            let mut devices = still_trusted(&snapshot.info, now);
            let count = devices.len();
            devices.retain(|known| known.id != found.id);
            if devices.len() == count {
                return Err(SecurityInfoError::DeviceUnknown);
            }
            let event = audit::of_device(now, AuditKind::DeviceForgotten, &session.account, &found.name);
            let info = Some(SecurityInfo { devices, ..snapshot.info.clone() });
            Ok((SecurityInfoChange { info, ..SecurityInfoChange::new(&snapshot.info, event) }, ()))
        })
        .await
    }
}

/// Those whose trust is over go with the next change.
fn still_trusted(info: &SecurityInfo, now: Timestamp) -> Vec<TrustedDevice> {
    info.devices.iter().filter(|device| !device.is_over(now)).cloned().collect()
}
