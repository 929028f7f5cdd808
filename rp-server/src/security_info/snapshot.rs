//! What an account has, and the rules that follow from it.

use crate::policy::{Policy, Purpose};
use crate::records::{
    Account, AppId, Contact, ContactId, ContactKind, Credential, DefaultMethod, MethodKind, PendingSignIn,
    SecurityInfo, Timestamp,
};

/// Everything an account has to prove with, read at one revision.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The account.
    pub account: Account,
    /// Its security info.
    pub info: SecurityInfo,
    /// Its contacts, the oldest first.
    pub contacts: Vec<Contact>,
    /// Its keys, the oldest first.
    pub keys: Vec<Credential>,
    /// Since when it has the recovery code that it has.
    pub recovery_code_made_at: Option<Timestamp>,
}

/// One thing that somebody can choose to prove with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Any of the keys.
    Key,
    /// The code of any of the apps.
    App,
    /// The code in a text message to this contact.
    Sms(ContactId),
    /// The code in a call to this contact.
    Call(ContactId),
    /// The code in a mail to this contact.
    Email(ContactId),
    /// The password.
    Password,
    /// Answers to the administrator's questions.
    Questions,
}

impl Choice {
    /// Its method.
    pub fn kind(self) -> MethodKind {
        match self {
            Self::Key => MethodKind::SecurityKey,
            Self::App => MethodKind::App,
            Self::Sms(_) => MethodKind::Sms,
            Self::Call(_) => MethodKind::Call,
            Self::Email(_) => MethodKind::Email,
            Self::Password => MethodKind::Password,
            Self::Questions => MethodKind::Questions,
        }
    }

    /// The contact that a code goes to, where one does.
    pub fn contact(self) -> Option<ContactId> {
        match self {
            Self::Sms(id) | Self::Call(id) | Self::Email(id) => Some(id),
            Self::Key | Self::App | Self::Password | Self::Questions => None,
        }
    }

    /// Its word in addresses and forms: the method's, and after a dot which of them.
    pub fn word(self) -> String {
        let kind = self.kind().word();
        self.contact().map_or_else(|| kind.to_owned(), |id| format!("{kind}.{id}"))
    }

    /// The choice with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        let (kind, id) = word.split_once('.').map_or((word, None), |(kind, id)| (kind, Some(id)));
        let contact = match id {
            Some(id) => Some(id.parse::<ContactId>().ok()?),
            None => None,
        };
        match (MethodKind::from_word(kind)?, contact) {
            (MethodKind::SecurityKey, None) => Some(Self::Key),
            (MethodKind::App, None) => Some(Self::App),
            (MethodKind::Sms, Some(id)) => Some(Self::Sms(id)),
            (MethodKind::Call, Some(id)) => Some(Self::Call(id)),
            (MethodKind::Email, Some(id)) => Some(Self::Email(id)),
            (MethodKind::Password, None) => Some(Self::Password),
            (MethodKind::Questions, None) => Some(Self::Questions),
            _ => None,
        }
    }

    /// How it is stored as the default.
    pub fn to_default(self) -> DefaultMethod {
        DefaultMethod { kind: self.kind(), which: self.contact().map(|id| *id.as_bytes()) }
    }
}

impl Snapshot {
    /// The keys that can be used.
    pub fn usable_keys(&self) -> impl Iterator<Item = &Credential> {
        self.keys.iter().filter(|key| !key.is_suspended())
    }

    /// The contacts whose person has proved to read what is sent there.
    pub fn proven(&self, kind: ContactKind) -> impl Iterator<Item = &Contact> {
        self.contacts.iter().filter(move |contact| contact.kind == kind && contact.verified_at.is_some())
    }

    /// What the account has, whatever it is good for: in the order in which it is offered, the phones one after the other.
    pub fn has(&self) -> Vec<Choice> {
        let mut choices = Vec::new();
        if self.usable_keys().next().is_some() {
            choices.push(Choice::Key);
        }
        if !self.info.apps.is_empty() {
            choices.push(Choice::App);
        }
        choices.extend(self.proven(ContactKind::Phone).map(|phone| Choice::Sms(phone.id)));
        choices.extend(self.proven(ContactKind::Phone).map(|phone| Choice::Call(phone.id)));
        choices.extend(self.proven(ContactKind::Email).map(|email| Choice::Email(email.id)));
        if self.info.password.is_some() {
            choices.push(Choice::Password);
        }
        if !self.info.answers.is_empty() {
            choices.push(Choice::Questions);
        }
        choices
    }

