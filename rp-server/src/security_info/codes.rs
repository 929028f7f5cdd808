//! Codes that are sent: made, bound to whoever asked for them, counted, and compared (R20 to R22).

use aws_lc_rs::constant_time;
use shared::ids::{Base64UrlBytes, UserHandle};
use zeroize::Zeroizing;

use super::leads::{Leads, Proven};
use super::sign_in::Step;
use super::{Choice, SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::contacts::Address;
use crate::delivery::{NewCode, Secret};
use crate::i18n::Language;
use crate::policy::Purpose;
use crate::records::{
    AllowanceId, Argument, ArgumentValue, AuditKind, CODE_LIFETIME, Channel, CodeHash, CodeId, CodeTarget, Contact,
    ContactFingerprint, ContactId, ContactKind, MethodKind, OutboxId, OutboxMessage, PendingCode, PendingPurpose,
    PendingSignIn, Session, Timestamp, UserName,
};
use crate::store::{ContactUse, NewPendingCode, PutCodeError};
use crate::tokens::RandomError;

/// How many different codes there are: of six digits (NIST SP 800-63B-4 §3.1.3.2).
const CODES: u32 = 1_000_000;

/// Who waits for a code, and for what: it is worth nothing to anybody else, and for nothing else.
#[derive(Debug, Clone, Copy)]
pub enum Waiter<'a> {
    /// Somebody who is signed in, for a fresh proof.
    Proof(&'a Session),
    /// Somebody who is signed in, for a contact that they add.
    NewContact(&'a Session, ContactKind),
    /// Somebody who signs in, or resets their password.
    Step(&'a PendingSignIn),
    /// Somebody who has none of the account's methods any more, by their session or sign-in under way.
    Replacement(&'a UserHandle, &'a [u8; 32]),
}

/// A code that somebody waits for, as they may know of it.
#[derive(Debug, Clone)]
pub struct WaitedFor {
    /// How it went.
    pub method: MethodKind,
    /// Where it went, as far as whoever waits typed it themselves or has proved enough to be told; never for a sign-in by code
    /// alone, where the answer must be the same for a number that is the account's and one that is not.
    pub address: Option<Address>,
    /// Which of the account's methods it is, where whoever waits has proved enough to be told.
    pub choice: Option<Choice>,
    /// What can be typed on the phone in place of typing the code here; none where nobody calls who takes digits.
    pub keys: Option<String>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// A code on its way.
struct ToSend<'a> {
    waiter: Waiter<'a>,
    account: Option<&'a UserHandle>,
    name: &'a UserName,
    method: MethodKind,
    target: CodeTarget,
    /// Where it goes; whoever asked for one that goes nowhere named this.
    address: &'a Address,
    language: Language,
}

impl Waiter<'_> {
    /// What the name of its code is made of.
    fn parts(&self) -> [&[u8]; 2] {
        match self {
            Self::Proof(session) => [b"proof\0", session.id.as_bytes()],
            Self::NewContact(session, ContactKind::Phone) => [b"new phone\0", session.id.as_bytes()],
            Self::NewContact(session, ContactKind::Email) => [b"new e-mail\0", session.id.as_bytes()],
            Self::Step(pending) => [b"step\0", pending.id.as_bytes()],
            Self::Replacement(_, who) => [b"replacement\0", *who],
        }
    }
}

impl Leads<'_> {
    /// Who waits for the code that this is proved by.
    fn waiter(&self) -> Option<Waiter<'_>> {
        match self {
            Self::FirstStep { .. } => None,
            Self::NextStep { pending, .. } => Some(Waiter::Step(pending)),
            Self::FreshProof { session, .. } => Some(Waiter::Proof(session)),
        }
    }
}

/// The way that a method's codes go.
pub(super) fn channel(method: MethodKind) -> Option<Channel> {
    match method {
        MethodKind::Sms => Some(Channel::Sms),
        MethodKind::Call => Some(Channel::Voice),
        MethodKind::Email => Some(Channel::Mail),
        _ => None,
    }
}

