//! `docs/virtual-key.md`: a host in another language, as the page has it.
//!
//! Without Python this test says that it was skipped; with `CI=true` that is a failure.

use std::path::Path;
use std::process::Command;

use tests::desk::{Desk, text};

#[test]
fn the_example_in_python_talks_to_the_key_and_touches_it() {
    let python = Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success());
    if !python {
        assert!(std::env::var_os("CI").is_none(), "install python3");
        println!("skipped: python3 is not installed");
        return;
    }
    let desk = Desk::without_pin(&["--presence", "manual"]);
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples/key.py");
    let run = || {
        let mut command = Command::new("python3");
        // Not a trace of it beside the example.
        command.arg("-B").arg(&example).args([desk.path("key"), desk.path("control")]);
        command.output().expect("python3 runs")
    };
    let output = run();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines: Vec<_> = text(&output.stdout).lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with("getInfo: status 0, ") && lines[0].ends_with("FIDO_2_1: True"), "{lines:?}");
    assert_eq!(lines[1..], ["touch: ok", "selection: status 0"]);

    // An unplugged key ends its connections.
    desk.control(&["unplug"]);
    let output = run();
    assert!(!output.status.success());
    assert!(text(&output.stderr).contains("Error"), "{}", text(&output.stderr));
}
