//! Answers to the administrator's questions (R26): chosen, changed, removed, and compared beside another method when a password is
//! reset. For nothing else: what somebody knows about a person proves little (NIST SP 800-63B-4 §3.1.1).

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::leads::Proven;
use super::sign_in::Step;
use super::{PasswordHasher, SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::delivery::Notice;
use crate::policy::{Policy, Question};
use crate::records::{Answer, AuditKind, MethodKind, PendingPurpose, PendingSignIn, SecurityInfo, Session, UserName};
use crate::store::SecurityInfoChange;

/// The shortest answer, in characters: what is shorter is guessed by trying.
const SHORTEST: usize = 3;

/// Why answers will not do. `at` says which of them, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswersError {
    /// They are not to as many different questions of the list as are needed.
    #[error("Choose {} different questions of the list, and answer each.", Policy::ANSWERS)]
    Questions,
    /// An answer is too short.
    #[error("An answer is too short. Use {SHORTEST} characters or more.")]
    TooShort {
        /// Which.
        at: usize,
    },
    /// An answer is too long.
    #[error("An answer is too long. Use {} characters at most.", PasswordHasher::LONGEST)]
    TooLong {
        /// Which.
        at: usize,
    },
    /// An answer stands in its own question.
    #[error("An answer stands in its own question. Give one that cannot be read there.")]
    InQuestion {
        /// Which.
        at: usize,
    },
    /// Two answers are the same.
    #[error("Two answers are the same. Give each question an answer of its own.")]
    Alike {
        /// The second of them.
        at: usize,
    },
}

impl AnswersError {
    /// Which answer it is about; none where it is about the questions.
    pub fn at(self) -> Option<usize> {
        match self {
            Self::Questions => None,
            Self::TooShort { at } | Self::TooLong { at } | Self::InQuestion { at } | Self::Alike { at } => Some(at),
        }
    }
}

/// An answer as it was typed, and the question that it is to, in the words in which it was asked.
#[derive(Clone, Copy)]
pub struct TypedAnswer<'a> {
    /// The question.
    pub question: &'a str,
    /// What was typed.
    pub answer: &'a str,
}

impl fmt::Debug for TypedAnswer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TypedAnswer").field("question", &self.question).finish_non_exhaustive()
    }
}

impl SecurityInfo {
    /// The questions that the person has answered and that are still asked, in the administrator's order.
    pub fn answered<'a>(&'a self, policy: &'a Policy) -> Vec<(&'a Question, &'a Answer)> {
        let answer_to = |question: &Question| self.answers.iter().find(|answer| question.says(&answer.question));
        policy.questions.iter().filter_map(|question| Some((question, answer_to(question)?))).collect()
    }

    /// Whether as many are left as are needed: questions that the administrator took away are not made up for by fewer.
    pub fn has_answered(&self, policy: &Policy) -> bool {
        self.answered(policy).len() >= Policy::ANSWERS
    }
}