impl SecurityInfos {
    /// Sends the code of a step of a sign-in, or of a reset, that is under way.
    pub async fn send_step_code(
        &self,
        pending: &PendingSignIn,
        choice: Choice,
        language: Language,
    ) -> Result<(), SecurityInfoError> {
        let is_there = self.next_steps(pending).await?.contains(&choice);
        let account = pending.account.as_ref().filter(|_| is_there).ok_or(SecurityInfoError::MethodUnknown)?;
        self.send_to_choice(Waiter::Step(pending), account, choice, language).await
    }

    /// Sends the code of what is asked for first, where that is a code and nobody wants to be asked before (R36). What hinders it is
    /// said once it is asked for.
    pub async fn send_by_itself(&self, pending: &PendingSignIn, language: Language) -> Result<(), SecurityInfoError> {
        if self.policy().ask_before_sending {
            return Ok(());
        }
        let first = self.next_steps(pending).await?.into_iter().next();
        let (Some(choice), Some(account)) = (first.filter(|first| first.contact().is_some()), &pending.account) else {
            return Ok(());
        };
        match self.send_to_choice(Waiter::Step(pending), account, choice, language).await {
            Err(SecurityInfoError::Spent { .. } | SecurityInfoError::Region | SecurityInfoError::Outbox(_)) => Ok(()),
            sent => sent,
        }
    }

    /// Sends the code of a fresh proof.
    pub async fn send_proof_code(
        &self,
        session: &Session,
        choice: Choice,
        language: Language,
    ) -> Result<(), SecurityInfoError> {
        if !self.proofs(session).await?.contains(&choice) {
            return Err(SecurityInfoError::MethodUnknown);
        }
        self.send_to_choice(Waiter::Proof(session), &session.account, choice, language).await
    }

    /// Sends the code of a step to an address that was typed. Where nobody has the name, or the account not that address, it goes
    /// nowhere: whoever asked cannot tell.
    pub async fn send_step_code_to(
        &self,
        pending: &PendingSignIn,
        address: &Address,
        method: MethodKind,
        language: Language,
    ) -> Result<(), SecurityInfoError> {
        let purpose = if pending.purpose == PendingPurpose::Reset { Purpose::Reset } else { Purpose::SignIn };
        self.policy().check(method, purpose)?;
        self.check_region(address)?;
        let to_send = ToSend {
            waiter: Waiter::Step(pending),
            account: pending.account.as_ref(),
            name: &pending.user_name,
            method,
            target: CodeTarget::Nowhere,
            address,
            language,
        };
        let prepared = self.parts().pace.keep(async {
            let snapshot = match &pending.account {
                Some(account) => Some(self.read(account).await?),
                None => None,
            };
            let found = snapshot.as_ref().and_then(|snapshot| self.proven_contact(snapshot, address));
            let (target, language) = match found {
                Some((contact, chosen)) => (CodeTarget::Contact(contact.id), chosen.unwrap_or(language)),
                None => (CodeTarget::Nowhere, language),
            };
            self.prepare(ToSend { target, language, ..to_send })
        });
        self.put(prepared.await?).await
    }

    /// What is known of the code that somebody waits for; none where they never asked, or it has been used.
    pub async fn waited_for(&self, waiter: Waiter<'_>) -> Result<Option<WaitedFor>, SecurityInfoError> {
        let Some(code) = self.parts().store.pending_code(&self.code_id(waiter)).await? else { return Ok(None) };
        let (account, may_know) = match waiter {
            Waiter::Proof(session) | Waiter::NewContact(session, _) => (Some(&session.account), true),
            Waiter::Step(pending) => (pending.account.as_ref(), !pending.proved.is_empty()),
            Waiter::Replacement(account, _) => (Some(account), true),
        };
        let (address, choice) = match (&code.target, waiter, account) {
            (CodeTarget::New(new), Waiter::NewContact(session, _), _) => (Some(self.open_new(session, new)?), None),
            (CodeTarget::New(new), Waiter::Replacement(account, _), _) => (Some(self.open_new_of(account, new)?), None),
            (CodeTarget::Contact(id), _, Some(account)) if may_know => {
                (self.address_of(account, id).await?, choice_of(code.method, *id))
            }
            _ => (None, None),
        };
        let expires_at = code.expires_at();
        let keys = (code.method == MethodKind::Call && self.parts().takes_keys).then(|| self.keys(&code));
        Ok(Some(WaitedFor { method: code.method, address, choice, keys, sent_at: code.created_at, expires_at }))
    }

