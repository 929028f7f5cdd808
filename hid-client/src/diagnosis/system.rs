//! The computer: its kernel, and its rules.

use std::path::Path;

use super::{Finding, Rules, Subject, Trouble};
use crate::discovery;
use crate::transport::DeviceName;

/// Where the kernel lists its hidraw devices.
const HIDRAW_CLASS: &str = "/sys/class/hidraw";

/// Looks at the computer; gives its findings and the keys that are plugged in.
pub fn examine_system(rules: &Rules) -> (Vec<Finding>, Vec<DeviceName>) {
    let mut findings = vec![hidraw(Path::new(HIDRAW_CLASS))];
    findings.push(match rules.find() {
        Some(_) => Finding::good(Subject::Udev),
        None => Finding::bad(Subject::Udev, Trouble::NoRule),
    });
    let (presence, devices) = match discovery::devices() {
        Ok(devices) if devices.is_empty() => (Some(Trouble::NoKey), devices),
        Ok(devices) => (None, devices),
        Err(error) => (Some(Trouble::NotListed(error)), Vec::new()),
    };
    findings.push(Finding { subject: Subject::Presence, trouble: presence });
    (findings, devices.into_iter().map(|device| device.name).collect())
}

/// A kernel with hidraw has its class, also while no device is there.
fn hidraw(class: &Path) -> Finding {
    if class.is_dir() { Finding::good(Subject::Hidraw) } else { Finding::bad(Subject::Hidraw, Trouble::NoHidraw) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_without_hidraw_is_told_from_one_with() {
        let folder = tempfile::tempdir().unwrap();
        assert!(hidraw(folder.path()).trouble.is_none());
        assert!(matches!(hidraw(&folder.path().join("hidraw")).trouble, Some(Trouble::NoHidraw)));
    }
}
