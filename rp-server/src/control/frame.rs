//! One request or reply on the socket.

use std::time::Duration;

/// The longest request: names and words.
pub(super) const LONGEST_REQUEST: usize = 64 << 10;
/// The longest reply: a page of accounts, or one account with all its keys.
pub(super) const LONGEST_REPLY: usize = 8 << 20;
/// How long the other side may take. Nobody types here.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);
/// How many bytes say how long a frame is.
pub(super) const HEAD: usize = 4;

/// A frame's length as its head says it; none when it is empty or longer than `longest`.
pub(super) fn length(head: [u8; HEAD], longest: usize) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(head)).ok().filter(|length| (1..=longest).contains(length))
}

/// A frame with its head; none when it is too long for any.
pub(super) fn framed(body: &[u8]) -> Option<Vec<u8>> {
    let length = u32::try_from(body.len()).ok()?;
    Some([length.to_be_bytes().as_slice(), body].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_says_how_long_it_is() {
        let frame = framed(b"{}").unwrap();
        assert_eq!(frame, [0, 0, 0, 2, b'{', b'}']);
        assert_eq!(length([0, 0, 0, 2], 2), Some(2));
        assert_eq!(length([0, 0, 0, 3], 2), None);
        assert_eq!(length([0, 0, 0, 0], 2), None);
        assert_eq!(length([0xff; 4], LONGEST_REPLY), None);
    }
}