    /// Compares a code that was sent, and where it is right goes on.
    pub(super) async fn check_sent_code(
        &self,
        snapshot: Option<&Snapshot>,
        name: &UserName,
        typed: &str,
        step: &Step<'_>,
    ) -> Result<Proven, SecurityInfoError> {
        let id = self.code_id(step.leads.waiter().ok_or(SecurityInfoError::CodeOver)?);
        let waited = self.parts().store.pending_code(&id).await?;
        let is_good = |code: &PendingCode| code.method == step.kind && code.expires_at() > self.now();
        let waited = waited.filter(is_good).ok_or(SecurityInfoError::CodeOver)?;
        let contact = match (snapshot, &waited.target) {
            (Some(snapshot), CodeTarget::Contact(id)) => {
                snapshot.contact(id).filter(|found| found.verified_at.is_some())
            }
            _ => None,
        };
        let right = snapshot.filter(|_| contact.is_some());
        let compared = Some((id, self.compared(&waited, typed)));
        let proven = self.settle(snapshot, right, name, step, compared, |_, _| Ok(None)).await?;
        if let Some(Contact { account, id, .. }) = contact {
            self.parts().store.contact_served(account, id, ContactUse::Used, self.now()).await?;
        }
        Ok(proven)
    }

    /// Sends a code to an address that is to become a contact.
    pub(super) async fn send_to_new(
        &self,
        waiter: Waiter<'_>,
        snapshot: &Snapshot,
        target: CodeTarget,
        address: &Address,
        method: MethodKind,
    ) -> Result<(), SecurityInfoError> {
        let language = chosen_language(snapshot).unwrap_or_default();
        let (account, name) = (Some(&snapshot.account.id), &snapshot.account.user_name);
        self.put(self.prepare(ToSend { waiter, account, name, method, target, address, language })?).await
    }

    /// Refuses numbers of countries that are not listed (R23).
    pub(super) fn check_region(&self, address: &Address) -> Result<(), SecurityInfoError> {
        match address {
            Address::Phone(number) if !self.policy().countries.contains(&number.country()) => {
                Err(SecurityInfoError::Region)
            }
            Address::Phone(_) | Address::Email(_) => Ok(()),
        }
    }

