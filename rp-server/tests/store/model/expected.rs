//! What a store should hold: a few maps.

use std::collections::{BTreeMap, BTreeSet};

use rp_server::records::{AuditKind, Contact, Credential, InvitationPurpose, OutboxMessage, Session};

use crate::support::for_new_account;

/// Whose events are nobody's.
pub(super) const NOBODY: u16 = 999;

/// What a store should hold.
#[derive(Default)]
pub(super) struct Model {
    /// Account to name.
    pub(super) accounts: BTreeMap<u16, u16>,
    pub(super) locked: BTreeSet<u16>,
    pub(super) invitations: BTreeMap<u16, InvitationPurpose>,
    pub(super) credentials: BTreeMap<u16, (u16, Credential)>,
    pub(super) sessions: BTreeMap<u16, (u16, Session)>,
    /// Pending or used.
    pub(super) ceremonies: BTreeMap<u16, bool>,
    /// Challenges that were given out: never again.
    pub(super) begun: BTreeSet<u16>,
    pub(super) contacts: BTreeMap<u16, Contact>,
    pub(super) messages: BTreeMap<u16, OutboxMessage>,
    /// Ids that were given out: never again.
    pub(super) written: BTreeSet<u16>,
    pub(super) events: Vec<(AuditKind, u16)>,
}

impl Model {
    pub(super) fn owned(&mut self, credential: u16, account: u16) -> Option<&mut Credential> {
        self.credentials.get_mut(&credential).filter(|(owner, _)| *owner == account).map(|(_, record)| record)
    }

    /// The open invitation for a name.
    pub(super) fn keeper(&self, name: u16) -> Option<u16> {
        self.invitations.iter().find(|(_, purpose)| **purpose == for_new_account(Some(name))).map(|(number, _)| *number)
    }

    /// Whether an invitation is open and for an account of this name.
    pub(super) fn admits(&self, number: u16, name: u16) -> bool {
        let purpose = self.invitations.get(&number);
        purpose == Some(&for_new_account(None)) || purpose == Some(&for_new_account(Some(name)))
    }

    pub(super) fn end_sessions(&mut self, is_over: impl Fn(u16, &Session) -> bool) -> u64 {
        let before = self.sessions.len();
        self.sessions.retain(|n, (_, session)| !is_over(*n, session));
        (before - self.sessions.len()) as u64
    }
}
