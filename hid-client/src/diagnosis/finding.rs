//! What was found.

use crate::error::Error;
use crate::transport::{DeviceName, Holder};

/// What was found about one thing.
#[derive(Debug)]
pub struct Finding {
    /// What it is about.
    pub subject: Subject,
    /// What is wrong with it; `None` when nothing is.
    pub trouble: Option<Trouble>,
}

/// What a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// That the kernel gives out HID devices as nodes.
    Hidraw,
    /// That people at this computer may use keys: the rules of udev.
    Udev,
    /// That a key is plugged in.
    Presence,
    /// That this user may open the key's node.
    Permission(DeviceName),
    /// That no other program holds the key.
    Holder(DeviceName),
    /// That the key answers, and how.
    Speech(DeviceName, Vec<String>),
}

/// What is wrong.
#[derive(Debug)]
pub enum Trouble {
    /// The kernel has no hidraw.
    NoHidraw,
    /// No rule of udev lets people use keys.
    NoRule,
    /// No key is plugged in.
    NoKey,
    /// Keys cannot be listed.
    NotListed(Error),
    /// The node belongs to somebody else.
    NotAllowed {
        /// Whose it is, where that can be told.
        node: Option<Node>,
        /// A rule is there: it was not there yet when the key was plugged in, or this session has no seat.
        rule_is_there: bool,
    },
    /// The socket behind which the key is belongs to somebody else.
    SocketNotAllowed,
    /// Another program has locked it.
    Held(Option<Holder>),
    /// The key cannot be spoken to.
    Speechless(Error),
}

/// Whose a node is, and who may open it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// The user's number.
    pub owner: u32,
    /// The group's number.
    pub group: u32,
    /// The permissions: nine bits.
    pub mode: u32,
}

/// What helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Load the kernel's module, or use a kernel that has it.
    LoadHidraw,
    /// Write the rule, as root.
    WriteRule,
    /// Unplug the key and plug it in again, while sitting at this computer.
    PlugInAgain,
    /// Ask whoever runs the key behind the socket.
    AskItsOwner,
    /// Plug a key in.
    PlugIn,
    /// Wait for the program that holds it, or end it.
    EndHolder,
    /// Another key, or another port.
    TryAnother,
}

impl Trouble {
    /// What helps.
    pub const fn remedy(&self) -> Remedy {
        match self {
            Self::NoHidraw | Self::NotListed(_) => Remedy::LoadHidraw,
            Self::NoRule | Self::NotAllowed { rule_is_there: false, .. } => Remedy::WriteRule,
            Self::NotAllowed { rule_is_there: true, .. } => Remedy::PlugInAgain,
            Self::SocketNotAllowed => Remedy::AskItsOwner,
            Self::NoKey => Remedy::PlugIn,
            Self::Held(_) => Remedy::EndHolder,
            Self::Speechless(_) => Remedy::TryAnother,
        }
    }

    /// Whether keys can be used all the same: a rule is of no use to whoever may open them without.
    pub const fn is_grave(&self) -> bool {
        !matches!(self, Self::NoRule)
    }
}

impl Finding {
    /// Nothing is wrong with `subject`.
    pub(super) const fn good(subject: Subject) -> Self {
        Self { subject, trouble: None }
    }

    /// This is wrong with `subject`.
    pub(super) const fn bad(subject: Subject, trouble: Trouble) -> Self {
        Self { subject, trouble: Some(trouble) }
    }
}
