//! Recovery codes (R17): one an account, shown once, used once.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use shared::ids::UserHandle;
use zeroize::Zeroizing;

use crate::audit;
use crate::clock::Clock;
use crate::records::{Account, CodeHash, FailuresId, Proof, RecoveryCode, Session, Timestamp, UserName};
use crate::secret::{MacKey, ServerSecret};
use crate::sessions::{Client, SessionError, SessionToken, Sessions};
use crate::store::{self, ReplaceRecoveryCodeError, Store, StoreFailure, UseRecoveryCodeError};
use crate::tokens::RandomError;

/// Crockford's base 32: no letter that is taken for a digit or another letter.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Of five bits each: 100, where 80 would do.
const LENGTH: usize = 20;
const GROUP: usize = 5;

/// A recovery code as its person reads and types it. Whoever has it gets in, so it is neither stored nor printed.
#[derive(Clone)]
pub struct Code(Zeroizing<[u8; LENGTH]>);

impl Code {
    fn generate() -> Result<Self, SessionError> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        getrandom::fill(bytes.as_mut_slice()).map_err(|_| SessionError::Random(RandomError))?;
        // 256 is a multiple of 32: every character is as likely as any other.
        for byte in bytes.iter_mut() {
            *byte = ALPHABET.get(usize::from(*byte % 32)).copied().unwrap_or_default();
        }
        Ok(Self(bytes))
    }

    /// Reads what was typed: in any case, with or without the hyphens, and with the letters that look like a digit for it.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut bytes = Zeroizing::new([0; LENGTH]);
        let mut length = 0;
        for character in typed.chars().filter(|character| !character.is_whitespace() && !"-–—".contains(*character))
        {
            let read = match character.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let read = u8::try_from(read).ok().filter(|byte| ALPHABET.contains(byte))?;
            *bytes.get_mut(length)? = read;
            length += 1;
        }
        (length == LENGTH).then_some(Self(bytes))
    }

    /// The text: four groups with hyphens between.
    pub fn reveal(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
        for group in self.0.chunks(GROUP) {
            if !text.is_empty() {
                text.push('-');
            }
            group.iter().for_each(|byte| text.push(char::from(*byte)));
        }
        text
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

/// Somebody got in.
#[derive(Debug)]
pub struct Recovered {
    /// Whose account it is.
    pub account: Account,
    /// Their session; every other one of the account has ended.
    pub session: Session,
    /// What they hold for it.
    pub token: SessionToken,
    /// The code that takes the place of the one used.
    pub code: Code,
}

/// Why nobody got in, or no code was made.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryCodeError {
    /// Name and code do not go together. Which of the two is wrong is nobody's business.
    #[error("The user name or the recovery code is wrong. Check both, then try again.")]
    Wrong,
    /// Too many failures in a row.
    #[error("There were too many wrong tries. Try again after {until}, or use a security key now.")]
    TooSoon {
        /// When the next try is let through.
        until: Timestamp,
    },
    /// So many that the code is not accepted any more.
    #[error(
        "After too many wrong tries this account's recovery code is no longer accepted. Sign in with a security key and make a new \
         one, or ask your administrator."
    )]
    Disabled,
    /// The operator has locked the account.
    #[error("This account is locked. Ask the administrator.")]
    AccountLocked,
    /// The account is gone.
    #[error("This account does not exist any more. Create it again.")]
    AccountGone,
    /// No session could be made.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The store cannot serve.
    #[error(transparent)]
    Store(#[from] StoreFailure),
}

impl RecoveryCodeError {
    /// How long to wait from `now` on, in whole seconds, where that is what is wrong.
    pub fn wait_at(&self, now: Timestamp) -> Option<Duration> {
        let Self::TooSoon { until } = self else { return None };
        let millis = u64::try_from(until.since(now).as_millis()).unwrap_or(u64::MAX);
        Some(Duration::from_secs(millis.div_ceil(1000).max(1)))
    }
}

/// Makes recovery codes and lets people in with them.
pub struct RecoveryCodes {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    sessions: Sessions,
    hashes: MacKey,
    failures: MacKey,
}

