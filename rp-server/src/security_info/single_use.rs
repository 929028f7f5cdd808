//! Single-use sign-in codes: in place of the password, on a computer that is not one's own (R20).

use super::leads::{PENDING_LIFETIME, PendingToken};
use super::{SecurityInfoError, SecurityInfos};
use crate::contacts::Address;
use crate::i18n::Language;
use crate::policy::Purpose;
use crate::records::{MethodKind, PendingPurpose, PendingSignIn, UserName};

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
        let account = self.parts().store.account_by_name(&name).await?;
        let pending = PendingSignIn {
            id: token.id(),
            purpose: PendingPurpose::SignIn,
            user_name: name,
            account: account.map(|account| account.id),
            proved: Vec::new(),
            started_at: now,
            expires_at: now.plus(PENDING_LIFETIME),
        };
        // The code first: where a day's are spent, nothing is left behind.
        self.send_step_code_to(&pending, address, method, language).await?;
        self.parts().store.put_pending_sign_in(pending.clone()).await?;
        Ok((pending, token))
    }
}
