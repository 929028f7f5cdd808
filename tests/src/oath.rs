//! An authenticator app that is nothing of ours: `oathtool`, of the OATH Toolkit.

use std::process::Command;

use rp_server::records::Timestamp;

/// Whether it is here.
pub fn is_installed() -> bool {
    Command::new("oathtool").arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The code that an app with this seed, in base 32, shows at a time.
pub fn code(seed: &str, at: Timestamp) -> String {
    let now = format!("@{}", at.unix_millis() / 1000);
    let output = Command::new("oathtool").args(["--totp", "--base32", "--now", &now, seed]).output();
    let output = output.expect("oathtool runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("digits").trim().to_owned()
}
