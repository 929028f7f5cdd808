//! One try at one step: compared, counted, and where it is right gone on from.

use shared::ids::UserHandle;

use super::leads::{Leads, Proven};
use super::questions::{TypedAnswer, may_be_asked};
use super::service::TRIES;
use super::snapshot::is_same_thing;
use super::{Choice, SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::policy::Purpose;
use crate::records::{
    AuditKind, CodeHash, CodeId, MethodKind, PendingPurpose, PendingSignIn, SecurityInfo, Session, Timestamp, UserName,
};
use crate::sessions::Client;
use crate::store::{Guess, SecurityInfoChange};

/// A step: by which method, and what for.
#[derive(Debug)]
pub struct Step<'a> {
    /// What it is for.
    pub leads: Leads<'a>,
    /// By which method.
    pub kind: MethodKind,
}

/// What somebody typed to prove who they are.
#[derive(Debug, Clone, Copy)]
pub enum Evidence<'a> {
    /// The password.
    Password(&'a str),
    /// The code that was sent by this method.
    Sent(MethodKind, &'a str),
    /// The code of an authenticator app.
    App(&'a str),
    /// Answers to questions.
    Questions(&'a [TypedAnswer<'a>]),
}

impl Evidence<'_> {
    /// By which method it proves.
    pub fn kind(&self) -> MethodKind {
        match self {
            Self::Password(_) => MethodKind::Password,
            Self::Sent(kind, _) => *kind,
            Self::App(_) => MethodKind::App,
            Self::Questions(_) => MethodKind::Questions,
        }
    }
}

impl SecurityInfos {
    /// The sign-in under way that a browser holds the token of; none when it is over.
    pub async fn pending(&self, token: &super::PendingToken) -> Result<Option<PendingSignIn>, SecurityInfoError> {
        Ok(self.parts().store.pending_sign_in(&token.id(), self.now()).await?)
    }

    /// What can be the next step of a sign-in under way, what is asked for first at its head. Nothing, as long as nothing has been
    /// proved: what an account has, and whether there is one, is nobody's to know who has only typed a name.
    pub async fn next_steps(&self, pending: &PendingSignIn) -> Result<Vec<Choice>, SecurityInfoError> {
        let (Some(account), Some(first)) = (&pending.account, pending.proved.first()) else { return Ok(Vec::new()) };
        let snapshot = self.read(account).await?;
        let mut choices = match pending.purpose {
            PendingPurpose::SignIn => snapshot.second_steps(self.policy(), *first),
            PendingPurpose::Reset => {
                let mut choices = snapshot.choices(self.policy(), Purpose::Reset);
                choices.retain(|choice| !pending.proved.iter().any(|proved| is_same_thing(*proved, choice.kind())));
                choices
            }
        };
        choices.retain(|choice| *choice != Choice::Questions || may_be_asked(pending));
        if let Some(first) = snapshot.first_of(&choices) {
            choices.retain(|choice| *choice != first);
            choices.insert(0, first);
        }
        Ok(choices)
    }

    /// What a person who is signed in can prove anew with, what is asked for first at its head.
    pub async fn proofs(&self, session: &Session) -> Result<Vec<Choice>, SecurityInfoError> {
        let snapshot = self.read(&session.account).await?;
        let mut choices = snapshot.choices(self.policy(), Purpose::Proof);
        if let Some(first) = snapshot.first_of(&choices) {
            choices.retain(|choice| *choice != first);
            choices.insert(0, first);
        }
        Ok(choices)
    }

    /// The next step of a sign-in, or of a reset, that is under way.
    pub async fn next_step(
        &self,
        pending: &PendingSignIn,
        evidence: Evidence<'_>,
        client: &Client,
    ) -> Result<Proven, SecurityInfoError> {
        let purpose = match (pending.purpose, pending.proved.is_empty()) {
            (PendingPurpose::Reset, _) => Purpose::Reset,
            (PendingPurpose::SignIn, true) => Purpose::SignIn,
            // It follows a recovery code alone, and is then what was typed first on any other day.
            (PendingPurpose::SignIn, false)
                if evidence.kind() == MethodKind::Password && pending.proved == [MethodKind::RecoveryCode] =>
            {
                Purpose::SignIn
            }
            (PendingPurpose::SignIn, false) => Purpose::SecondStep,
        };
        let kind = evidence.kind();
        self.policy().check(kind, purpose)?;
        if kind == MethodKind::Questions && !may_be_asked(pending) {
            return Err(SecurityInfoError::QuestionsAlone);
        }
        if let (Some(account), false) = (&pending.account, pending.proved.is_empty()) {
            self.check_still_proved(pending, &self.read(account).await?)?;
        }
        let step = Step { leads: Leads::NextStep { pending, client }, kind };
        let account = pending.account.as_ref();
        let is_again = pending.proved.iter().any(|proved| is_same_thing(*proved, kind));
        self.try_evidence(account.filter(|_| !is_again), &pending.user_name, evidence, &step).await
    }

