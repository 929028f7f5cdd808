//! Single-use sign-in codes: in place of the password, on a computer that is not one's own (R20).

use shared::ids::UserHandle;

use super::leads::{PENDING_LIFETIME, PendingToken};
use super::{SecurityInfoError, SecurityInfos};
use crate::contacts::Address;
use crate::i18n::Language;
use crate::policy::Purpose;
use crate::records::{EmailAddress, MethodKind, PendingPurpose, PendingSignIn, UserName};

impl SecurityInfos {
    /// Begins a sign-in with a code that is sent to a number. Whether anybody has the name, and whether the number is theirs, does
    /// not show: where not, the code goes nowhere.
    pub async fn begin_with_code(
        &self,
        user_name: &str,
        address: &Address,
        method: MethodKind,
        language: Language,
    ) -> Result<(PendingSignIn, PendingToken), SecurityInfoError> {
        self.policy().check(method, Purpose::SignIn)?;
        self.check_region(address)?;
        let name = UserName::new(user_name)?;
        let (now, token) = (self.now(), PendingToken::generate()?);
        let account = self.parts().pace.keep(self.account_of(&name, address)).await?;
        let pending = PendingSignIn {
            id: token.id(),
            purpose: PendingPurpose::SignIn,
            user_name: name,
            account,
            proved: Vec::new(),
            started_at: now,
            expires_at: now.plus(PENDING_LIFETIME),
        };
        // The code first: where a day's are spent, nothing is left behind.
        self.send_step_code_to(&pending, address, method, language).await?;
        self.parts().store.put_pending_sign_in(pending.clone()).await?;
        Ok((pending, token))
    }

    /// The account with this name; or, where the name is an e-mail address, the one account that has proved both it and the number.
    async fn account_of(&self, name: &UserName, number: &Address) -> Result<Option<UserHandle>, SecurityInfoError> {
        if let Some(account) = self.parts().store.account_by_name(name).await? {
            return Ok(Some(account.id));
        }
        let Ok(email) = EmailAddress::new(name.as_str()) else { return Ok(None) };
        let owners = self.owners(&Address::Email(email)).await?;
        let mut both = self.owners(number).await?;
        both.retain(|account| owners.contains(account));
        // Of two accounts it could be, it is neither: their person has two names.
        Ok(if both.len() == 1 { both.pop() } else { None })
    }

    async fn owners(&self, address: &Address) -> Result<Vec<UserHandle>, SecurityInfoError> {
        let like = self.parts().store.contacts_like(&self.parts().contacts.fingerprint(address)).await?;
        let proven = like.into_iter().filter(|contact| contact.verified_at.is_some());
        Ok(proven.map(|contact| contact.account).collect())
    }
}
