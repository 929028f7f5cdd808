//! Phone numbers and e-mail addresses: added once a code that was sent there has been typed, and removed (R8 to R13).

use shared::ids::UserHandle;

use super::codes::{Waiter, channel};
use super::service::TRIES;
use super::{SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::contacts::Address;
use crate::delivery::Notice;
use crate::records::{
    AuditKind, CodeTarget, Contact, ContactId, ContactKind, MethodKind, NewAddress, Patience, PendingCode, RemovedId,
    RemovedMethod, RemovedThing, Session, Timestamp,
};
use crate::sessions::Client;
use crate::store::{Counted, Guess, GuessError, SecurityInfoChange};
use crate::tokens::RandomError;

impl SecurityInfos {
    /// Sends a code to an address that is to become a contact.
    pub async fn send_to_new_contact(
        &self,
        session: &Session,
        address: &Address,
        method: MethodKind,
    ) -> Result<(), SecurityInfoError> {
        self.check_way(address, method)?;
        let snapshot = self.read(&session.account).await?;
        let sealed = self.parts().contacts.seal(&session.account, address, self.now())?;
        if snapshot.contacts.iter().any(|known| known.verified_at.is_some() && known.fingerprint == sealed.fingerprint)
        {
            return Err(SecurityInfoError::AlreadyThere);
        }
        let Contact { id, kind, value, fingerprint, .. } = sealed;
        let target = CodeTarget::New(NewAddress { id, kind, value, fingerprint });
        self.send_to_new(Waiter::NewContact(session, kind), &snapshot, target, address, method).await
    }

    /// Sends another code to the same address, by the same way or another (R11). The one before is worth nothing any more.
    pub async fn send_to_new_contact_again(
        &self,
        session: &Session,
        kind: ContactKind,
        method: MethodKind,
    ) -> Result<(), SecurityInfoError> {
        let waiter = Waiter::NewContact(session, kind);
        let waited = self.parts().store.pending_code(&self.code_id(waiter)).await?;
        let Some(PendingCode { target: CodeTarget::New(new), .. }) = waited else {
            return Err(SecurityInfoError::CodeOver);
        };
        let address = self.open_new(session, &new)?;
        self.check_way(&address, method)?;
        let snapshot = self.read(&session.account).await?;
        self.send_to_new(waiter, &snapshot, CodeTarget::New(new), &address, method).await
    }

    /// Compares the code that was sent to a new address; where it is right, the address is a contact from now on.
    pub async fn add_contact(
        &self,
        session: &Session,
        kind: ContactKind,
        typed: &str,
        client: &Client,
    ) -> Result<Address, SecurityInfoError> {
        let id = self.code_id(Waiter::NewContact(session, kind));
        let waited = self.parts().store.pending_code(&id).await?;
        let waited = waited.filter(|code| code.expires_at() > self.now()).ok_or(SecurityInfoError::CodeOver)?;
        let CodeTarget::New(new) = &waited.target else { return Err(SecurityInfoError::CodeOver) };
        let address = self.open_new(session, new)?;
        let compared = (id, self.compared(&waited, typed));
        for _ in 0..TRIES {
            let (snapshot, now) = (self.read(&session.account).await?, self.now());
            let name = &snapshot.account.user_name;
            let own = self.failures_of_adding(kind, name);
            let mut counted = self.counted(waited.method, name, client.address);
            // Its own counter: who is locked out of a method by a stranger's tries proves it anew by adding it again.
            counted.splice(..1, [Counted { id: own, patience: Patience::OfOne }]);
            let mut change = SecurityInfoChange {
                contacts: vec![Contact { verified_at: Some(now), ..contact_of(&session.account, new, now) }],
                forgiven: ways(kind).iter().map(|method| self.failures_of(*method, name)).chain([own]).collect(),
                ..SecurityInfoChange::new(
                    &snapshot.info,
                    audit::of_methods(now, AuditKind::MethodAdded, &session.account, &[waited.method]),
                )
            };
            self.tell(&mut change, &Notice::ContactAdded { address: address.to_string() }).await?;
            let refused = audit::method_refused(now, Some(&session.account), waited.method, "wrong");
            let guess = Guess { at: now, counted, code: Some(compared), right: Some(Box::new(change)), refused };
            match self.parts().store.attempt(guess).await {
                Ok(()) => {
                    self.parts().notices.stored();
                    return Ok(address);
                }
                Err(GuessError::Change(crate::store::ChangeSecurityInfoError::Conflict)) => {}
                Err(error) => return Err(SecurityInfoError::of_guess(error, waited.method)),
            }
        }
        Err(SecurityInfoError::Busy)
    }

    /// Removes a contact; it is kept for thirty days (R15), and the account must keep a way in. Returns where it led.
    pub async fn remove_contact(&self, session: &Session, id: &ContactId) -> Result<Address, SecurityInfoError> {
        let contact = self.contact_of(&session.account, id).await?;
        let address = self.parts().contacts.open(&contact)?;
        let notice = Notice::ContactRemoved { address: address.to_string() };
        let removed_id = RemovedId::generate().map_err(|_| RandomError)?;
        self.change(&session.account, Some(notice), |snapshot, now| {
            let contact = snapshot.contact(id).ok_or(SecurityInfoError::MethodUnknown)?.clone();
            let what = RemovedThing::Contact(contact);
            let removed = RemovedMethod { id: removed_id, account: session.account.clone(), removed_at: now, what };
            let mut after = snapshot.clone();
            after.contacts.retain(|other| other.id != *id);
            let event = audit::of_methods(now, AuditKind::MethodRemoved, &session.account, &[removed.kind()]);
            let change = SecurityInfoChange {
                contacts_removed: vec![*id],
                removed: vec![removed],
                needs_key: self.check_way_in(&after)?,
                ..SecurityInfoChange::new(&snapshot.info, event)
            };
            Ok((change, ()))
        })
        .await?;
        Ok(address)
    }

    /// The proven contact of an account with this id.
    pub async fn contact_of(&self, account: &UserHandle, id: &ContactId) -> Result<Contact, SecurityInfoError> {
        let contacts = self.parts().store.contacts(account).await?;
        let found = contacts.into_iter().find(|contact| contact.id == *id && contact.verified_at.is_some());
        found.ok_or(SecurityInfoError::MethodUnknown)
    }

    /// Where a contact's messages go.
    pub fn open_contact(&self, contact: &Contact) -> Result<Address, SecurityInfoError> {
        Ok(self.parts().contacts.open(contact)?)
    }

    /// Whether the account would keep a way in without this contact.
    pub fn can_remove_contact(&self, snapshot: &Snapshot, id: &ContactId) -> bool {
        let mut after = snapshot.clone();
        after.contacts.retain(|other| other.id != *id);
        self.check_way_in(&after).is_ok()
    }

    /// Where the messages of an account's contact go; none when it has no such contact any more.
    pub(super) async fn address_of(
        &self,
        account: &UserHandle,
        id: &ContactId,
    ) -> Result<Option<Address>, SecurityInfoError> {
        match self.contact_of(account, id).await {
            Ok(contact) => Ok(Some(self.parts().contacts.open(&contact)?)),
            Err(SecurityInfoError::MethodUnknown) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Where the code of an address that is to become a contact went.
    pub(super) fn open_new(&self, session: &Session, new: &NewAddress) -> Result<Address, SecurityInfoError> {
        self.open_new_of(&session.account, new)
    }

    /// The same, of this account.
    pub(super) fn open_new_of(&self, account: &UserHandle, new: &NewAddress) -> Result<Address, SecurityInfoError> {
        Ok(self.parts().contacts.open(&contact_of(account, new, self.now()))?)
    }

    /// Whether codes may go to an address this way.
    pub(super) fn check_way(&self, address: &Address, method: MethodKind) -> Result<(), SecurityInfoError> {
        if !channel(method).is_some_and(|channel| address.takes(channel)) {
            return Err(SecurityInfoError::MethodUnknown);
        }
        self.policy().offers(method)?;
        self.check_region(address)
    }
}

/// The methods that a contact serves.
fn ways(kind: ContactKind) -> &'static [MethodKind] {
    match kind {
        ContactKind::Phone => &[MethodKind::Sms, MethodKind::Call],
        ContactKind::Email => &[MethodKind::Email],
    }
}

pub(super) fn contact_of(account: &UserHandle, new: &NewAddress, now: Timestamp) -> Contact {
    let NewAddress { id, kind, value, fingerprint } = new.clone();
    let account = account.clone();
    Contact { id, account, kind, value, fingerprint, added_at: now, verified_at: None, last_used_at: None }
}
