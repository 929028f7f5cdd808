//! Every input that the fuzzer found worth keeping still holds.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(unreachable_pub, reason = "the fuzzer's targets use the same functions")]

mod fuzzing;
#[path = "../../fuzz/replay.rs"]
mod replay;

replay::replays!(virtual_key_commands, virtual_key_reports);