    /// Ends what has been proved by something that the account has no more.
    pub(super) fn check_still_proved(
        &self,
        pending: &PendingSignIn,
        snapshot: &Snapshot,
    ) -> Result<(), SecurityInfoError> {
        if snapshot.still_proves(pending) { Ok(()) } else { Err(SecurityInfoError::PendingOver) }
    }

    /// A fresh proof of somebody who is signed in.
    pub async fn prove(
        &self,
        session: &Session,
        evidence: Evidence<'_>,
        client: &Client,
    ) -> Result<Proven, SecurityInfoError> {
        let kind = evidence.kind();
        self.policy().check(kind, Purpose::Proof)?;
        let snapshot = self.read(&session.account).await?;
        let served = snapshot.choices(self.policy(), Purpose::Proof).iter().any(|choice| choice.kind() == kind);
        if !served {
            return Err(SecurityInfoError::MethodUnknown);
        }
        let step = Step { leads: Leads::FreshProof { session, client }, kind };
        self.try_evidence(Some(&session.account), &snapshot.account.user_name, evidence, &step).await
    }

    /// Compares what was typed with what the account has.
    pub(super) async fn try_evidence(
        &self,
        account: Option<&UserHandle>,
        name: &UserName,
        evidence: Evidence<'_>,
        step: &Step<'_>,
    ) -> Result<Proven, SecurityInfoError> {
        for _ in 0..TRIES {
            let snapshot = match account {
                Some(account) => Some(self.read(account).await?),
                None => None,
            };
            let snapshot = snapshot.as_ref();
            let tried = match evidence {
                Evidence::Password(password) => self.check_password_of(snapshot, name, password, step).await,
                Evidence::Sent(_, typed) => self.check_sent_code(snapshot, name, typed, step).await,
                Evidence::App(code) => self.check_app_of(snapshot, name, code, step).await,
                Evidence::Questions(typed) => self.check_answers_of(snapshot, name, typed, step).await,
            };
            match tried {
                // Somebody else's change came between: what was compared may be old.
                Err(SecurityInfoError::Busy) => {}
                settled => return settled,
            }
        }
        Err(SecurityInfoError::Busy)
    }

    /// Counts a try and, where it is `right`, makes what it leads to: in one update. `use_up` says what the account's security info
    /// is once the proof is used up; it is asked again when somebody else's change came between.
    pub(super) async fn settle(
        &self,
        snapshot: Option<&Snapshot>,
        right: Option<&Snapshot>,
        name: &UserName,
        step: &Step<'_>,
        code: Option<(CodeId, CodeHash)>,
        use_up: impl Fn(&Snapshot, Timestamp) -> Result<Option<SecurityInfo>, SecurityInfoError>,
    ) -> Result<Proven, SecurityInfoError> {
        let now = self.now();
        let (Leads::FirstStep { client } | Leads::NextStep { client, .. } | Leads::FreshProof { client, .. }) =
            &step.leads;
        let account = snapshot.map(|snapshot| &snapshot.account.id);
        let refused = audit::method_refused(now, account, step.kind, "wrong");
        let mut guess =
            Guess { at: now, counted: self.counted(step.kind, name, client.address), code, right: None, refused };
        let mut proven = None;
        if let Some(snapshot) = right {
            let event = audit::of_methods(now, AuditKind::Proved, &snapshot.account.id, &[step.kind]);
            let mut change = SecurityInfoChange::new(&snapshot.info, event);
            change.info = use_up(snapshot, now)?;
            change.forgiven = vec![self.failures_of(step.kind, name)];
            let sessions = &self.parts().sessions;
            proven = Some(step.leads.complete(&mut change, snapshot, step.kind, self.policy(), sessions, now)?);
            guess.right = Some(Box::new(change));
        }
        match (self.parts().store.attempt(guess).await, proven) {
            (Ok(()), Some(proven)) => {
                tracing::info!(account = account.map(ToString::to_string), method = step.kind.word(), "proved");
                Ok(proven)
            }
            (Ok(()), None) => Err(SecurityInfoError::Wrong(step.kind)),
            (Err(error), _) => {
                tracing::warn!(account = account.map(ToString::to_string), method = step.kind.word(), "refused");
                Err(SecurityInfoError::of_guess(error, step.kind))
            }
        }
    }
}