impl RecoveryCodes {
    /// Recovery codes in `store`, hashed under `secret`.
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, sessions: Sessions, secret: &ServerSecret) -> Self {
        let (hashes, failures) = (secret.key("recovery codes"), secret.key("failures of recovery codes"));
        Self { store, clock, sessions, hashes, failures }
    }

    /// A new code for the account of a session; the one it had is worth nothing any more. Whether the proof is fresh enough is the
    /// caller's to check.
    pub async fn replace(&self, account: &Account) -> Result<Code, RecoveryCodeError> {
        let now = self.clock.now();
        let (code, record) = self.code_for(&account.id, now)?;
        let event = audit::recovery_code_made(now, &account.id);
        match self.store.replace_recovery_code(record, self.failures_of(&account.user_name), event).await {
            Ok(()) => Ok(code),
            Err(ReplaceRecoveryCodeError::AccountUnknown) => Err(RecoveryCodeError::AccountGone),
            Err(ReplaceRecoveryCodeError::Failed(failure)) => Err(failure.into()),
        }
    }

    /// Takes the account's code away; false when it has none.
    pub async fn remove(&self, account: &UserHandle) -> Result<bool, RecoveryCodeError> {
        let event = audit::recovery_code_removed(self.clock.now(), account);
        Ok(self.store.remove_recovery_code(account, event).await?)
    }

    /// Lets the person in whose name and code these are. A name that nobody has, and one without a code, is refused in the same
    /// words, after the same work.
    pub async fn enter(&self, user_name: &str, typed: &str, client: &Client) -> Result<Recovered, RecoveryCodeError> {
        let name = UserName::new(user_name).map_err(|_| RecoveryCodeError::Wrong)?;
        let now = self.clock.now();
        let account = self.store.account_by_name(&name).await?;
        let (opened, fresh, code) = match &account {
            Some(account) => {
                let opened = self.sessions.prepare(&account.id, Proof::RecoveryCode, client)?;
                let (code, fresh) = self.code_for(&account.id, now)?;
                (Some(opened), Some(fresh), Some(code))
            }
            None => (None, None, None),
        };
        let id = account.as_ref().map(|account| account.id.clone());
        // What cannot be a code is a wrong one: it is counted too.
        let hash = Code::parse(typed).zip(id.as_ref()).map(|(code, account)| self.hash(account, &code));
        let change = store::RecoveryCodeUse {
            failures: self.failures_of(&name),
            hash,
            at: now,
            session: opened.as_ref().map(|(session, _)| session.clone()),
            replacement: fresh,
            recovered: audit::recovery_code_used(now, id.as_ref()),
            refused: audit::recovery_code_refused(now, id.as_ref(), "recovery_code_wrong"),
            account: id.clone(),
        };
        match self.store.use_recovery_code(change).await {
            Ok(()) => {}
            Err(UseRecoveryCodeError::Wrong) => {
                tracing::warn!("recovery refused");
                return Err(RecoveryCodeError::Wrong);
            }
            Err(UseRecoveryCodeError::TooSoon { until }) => return Err(RecoveryCodeError::TooSoon { until }),
            // Only now: whether an account is locked is told to nobody but its person.
            Err(UseRecoveryCodeError::AccountLocked) => {
                self.store.audit(audit::recovery_code_refused(now, id.as_ref(), "account_locked")).await?;
                return Err(RecoveryCodeError::AccountLocked);
            }
            Err(UseRecoveryCodeError::Disabled) => return Err(RecoveryCodeError::Disabled),
            Err(UseRecoveryCodeError::Failed(failure)) => return Err(failure.into()),
        }
        let (Some(account), Some((session, token)), Some(code)) = (account, opened, code) else {
            return Err(RecoveryCodeError::AccountGone);
        };
        tracing::info!(account = %account.id, "signed in with the recovery code");
        Ok(Recovered { account, session, token, code })
    }

    fn code_for(&self, account: &UserHandle, now: Timestamp) -> Result<(Code, RecoveryCode), RecoveryCodeError> {
        let code = Code::generate()?;
        let hash = self.hash(account, &code);
        Ok((code, RecoveryCode { account: account.clone(), hash, created_at: now }))
    }

    /// Bound to the account: a code is worth nothing elsewhere, and equal codes could not be told.
    fn hash(&self, account: &UserHandle, code: &Code) -> CodeHash {
        CodeHash::from_bytes(self.hashes.mac(&[code.0.as_slice(), account.as_bytes()]))
    }

    fn failures_of(&self, name: &UserName) -> FailuresId {
        FailuresId::from_bytes(self.failures.mac(&[name.as_str().as_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r17_a_code_is_read_as_people_type_it() {
        let code = Code::generate().unwrap();
        let text = code.reveal();
        assert_eq!(text.len(), 23);
        assert!(text.split('-').all(|group| group.len() == 5));
        for typed in [
            text.to_string(),
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " – "),
            text.replace('0', "o").replace('1', "l"),
            text.replace('1', "I"),
        ] {
            assert_eq!(*Code::parse(&typed).unwrap().0, *code.0, "{typed}");
        }
        let longer = format!("{}0", *text);
        for wrong in ["", "AAAAA", &text[..22], &longer, "UUUUU-UUUUU-UUUUU-UUUUU", "ÅÅÅÅÅ-ÅÅÅÅÅ-ÅÅÅÅÅ-ÅÅÅÅÅ"]
        {
            assert!(Code::parse(wrong).is_none(), "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "Code(..)");
    }

    #[test]
    fn r17_codes_use_the_whole_alphabet() {
        let mut seen: Vec<u8> = (0..50).flat_map(|_| *Code::generate().unwrap().0).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, ALPHABET);
    }
}