    /// Takes digits that were typed in a call: where they are what the page shows, whoever answered it has confirmed the code. The
    /// answer goes in the call's language.
    pub async fn confirm_by_keys(
        &self,
        message: &OutboxId,
        digits: &str,
    ) -> Result<(bool, Language), SecurityInfoError> {
        let Some(sent) = self.parts().store.message(message).await? else { return Ok((false, Language::default())) };
        let language = Language::from_tag(&sent.language).unwrap_or_default();
        let id = sent.confirms().and_then(|name| name.parse::<Base64UrlBytes>().ok());
        let id = id.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_bytes()).ok()).map(CodeId::from_bytes);
        let Some(id) = id else { return Ok((false, language)) };
        let Some(code) = self.parts().store.pending_code(&id).await? else { return Ok((false, language)) };
        let is_right = constant_time::verify_slices_are_equal(self.keys(&code).as_bytes(), digits.as_bytes()).is_ok();
        let is_confirmed = is_right && self.parts().store.confirm_code(&id, message, self.now()).await?;
        tracing::info!(message = %message, is_confirmed, "digits were typed in a call");
        Ok((is_confirmed, language))
    }

    /// Whether the code that somebody waits for has been confirmed on their phone; none where they wait for none.
    pub async fn is_confirmed(&self, id: &CodeId) -> Result<Option<bool>, SecurityInfoError> {
        let code = self.parts().store.pending_code(id).await?.filter(|code| code.expires_at() > self.now());
        Ok(code.map(|code| code.confirmed_at.is_some()))
    }

    /// What the page shows to be typed on the phone: of the code, and giving nothing of it away. That the person must look from
    /// one to the other is what keeps them from confirming somebody else's sign-in by habit (NIST SP 800-63B-4 §3.1.3.2).
    fn keys(&self, code: &PendingCode) -> String {
        let tag = self.parts().codes.mac(&[b"keys\0", code.id.as_bytes(), code.hash.as_bytes()]);
        let number = tag.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        // Of 2^64: how little likelier some are shows nowhere.
        format!("{:06}", number % u64::from(CODES))
    }

    /// What is compared with the code that is waited for: what was typed; or nothing was, and it has been confirmed.
    pub(super) fn compared(&self, waited: &PendingCode, typed: &str) -> CodeHash {
        if typed.trim().is_empty() && waited.confirmed_at.is_some() {
            return waited.hash;
        }
        self.code_hash(&waited.id, typed)
    }

    /// The name of the code that somebody waits for.
    pub fn code_id(&self, waiter: Waiter<'_>) -> CodeId {
        let [what, who] = waiter.parts();
        CodeId::from_bytes(self.parts().codes.mac(&[b"name\0", what, who]))
    }

    /// What a code that was typed is compared by: blanks and hyphens are no part of it. What cannot be a code is a wrong one.
    pub(super) fn code_hash(&self, id: &CodeId, typed: &str) -> CodeHash {
        let mut digits = Zeroizing::new(String::with_capacity(64));
        // What is longer than any code is as wrong as its beginning.
        let kept = typed.chars().filter(|character| !character.is_whitespace() && !"-–—".contains(*character));
        digits.extend(kept.take(16));
        CodeHash::from_bytes(self.parts().codes.mac(&[b"code\0", id.as_bytes(), digits.as_bytes()]))
    }

    async fn send_to_choice(
        &self,
        waiter: Waiter<'_>,
        account: &UserHandle,
        choice: Choice,
        language: Language,
    ) -> Result<(), SecurityInfoError> {
        let snapshot = self.read(account).await?;
        let id = choice.contact().ok_or(SecurityInfoError::MethodUnknown)?;
        let contact = snapshot.contact(&id).ok_or(SecurityInfoError::MethodUnknown)?;
        let address = &self.parts().contacts.open(contact)?;
        self.check_region(address)?;
        let language = chosen_language(&snapshot).unwrap_or(language);
        let (account, name, method) = (Some(account), &snapshot.account.user_name, choice.kind());
        let target = CodeTarget::Contact(id);
        self.put(self.prepare(ToSend { waiter, account, name, method, target, address, language })?).await
    }

    /// The account's contact with this address, if its person has proved to read what is sent there; and their language.
    fn proven_contact<'a>(&self, snapshot: &'a Snapshot, address: &Address) -> Option<(&'a Contact, Option<Language>)> {
        let fingerprint = self.parts().contacts.fingerprint(address);
        let found = snapshot.proven(address.kind()).find(|contact| contact.fingerprint == fingerprint);
        found.map(|contact| (contact, chosen_language(snapshot)))
    }

    /// Makes a code and the message that brings it.
    fn prepare(&self, to_send: ToSend<'_>) -> Result<NewPendingCode, SecurityInfoError> {
        let ToSend { waiter, account, name, method, target, address, language } = to_send;
        let now = self.now();
        let (id, code) = (self.code_id(waiter), generate()?);
        let hash = self.code_hash(&id, code.reveal());
        let channel = channel(method).ok_or(SecurityInfoError::MethodUnknown)?;
        let new = NewCode { account, channel, to: address, language, code, now, lifetime: CODE_LIFETIME };
        // Written in any case: a code that goes nowhere costs as much as one that goes somewhere.
        let mut message = self.parts().outbox.write_code(new)?;
        if method == MethodKind::Call && self.parts().takes_keys {
            let name = Base64UrlBytes::new(*id.as_bytes()).map(|bytes| bytes.to_string()).unwrap_or_default();
            let (confirms, value) = (OutboxMessage::CONFIRMS.into(), ArgumentValue::Name(name));
            message.arguments.push(Argument { name: confirms, value });
        }
        let goes_nowhere = target == CodeTarget::Nowhere;
        let messages: Vec<OutboxMessage> = if goes_nowhere { Vec::new() } else { vec![message] };
        let event = match account {
            Some(account) if !goes_nowhere => audit::of_methods(now, AuditKind::CodeSent, account, &[method]),
            _ => audit::method_refused(now, account, method, "address_unknown"),
        };
        let code = PendingCode {
            id,
            account: account.cloned(),
            method,
            target,
            hash,
            created_at: now,
            message: messages.first().map(|message| message.id),
            confirmed_at: None,
        };
        let fingerprint = self.parts().contacts.fingerprint(address);
        let allowed = self.policy().codes_per_day;
        let allowances = vec![(self.codes_of(name), allowed), (self.codes_to(&fingerprint), allowed)];
        Ok(NewPendingCode { code, allowances, event, messages })
    }

    async fn put(&self, new: NewPendingCode) -> Result<(), SecurityInfoError> {
        let method = new.code.method.word();
        match self.parts().store.put_code(new).await {
            Ok(()) => {
                self.parts().outbox.wake();
                tracing::info!(method, "a code was asked for");
                Ok(())
            }
            Err(PutCodeError::Spent { until }) => Err(SecurityInfoError::Spent { until }),
            Err(PutCodeError::Failed(failure)) => Err(failure.into()),
        }
    }

    /// What the codes are counted by that somebody with this name asks for.
    fn codes_of(&self, name: &UserName) -> AllowanceId {
        AllowanceId::from_bytes(self.parts().allowances.mac(&[b"codes of\0", name.as_str().as_bytes()]))
    }

    /// What the codes are counted by that go to this address, whoever asks.
    fn codes_to(&self, fingerprint: &ContactFingerprint) -> AllowanceId {
        AllowanceId::from_bytes(self.parts().allowances.mac(&[b"codes to\0", fingerprint.as_bytes()]))
    }
}