impl SecurityInfos {
    /// Gives the account of a session these answers, in place of those it may have.
    pub async fn set_answers(&self, session: &Session, typed: &[TypedAnswer<'_>]) -> Result<(), SecurityInfoError> {
        self.policy().offers(MethodKind::Questions)?;
        let mut answers = Vec::new();
        for (question, answer) in checked(self.policy(), typed)? {
            answers.push(Answer { question, hash: self.parts().passwords.hash(&answer).await? });
        }
        let is_first = self.parts().store.security_info(&session.account).await?.answers.is_empty();
        let notice = if is_first { Notice::MethodAdded(MethodKind::Questions) } else { Notice::AnswersChanged };
        self.change(&session.account, Some(notice), |snapshot, now| {
            let event = audit::of_methods(now, AuditKind::MethodAdded, &session.account, &[MethodKind::Questions]);
            let change = SecurityInfoChange {
                info: Some(SecurityInfo { answers: answers.clone(), ..snapshot.info.clone() }),
                forgiven: vec![self.failures_of(MethodKind::Questions, &snapshot.account.user_name)],
                ..SecurityInfoChange::new(&snapshot.info, event)
            };
            Ok((change, ()))
        })
        .await
    }

    /// Takes the answers away. Nobody signs in by them: no way in is lost.
    pub async fn remove_answers(&self, session: &Session) -> Result<(), SecurityInfoError> {
        self.change(&session.account, Some(Notice::MethodRemoved(MethodKind::Questions)), |snapshot, now| {
            if snapshot.info.answers.is_empty() {
                return Err(SecurityInfoError::MethodUnknown);
            }
            let event = audit::of_methods(now, AuditKind::MethodRemoved, &session.account, &[MethodKind::Questions]);
            let info = SecurityInfo { answers: Vec::new(), ..snapshot.info.clone() };
            Ok((SecurityInfoChange { info: Some(info), ..SecurityInfoChange::new(&snapshot.info, event) }, ()))
        })
        .await
    }

    /// What the person of a reset is asked, once they have proved something else; before that nothing, so that nobody learns who has
    /// chosen which questions, or tries answers at will. None either for whoever has not answered enough of them.
    pub(super) async fn questions_of(&self, pending: &PendingSignIn) -> Result<Vec<Question>, SecurityInfoError> {
        let (Some(account), true) = (&pending.account, may_be_asked(pending)) else { return Ok(Vec::new()) };
        if self.policy().offers(MethodKind::Questions).is_err() {
            return Ok(Vec::new());
        }
        let snapshot = self.read(account).await?;
        if !snapshot.info.has_answered(self.policy()) {
            return Ok(Vec::new());
        }
        Ok(snapshot.info.answered(self.policy()).into_iter().map(|(question, _)| question.clone()).collect())
    }

    /// Compares answers, and where every one is right goes on. Each is compared, whatever the others are: neither the answer nor the
    /// time it takes says which was wrong.
    pub(super) async fn check_answers_of(
        &self,
        snapshot: Option<&Snapshot>,
        name: &UserName,
        typed: &[TypedAnswer<'_>],
        step: &Step<'_>,
    ) -> Result<Proven, SecurityInfoError> {
        let asked = snapshot.filter(|snapshot| snapshot.info.has_answered(self.policy()));
        let asked = asked.map(|snapshot| snapshot.info.answered(self.policy())).unwrap_or_default();
        let mut right = 0;
        for (question, answer) in &asked {
            let to_it = typed.iter().find(|typed| question.says(typed.question)).map_or("", |typed| typed.answer);
            right += usize::from(self.parts().passwords.fits(&folded(to_it), Some(&answer.hash)).await?);
        }
        for _ in asked.len()..Policy::ANSWERS {
            self.parts().passwords.fits("", None).await?;
        }
        let right = snapshot.filter(|_| !asked.is_empty() && right == asked.len());
        self.settle(snapshot, right, name, step, None, |_, _| Ok(None)).await
    }
}

/// Whether a reset has come so far that questions are asked: they are never the first method, and thereby never the only one.
pub(super) fn may_be_asked(pending: &PendingSignIn) -> bool {
    pending.purpose == PendingPurpose::Reset && pending.proved.iter().any(|kind| *kind != MethodKind::Questions)
}

/// The answers as they are kept, each with its question in the words in which it was asked.
fn checked(policy: &Policy, typed: &[TypedAnswer<'_>]) -> Result<Vec<(String, Zeroizing<String>)>, AnswersError> {
    let mut questions: Vec<&Question> = Vec::new();
    let mut answers: Vec<(String, Zeroizing<String>)> = Vec::new();
    for (at, TypedAnswer { question: words, answer }) in typed.iter().enumerate() {
        let asked = policy.questions.iter().find(|question| question.says(words));
        let question = asked.filter(|asked| !questions.contains(asked)).ok_or(AnswersError::Questions)?;
        let answer = folded(answer);
        match answer.chars().count() {
            0..SHORTEST => return Err(AnswersError::TooShort { at }),
            length if length > PasswordHasher::LONGEST => return Err(AnswersError::TooLong { at }),
            _ => {}
        }
        if question.texts().iter().any(|text| folded(&text.text).contains(answer.as_str())) {
            return Err(AnswersError::InQuestion { at });
        }
        if answers.iter().any(|(_, other)| *other == answer) {
            return Err(AnswersError::Alike { at });
        }
        questions.push(question);
        answers.push(((*words).to_owned(), answer));
    }
    if answers.len() == Policy::ANSWERS { Ok(answers) } else { Err(AnswersError::Questions) }
}

/// An answer as it is compared: nobody remembers how they wrote it. Compatibility forms, upper case and blanks make no difference.
fn folded(answer: &str) -> Zeroizing<String> {
    let normal = Zeroizing::new(answer.nfkc().collect::<String>());
    let lower = Zeroizing::new(normal.to_lowercase());
    let mut folded = Zeroizing::new(String::with_capacity(lower.len()));
    for word in lower.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    const PET: &str = "What was your first pet called?";
    const STREET: &str = "In which street did you grow up?";
    const TEACHER: &str = "Who was your first teacher?";

    fn policy() -> Policy {
        let questions = [PET, STREET, TEACHER, "Vad?"].map(Question::plain).to_vec();
        Policy { questions, ..Policy::default() }
    }

    fn refusal(typed: &[(&str, &str)]) -> Option<AnswersError> {
        let typed: Vec<_> = typed.iter().map(|&(question, answer)| TypedAnswer { question, answer }).collect();
        checked(&policy(), &typed).err()
    }

    #[test]
    fn r26_three_different_questions_each_with_an_answer_of_its_own() {
        assert_eq!(refusal(&[(PET, "Karo"), (STREET, "Storgatan"), (TEACHER, "Berit")]), None);
        for not_these in [
            &[][..],
            &[(PET, "Karo"), (STREET, "Storgatan")],
            &[(PET, "Karo"), (STREET, "Storgatan"), (PET, "Berit")],
            &[(PET, "Karo"), (STREET, "Storgatan"), ("Who?", "Berit")],
            &[(PET, "Karo"), (STREET, "Storgatan"), (TEACHER, "Berit"), ("Vad?", "Nej")],
        ] {
            assert_eq!(refusal(not_these), Some(AnswersError::Questions), "{not_these:?}");
        }
        let long = "å".repeat(129);
        let third = |answer| refusal(&[(PET, "Karo"), (STREET, "Storgatan"), (TEACHER, answer)]);
        assert_eq!(third(" b  "), Some(AnswersError::TooShort { at: 2 }));
        assert_eq!(third(&long), Some(AnswersError::TooLong { at: 2 }));
        assert_eq!(third("TEACHER"), Some(AnswersError::InQuestion { at: 2 }));
        assert_eq!(third(" ＫＡＲＯ "), Some(AnswersError::Alike { at: 2 }));
    }

    #[test]
    fn r26_an_answer_is_the_same_however_it_was_typed() {
        for typed in ["Åsa  Öberg", " åsa öberg ", "A\u{30a}SA\u{a0}ÖBERG", "Åsa\tÖberg\n"] {
            assert_eq!(*folded(typed), "åsa öberg", "{typed:?}");
        }
        assert_ne!(*folded("Asa Oberg"), "åsa öberg");
    }

    #[test]
    fn what_was_typed_is_never_printed() {
        let typed = TypedAnswer { question: PET, answer: "Karo" };
        assert!(!format!("{typed:?}").contains("Karo"));
    }
}
