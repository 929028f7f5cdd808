//! Where a right proof leads.

use std::time::Duration;

use super::{Choice, SecurityInfoError, Snapshot};
use crate::audit;
use crate::policy::{Policy, Purpose};
use crate::records::{
    AuditKind, MethodKind, PendingPurpose, PendingSignIn, PendingSignInId, Proof, Session, Timestamp,
};
use crate::sessions::{Client, SessionToken, Sessions};
use crate::store::{EndedSessions, SecurityInfoChange};
use crate::tokens::cookie_token;

/// How long a sign-in may be under way.
pub(crate) const PENDING_LIFETIME: Duration = Duration::from_secs(900);

cookie_token! {
    /// What a browser holds while a sign-in is under way: good for nothing but its next step.
    PendingToken, PendingSignInId
}

/// What a proof is for.
#[derive(Debug)]
pub enum Leads<'a> {
    /// The first step of a sign-in.
    FirstStep {
        /// Who signs in, and from where.
        client: &'a Client,
    },
    /// The next step of a sign-in, or of a reset, that is under way.
    NextStep {
        /// What is under way.
        pending: &'a PendingSignIn,
        /// Who signs in, and from where.
        client: &'a Client,
    },
    /// A fresh proof of somebody who is signed in (R6).
    FreshProof {
        /// Their session, which a new one replaces.
        session: &'a Session,
        /// Who proves it, and from where.
        client: &'a Client,
    },
}

/// What a right proof has led to.
#[derive(Debug)]
pub enum Proven {
    /// A session has begun.
    Session(Session, SessionToken),
    /// One more step is needed.
    Pending(PendingSignIn, Option<PendingToken>),
}

impl Leads<'_> {
    /// Completes `change`, which a right proof by `kind` makes, by what it leads to.
    pub(super) fn complete(
        &self,
        change: &mut SecurityInfoChange,
        snapshot: &Snapshot,
        kind: MethodKind,
        policy: &Policy,
        sessions: &Sessions,
        now: Timestamp,
    ) -> Result<Proven, SecurityInfoError> {
        match self {
            Self::FirstStep { client } => {
                if !snapshot.asks_two_steps(policy) || spares_second_step(snapshot, kind, client, policy, now) {
                    let proof = Proof::Steps { first: kind, second: None };
                    return begin(change, snapshot, proof, client, policy, sessions, now);
                }
                let token = PendingToken::generate()?;
                let pending = PendingSignIn {
                    id: token.id(),
                    purpose: PendingPurpose::SignIn,
                    user_name: snapshot.account.user_name.clone(),
                    account: Some(snapshot.account.id.clone()),
                    proved: vec![kind],
                    started_at: now,
                    expires_at: now.plus(PENDING_LIFETIME),
                };
                change.event = audit::of_methods(now, AuditKind::Proved, &snapshot.account.id, &[kind]);
                change.pending = Some(pending.clone());
                Ok(Proven::Pending(pending, Some(token)))
            }
            Self::NextStep { pending, client } => {
                if !snapshot.still_proves(pending) {
                    return Err(SecurityInfoError::PendingOver);
                }
                change.pending_read = Some((*pending).clone());
                let mut proved = pending.proved.clone();
                proved.push(kind);
                let needed = if snapshot.asks_two_steps(policy) { 2 } else { 1 };
                match (pending.purpose, proved.as_slice()) {
                    (PendingPurpose::SignIn, [first, rest @ ..]) if proved.len() >= needed => {
                        change.pending_ended = true;
                        let proof = Proof::Steps { first: *first, second: rest.first().copied() };
                        let begun = begin(change, snapshot, proof, client, policy, sessions, now)?;
                        if *first == MethodKind::RecoveryCode {
                            // Whoever has the key or a browser of the person no longer acts for them.
                            change.sessions = EndedSessions::All;
                        }
                        Ok(begun)
                    }
                    _ => {
                        let further = PendingSignIn { proved, ..(*pending).clone() };
                        change.event = audit::of_methods(now, AuditKind::Proved, &snapshot.account.id, &[kind]);
                        change.pending = Some(further.clone());
                        Ok(Proven::Pending(further, None))
                    }
                }
            }
            Self::FreshProof { session, client } => {
                // What the session was opened by stays known; what proved it anew is in the audit.
                let (mut renewed, token) = sessions.prepare(&session.account, session.proof.clone(), client)?;
                renewed.created_at = session.created_at;
                renewed.expires_at = renewed.expires_at.min(session.expires_at);
                renewed.idle_expires_at = renewed.idle_expires_at.min(renewed.expires_at);
                change.event = audit::of_methods(now, AuditKind::Proved, &session.account, &[kind]);
                change.sessions = EndedSessions::One(session.id);
                change.session = Some(renewed.clone());
                Ok(Proven::Session(renewed, token))
            }
        }
    }
}

/// Whether a device that the account trusts takes the place of the second step after a password, where the policy lets it.
fn spares_second_step(
    snapshot: &Snapshot,
    first: MethodKind,
    client: &Client,
    policy: &Policy,
    now: Timestamp,
) -> bool {
    let Some(device) = client.device.as_ref().map(|device| device.id()) else { return false };
    first == MethodKind::Password
        && policy.trusted_devices
        && policy.trusted_devices_skip_step
        && snapshot.info.devices.iter().any(|known| known.id == device && !known.is_over(now))
}

/// A session begins, in place of the one that the client may have.
fn begin(
    change: &mut SecurityInfoChange,
    snapshot: &Snapshot,
    proof: Proof,
    client: &Client,
    policy: &Policy,
    sessions: &Sessions,
    now: Timestamp,
) -> Result<Proven, SecurityInfoError> {
    let (mut session, token) = sessions.prepare(&snapshot.account.id, proof, client)?;
    // A password opens the account. It is no proof for changing what protects it, where there is anything better (R6).
    // A recovery code does prove it: it is there for whoever has lost what is better.
    let proves = |choice: &Choice| session.proof.is_by(choice.kind());
    if !session.proof.is_by(MethodKind::RecoveryCode) && !snapshot.choices(policy, Purpose::Proof).iter().any(proves) {
        session.last_proof_at = Timestamp::from_unix_millis(0);
    }
    let steps: Vec<_> = match &session.proof {
        Proof::Steps { first, second } => std::iter::once(*first).chain(*second).collect(),
        Proof::SecurityKey(_) | Proof::RecoveryCode => Vec::new(),
    };
    change.event = audit::of_methods(now, AuditKind::SignedIn, &snapshot.account.id, &steps);
    if let Some(previous) = &client.previous {
        change.sessions = EndedSessions::One(previous.id());
    }
    change.session = Some(session.clone());
    Ok(Proven::Session(session, token))
}