/// The choice of a contact by a method.
fn choice_of(method: MethodKind, id: ContactId) -> Option<Choice> {
    match method {
        MethodKind::Sms => Some(Choice::Sms(id)),
        MethodKind::Call => Some(Choice::Call(id)),
        MethodKind::Email => Some(Choice::Email(id)),
        _ => None,
    }
}

/// The language that an account's person chose.
fn chosen_language(snapshot: &Snapshot) -> Option<Language> {
    snapshot.account.language.as_deref().and_then(Language::from_tag)
}

/// A code: six digits, each of the million as likely as any other.
fn generate() -> Result<Secret, RandomError> {
    let mut bytes = Zeroizing::new([0; 4]);
    loop {
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| RandomError)?;
        let number = u32::from_be_bytes(*bytes);
        // What is left over above the last whole million would make small codes likelier.
        if number < u32::MAX - u32::MAX % CODES {
            return Ok(Secret::new(format!("{:06}", number % CODES)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_code_six_digits_all_used_everywhere_and_no_two_alike_for_long() {
        let codes: Vec<Secret> = (0..2000).map(|_| generate().unwrap()).collect();
        for code in &codes {
            assert!(code.reveal().len() == 6 && code.reveal().bytes().all(|byte| byte.is_ascii_digit()));
        }
        for place in 0..6 {
            let mut counts = [0_u32; 10];
            codes.iter().for_each(|code| counts[usize::from(code.reveal().as_bytes()[place] - b'0')] += 1);
            // 200 each; six standard deviations are 80.
            assert!(counts.iter().all(|count| (120..=280).contains(count)), "{place}: {counts:?}");
        }
        let mut all: Vec<_> = codes.iter().map(|code| code.reveal()).collect();
        all.sort_unstable();
        all.dedup();
        assert!(all.len() > 1980, "{}", all.len());
    }
}
