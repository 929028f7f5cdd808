//! Authenticator apps: shown, and removed, where somebody has as many as there may be (R32).

use super::words::{AppRemoved, AppSummary};
use super::{Operator, OperatorError};
use crate::audit;
use crate::delivery::Notice;
use crate::records::{AuthenticatorApp, MethodKind};
use crate::store::{ChangeSecurityInfoError, SecurityInfoChange};

/// How often it is tried while the account is changed all the time.
const TRIES: usize = 20;

impl Operator {
    /// An app goes at once. The last one of an account without a key that signs in goes only where that was said: its person may
    /// have no second step left.
    pub(super) async fn remove_app(
        &self,
        name: &str,
        app: &str,
        even_if_last: bool,
    ) -> Result<AppRemoved, OperatorError> {
        let account = self.account(name).await?;
        for _ in 0..TRIES {
            let read = self.store.security_info(&account.id).await?;
            let found = find(&read.apps, account.user_name.as_str(), app)?.clone();
            let mut info = read.clone();
            info.apps.retain(|other| other.id != found.id);
            if info.apps.is_empty() && !even_if_last && self.usable_keys(&account).await? == 0 {
                return Err(OperatorError::LastApp(account.user_name.to_string()));
            }
            let (apps_left, notice) = (info.apps.len(), Notice::MethodRemoved(MethodKind::App));
            let event = audit::method_removed_by_operator(self.clock.now(), &account.id, MethodKind::App);
            let mut change = SecurityInfoChange::new(&read, event);
            change.info = Some(info);
            change.messages = self.notices.of(&account.id, &notice).await?;
            match self.store.change_security_info(change).await {
                Ok(()) => {
                    self.notices.stored();
                    tracing::info!(actor = "operator", account = %account.id, app = %found.id, "app removed");
                    let user_name = account.user_name.to_string();
                    return Ok(AppRemoved { user_name, app: found.name, apps_left });
                }
                // Somebody else's change came between: what was read may be old.
                Err(ChangeSecurityInfoError::Conflict) => {}
                Err(ChangeSecurityInfoError::AccountLocked) => {
                    return Err(OperatorError::AccountLocked(account.user_name.to_string()));
                }
                Err(ChangeSecurityInfoError::Failed(failure)) => return Err(failure.into()),
                Err(_) => return Err(OperatorError::AccountUnknown(name.to_owned())),
            }
        }
        Err(OperatorError::AccountBusy(account.user_name.to_string()))
    }
}

/// The app with this id, or with this name where no other of the account has it.
fn find<'a>(apps: &'a [AuthenticatorApp], account: &str, app: &str) -> Result<&'a AuthenticatorApp, OperatorError> {
    if let Some(named) = apps.iter().find(|known| known.id.to_string() == app) {
        return Ok(named);
    }
    let mut called = apps.iter().filter(|known| known.name == app);
    match (called.next(), called.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(OperatorError::AppAmbiguous { account: account.into(), app: app.into() }),
        (None, _) => Err(OperatorError::AppUnknown { account: account.into(), app: app.into() }),
    }
}

pub(super) fn app_summary(app: &AuthenticatorApp) -> AppSummary {
    AppSummary {
        id: app.id.to_string(),
        name: app.name.clone(),
        created_at: app.added_at.to_string(),
        last_used_at: app.last_used_at.map(|at| at.to_string()),
    }
}