    /// What the account can use for a purpose here.
    pub fn choices(&self, policy: &Policy, purpose: Purpose) -> Vec<Choice> {
        let mut choices = self.has();
        choices.retain(|choice| policy.check(choice.kind(), purpose).is_ok());
        choices.retain(|choice| *choice != Choice::Questions || self.info.has_answered(policy));
        if purpose == Purpose::Proof {
            let others = choices.iter().any(|choice| *choice != Choice::Password);
            // Whoever knows the password has signed in by it already: it proves nothing more, where there is anything else.
            choices.retain(|choice| *choice != Choice::Password || !others);
            if self.asks_two_steps(policy)
                && choices.iter().any(|choice| policy.check(choice.kind(), Purpose::SecondStep).is_ok())
            {
                choices.retain(|choice| policy.check(choice.kind(), Purpose::SecondStep).is_ok());
            }
        }
        choices
    }

    /// What can follow `first` as the second step: another method, and of phones none at all after a phone.
    pub fn second_steps(&self, policy: &Policy, first: MethodKind) -> Vec<Choice> {
        let mut choices = self.choices(policy, Purpose::SecondStep);
        choices.retain(|choice| !is_same_thing(choice.kind(), first));
        // What is on paper and what is in the head are two: the code takes the place of what was lost, not of the password.
        let has_password = self.info.password.is_some() && policy.check(MethodKind::Password, Purpose::SignIn).is_ok();
        if first == MethodKind::RecoveryCode && has_password {
            choices.push(Choice::Password);
        }
        choices
    }

    /// Whether two steps are asked for at a sign-in without a key.
    pub fn asks_two_steps(&self, policy: &Policy) -> bool {
        policy.asks_two_steps(self.info.has_two_step())
    }

    /// Whether the account still has what a sign-in or reset under way has proved: what was removed proves nothing any more, whoever
    /// changed the password wanted nobody in who knew the old one, and whoever made another recovery code since wants the used one to
    /// lead nowhere.
    pub fn still_proves(&self, pending: &PendingSignIn) -> bool {
        let has = self.has();
        pending.proved.iter().all(|kind| match (kind, &self.info.password) {
            (MethodKind::Password, Some(password)) => password.set_at <= pending.started_at,
            // Its use made the account's next code in the same moment.
            (MethodKind::RecoveryCode, _) => self.recovery_code_made_at == Some(pending.started_at),
            (kind, _) => has.iter().any(|choice| choice.kind() == *kind),
        })
    }

    /// Whether the person can sign in: by a key, or by a password or a phone, with a second step where two are asked for.
    pub fn has_way_in(&self, policy: &Policy) -> bool {
        self.choices(policy, Purpose::SignIn).into_iter().any(|first| {
            first == Choice::Key
                || !self.asks_two_steps(policy)
                || self.second_steps(policy, first.kind()).iter().any(|second| *second != Choice::Key)
        })
    }

    /// Whether there is a way in without any key.
    pub fn has_way_in_without_keys(&self, policy: &Policy) -> bool {
        Self { keys: Vec::new(), ..self.clone() }.has_way_in(policy)
    }

    /// What is asked for first among `choices`: the person's default while they have it, else the first that is offered (R35).
    pub fn first_of(&self, choices: &[Choice]) -> Option<Choice> {
        let default = self.info.default.as_ref();
        let chosen = choices.iter().find(|choice| Some(&choice.to_default()) == default);
        chosen.or_else(|| choices.first()).copied()
    }

    /// The default that the person chose, where they still have it.
    pub fn default_choice(&self, policy: &Policy) -> Option<Choice> {
        self.first_of(&self.choices(policy, Purpose::SecondStep))
    }

    /// The app with this id.
    pub fn app(&self, id: &AppId) -> Option<&crate::records::AuthenticatorApp> {
        self.info.apps.iter().find(|app| app.id == *id)
    }

    /// The contact with this id.
    pub fn contact(&self, id: &ContactId) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.id == *id)
    }
}

/// A text message and a call reach the same phone: whoever has one has the other.
pub(super) fn is_same_thing(one: MethodKind, other: MethodKind) -> bool {
    let is_phone = |kind| matches!(kind, MethodKind::Sms | MethodKind::Call);
    one == other || is_phone(one) && is_phone(other)
}
