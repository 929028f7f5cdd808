//! What answers a host's commands: this crate's own authenticator, or another one behind the same device side.

use std::time::{Duration, Instant};

use shared::ctap::packet::ChannelId;

use crate::presence::UserAction;

/// An authenticator as the device side of CTAPHID sees it: a command goes in, a reply or the wish for a touch comes out.
///
/// [`Authenticator`](crate::authenticator::Authenticator) is this crate's own. Another one gets the same packets, keepalives,
/// cancellations and touches, and the same transports, by [`VirtualKeyBuilder::build_on`](crate::VirtualKeyBuilder::build_on):
/// a client can then be held against two implementations of the standard that do not know of each other.
///
/// Calls come one at a time and in order, on a thread of the key's own. A call may take its time: keepalives and CANCEL do not
/// wait for it. It must not wait for the user, though; that is what [`Step::AwaitTouch`] is for. No bytes of a host may make
/// it panic: the key would never answer again.
///
/// ```
/// use std::time::{Duration, Instant};
/// use shared::ctap::commands::HidCommand;
/// use shared::ctap::packet::{ChannelId, Packet, fragment};
/// use virtual_key::{Engine, Step, UserAction, VirtualKey};
///
/// /// Knows authenticatorSelection (0x0b) and no other command.
/// struct Selects;
///
/// impl Engine for Selects {
///     fn power_up(&mut self, _now: Instant) {}
///
///     fn start(&mut self, _channel: ChannelId, message: &[u8], _now: Instant) -> Step {
///         if message == [0x0b] { Step::AwaitTouch(None) } else { Step::Reply(vec![0x01]) }
///     }
///
///     fn resume(&mut self, action: UserAction, _now: Instant) -> Step {
///         Step::Reply(vec![if action == UserAction::Touched { 0x00 } else { 0x27 }])
///     }
///
///     fn u2f(&mut self, _apdu: &[u8], _touched: bool, _now: Instant) -> Step {
///         Step::Reply(vec![0x6d, 0x00])
///     }
/// }
///
/// let key = VirtualKey::builder().build_on(Selects)?;
/// let host = key.connect();
/// for report in fragment(ChannelId::BROADCAST, HidCommand::Init.code(), &[7; 8])? {
///     host.send(&report)?;
/// }
/// let reply = host.recv(Duration::from_secs(5))?.ok_or("the key is silent")?;
/// let Packet::Initialization { data, .. } = Packet::parse(&reply) else { return Err("no reply".into()) };
/// let channel = ChannelId(u32::from_be_bytes(data[8..12].try_into()?));
/// for report in fragment(channel, HidCommand::Cbor.code(), &[0x0b])? {
///     host.send(&report)?;
/// }
/// // The finger that rests on the key is felt.
/// let reply = host.recv(Duration::from_secs(5))?.ok_or("the key is silent")?;
/// assert!(matches!(Packet::parse(&reply), Packet::Initialization { length: 1, data, .. } if data[0] == 0x00));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Engine: Send {
    /// The key is plugged in: what lives in volatile memory begins anew, and so does the time during which a reset is allowed.
    /// Called before the first command, and whenever the key was unplugged and is plugged in again.
    fn power_up(&mut self, now: Instant);

    /// Carries out a CTAP2 command, one command byte and then CBOR (CTAP 2.1 §8), up to its reply or to the touch that it
    /// needs. `channel` is the one that it came on: a stateful command belongs to the host that began it (§6). A command that
    /// still waits for a touch has no host any more and is forgotten.
    fn start(&mut self, channel: ChannelId, message: &[u8], now: Instant) -> Step;

    /// Goes on with the command that asked for a touch: the user has acted, or not.
    fn resume(&mut self, action: UserAction, now: Instant) -> Step;

    /// Carries out a U2F message (U2F Raw Message Formats §3), which is answered at once: `touched` says whether the user
    /// touches the key now.
    fn u2f(&mut self, apdu: &[u8], touched: bool, now: Instant) -> Step;
}

/// What came of a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// The reply: to a CTAP2 command a status byte, then CBOR if it has any; to a U2F message data and a status word.
    Reply(Vec<u8>),
    /// The reply to a U2F message for which nobody touched the key; the host asks again when somebody may have.
    AskAgain(Vec<u8>),
    /// The reply to a U2F message that a touch was used up for.
    Touched(Vec<u8>),
    /// The user has to act first, for no longer than that where there is a limit of the command's own; then
    /// [`Engine::resume`].
    AwaitTouch(Option<Duration>),
}
