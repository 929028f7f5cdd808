//! What is removed is kept for thirty days, and can be brought back (R15, R34).

use shared::ids::{CredentialId, UserHandle};

use super::apps::check_room;
use super::{SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::delivery::Notice;
use crate::policy::Refusal;
use crate::records::{
    AppId, AuditKind, ContactKind, MethodKind, RemovedId, RemovedMethod, RemovedThing, Session, Timestamp,
};
use crate::store::SecurityInfoChange;
use crate::tokens::RandomError;

impl SecurityInfos {
    /// Removes a key, and every session that it proved.
    pub async fn remove_key(&self, session: &Session, id: &CredentialId) -> Result<(), SecurityInfoError> {
        let snapshot = self.read(&session.account).await?;
        let key = snapshot.keys.iter().find(|key| key.id == *id).ok_or(SecurityInfoError::MethodUnknown)?;
        let notice = Notice::KeyRemoved { name: key.name.clone() };
        self.change(&session.account, Some(notice), |snapshot, now| {
            let key = snapshot.keys.iter().find(|key| key.id == *id).ok_or(SecurityInfoError::MethodUnknown)?;
            let needs_key = self.check_way_in(&snapshot.without_key(id))?;
            let removed = kept(&session.account, RemovedThing::Key(Box::new(key.clone())), now)?;
            let change = SecurityInfoChange {
                keys_removed: vec![id.clone()],
                needs_key,
                removed: vec![removed],
                ..SecurityInfoChange::new(&snapshot.info, audit::credential_removed(now, key))
            };
            Ok((change, ()))
        })
        .await
    }

    /// Removes an app.
    pub async fn remove_app(&self, session: &Session, id: &AppId) -> Result<(), SecurityInfoError> {
        self.change(&session.account, Some(Notice::MethodRemoved(MethodKind::App)), |snapshot, now| {
            let app = snapshot.app(id).ok_or(SecurityInfoError::MethodUnknown)?;
            let after = snapshot.without_app(id);
            let change = SecurityInfoChange {
                info: Some(after.info.clone()),
                needs_key: self.check_way_in(&after)?,
                removed: vec![kept(&session.account, RemovedThing::App(app.clone()), now)?],
                ..SecurityInfoChange::new(
                    &snapshot.info,
                    audit::of_methods(now, AuditKind::MethodRemoved, &session.account, &[MethodKind::App]),
                )
            };
            Ok((change, ()))
        })
        .await
    }

    /// What the account can still bring back, the longest removed first.
    pub async fn removed(&self, session: &Session) -> Result<Vec<RemovedMethod>, SecurityInfoError> {
        let now = self.now();
        let mut removed = self.parts().store.removed_methods(&session.account).await?;
        // Its days are over, though nobody has come by to delete it.
        removed.retain(|removed| removed.deleted_at() > now);
        Ok(removed)
    }

    /// The account's removed method with this id.
    pub async fn own_removed(&self, session: &Session, id: &RemovedId) -> Result<RemovedMethod, SecurityInfoError> {
        let removed = self.removed(session).await?;
        removed.into_iter().find(|removed| removed.id == *id).ok_or(SecurityInfoError::MethodUnknown)
    }

    /// Brings a removed method back, as it was.
    pub async fn restore(&self, session: &Session, id: &RemovedId) -> Result<RemovedMethod, SecurityInfoError> {
        let removed = self.own_removed(session, id).await?;
        self.check_offered(&removed.what)?;
        self.change(&session.account, Some(Notice::MethodRestored(removed.kind())), |snapshot, now| {
            let event = audit::of_methods(now, AuditKind::MethodRestored, &session.account, &[removed.kind()]);
            let mut change = SecurityInfoChange::new(&snapshot.info, event);
            change.restored = vec![removed.id];
            // The store sees to keys and contacts: they are records of their own.
            if let RemovedThing::App(app) = &removed.what {
                check_room(&snapshot.info)?;
                let mut info = snapshot.info.clone();
                info.apps.push(app.clone());
                info.apps.sort_by_key(|app| app.added_at);
                change.info = Some(info);
            }
            Ok((change, ()))
        })
        .await?;
        Ok(removed)
    }

    /// What the administrator no longer allows is not brought back.
    fn check_offered(&self, what: &RemovedThing) -> Result<(), Refusal> {
        match what {
            RemovedThing::Key(_) => self.policy().offers(MethodKind::SecurityKey),
            RemovedThing::App(_) => self.policy().offers(MethodKind::App),
            RemovedThing::Contact(contact) if contact.kind == ContactKind::Email => {
                self.policy().offers(MethodKind::Email)
            }
            RemovedThing::Contact(_) => self
                .policy()
                .offers(MethodKind::Sms)
                .or_else(|refusal| self.policy().offers(MethodKind::Call).map_err(|_| refusal)),
        }
    }
}

impl Snapshot {
    /// What is left without a key.
    pub fn without_key(&self, id: &CredentialId) -> Self {
        let mut after = self.clone();
        after.keys.retain(|key| key.id != *id);
        after
    }

    /// What is left without an app.
    pub fn without_app(&self, id: &AppId) -> Self {
        let mut info = self.info.clone();
        info.apps.retain(|app| app.id != *id);
        Self { info, ..self.clone() }
    }
}

/// A method as it is kept from `now` on.
pub(super) fn kept(
    account: &UserHandle,
    what: RemovedThing,
    now: Timestamp,
) -> Result<RemovedMethod, SecurityInfoError> {
    let id = RemovedId::generate().map_err(|_| RandomError)?;
    Ok(RemovedMethod { id, account: account.clone(), removed_at: now, what })
}
