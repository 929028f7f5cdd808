//! Every input that the fuzzer found worth keeping still holds.

#![allow(unreachable_pub, reason = "the fuzzer's targets use the same functions")]

mod fuzzing;
#[path = "../../fuzz/replay.rs"]
mod replay;

replay::replays!(ctap2_replies, u2f_replies, session);

#[test]
fn sessions_without_meddling_go_well() {
    for kind in 0..fuzzing::KINDS {
        fuzzing::attempt(kind, &[]).unwrap_or_else(|error| panic!("{kind}: {error}"));
    }
}
