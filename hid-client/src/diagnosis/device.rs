//! One key: its node, who holds it, and whether it answers.

use std::fs;
use std::os::unix::fs::MetadataExt as _;

use super::{Finding, Node, Rules, Subject, Trouble};
use crate::driver::{self, DriverName};
use crate::error::ErrorKind;
use crate::operation::Operation;
use crate::transport::DeviceName;

/// Looks at the key at `device`, as far as this user can get. It is not asked for a touch.
pub fn examine(device: &DeviceName, rules: &Rules, operation: &mut Operation<'_>) -> Vec<Finding> {
    let (permission, holder) = (Subject::Permission(device.clone()), Subject::Holder(device.clone()));
    let speech = |versions| Subject::Speech(device.clone(), versions);
    let opened = driver::open(DriverName::Own, device, "", operation);
    match opened {
        Ok(key) => {
            vec![Finding::good(permission), Finding::good(holder), Finding::good(speech(key.info().versions.clone()))]
        }
        Err(error) => match error.kind() {
            ErrorKind::NoPermission(_) => vec![Finding::bad(permission, not_allowed(device, rules))],
            ErrorKind::KeyInUse { holder: who, .. } => {
                vec![Finding::good(permission), Finding::bad(holder, Trouble::Held(who.clone()))]
            }
            ErrorKind::NoKey(_) => vec![Finding::bad(Subject::Presence, Trouble::NoKey)],
            _ => vec![
                Finding::good(permission),
                Finding::good(holder),
                Finding::bad(speech(Vec::new()), Trouble::Speechless(error)),
            ],
        },
    }
}

/// Whose the node is, where even that can be told.
fn not_allowed(device: &DeviceName, rules: &Rules) -> Trouble {
    let DeviceName::Hidraw(path) = device else { return Trouble::SocketNotAllowed };
    let node = fs::metadata(path).ok();
    let node = node.map(|node| Node { owner: node.uid(), group: node.gid(), mode: node.mode() & 0o777 });
    Trouble::NotAllowed { node, rule_is_there: rules.find().is_some() }
}
