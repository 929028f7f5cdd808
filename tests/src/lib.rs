//! Everything that needs more than one crate: the loop, the HID machine, crash, conformance.
