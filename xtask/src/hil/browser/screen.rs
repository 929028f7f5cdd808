//! The screen: keys are struck on it, and it is photographed.

use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Result;

use super::bench::{of_debian, succeed};

/// The screen's name.
pub(super) const DISPLAY: &str = ":1";
/// The last photograph, in the machine.
pub(super) const PHOTOGRAPH: &str = "/tmp/screen.png";

/// A dialog takes the focus after it says that it is there.
const FOCUS: Duration = Duration::from_secs(1);

/// Xvfb. A key is struck once however long the machine takes to let go of it: no repeat.
pub(super) fn xvfb() -> Command {
    let mut command = of_debian("Xvfb");
    command.args([DISPLAY, "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-r"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Types `text` and Return where the focus is.
pub(super) fn type_line(text: &str) -> Result<()> {
    std::thread::sleep(FOCUS);
    succeed(of_debian("xdotool").args(["type", "--delay", "60", text]))?;
    succeed(of_debian("xdotool").args(["key", "Return"])).map(drop)
}

/// Photographs the screen.
pub(super) fn photograph() -> Result<()> {
    succeed(of_debian("scrot").args(["--overwrite", PHOTOGRAPH])).map(drop)
}
