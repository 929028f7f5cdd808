//! Addresses and numbers between their stored form, which nobody can read, and the one that a message goes to.

use std::fmt;
use std::sync::Arc;

use shared::ids::UserHandle;

use crate::records::{
    Channel, Contact, ContactFingerprint, ContactId, ContactKind, EmailAddress, PhoneNumber, Timestamp,
};
use crate::sealing::{SealError, SealingKey};
use crate::secret::{MacKey, ServerSecret};

/// Where a message can go.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// An e-mail address.
    Email(EmailAddress),
    /// A phone number.
    Phone(PhoneNumber),
}

/// Why a contact cannot be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// It does not open.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What was sealed is no address any more: the rules have changed since.
    #[error("a stored address or number is none by today's rules")]
    Value,
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
}

/// Seals and opens contacts.
#[derive(Clone)]
pub struct Contacts(Arc<Keys>);

struct Keys {
    sealing: SealingKey,
    fingerprints: MacKey,
}

impl Contacts {
    /// By the server's secret.
    pub fn new(secret: &ServerSecret) -> Result<Self, SealError> {
        let sealing = SealingKey::new(secret, "contact")?;
        Ok(Self(Arc::new(Keys { sealing, fingerprints: secret.key("contact fingerprint") })))
    }

    /// A new contact of an account, as yet unproven.
    pub fn seal(&self, account: &UserHandle, address: &Address, now: Timestamp) -> Result<Contact, ContactError> {
        let id = ContactId::generate().map_err(|_| ContactError::Random)?;
        Ok(Contact {
            id,
            account: account.clone(),
            kind: address.kind(),
            value: self.0.sealing.seal(&[id.as_bytes(), account.as_bytes()], address.reveal())?,
            fingerprint: self.fingerprint(address),
            added_at: now,
            verified_at: None,
            last_used_at: None,
        })
    }

    /// Where a contact's messages go.
    pub fn open(&self, contact: &Contact) -> Result<Address, ContactError> {
        let value = self.0.sealing.open(&[contact.id.as_bytes(), contact.account.as_bytes()], &contact.value)?;
        match contact.kind {
            ContactKind::Email => EmailAddress::new(&value).map(Address::Email).map_err(|_| ContactError::Value),
            ContactKind::Phone => match PhoneNumber::read(&value, None) {
                Ok(read) => Ok(Address::Phone(read.number)),
                Err(_) => Err(ContactError::Value),
            },
        }
    }

    /// By what an address is recognised in the store, whoever has it.
    pub fn fingerprint(&self, address: &Address) -> ContactFingerprint {
        let kind: &[u8] = match address.kind() {
            ContactKind::Email => b"email",
            ContactKind::Phone => b"phone",
        };
        // Upper and lower case before the `@` nearly always reach the same person.
        let value = zeroize::Zeroizing::new(address.reveal().to_lowercase());
        ContactFingerprint::from_bytes(self.0.fingerprints.mac(&[kind, b"\0", value.as_bytes()]))
    }
}

impl fmt::Debug for Contacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Contacts(..)")
    }
}

impl Address {
    /// What kind of contact it makes.
    pub fn kind(&self) -> ContactKind {
        match self {
            Self::Email(_) => ContactKind::Email,
            Self::Phone(_) => ContactKind::Phone,
        }
    }

    /// Whether messages of a channel can go there.
    pub fn takes(&self, channel: Channel) -> bool {
        match self {
            Self::Email(_) => channel == Channel::Mail,
            Self::Phone(_) => matches!(channel, Channel::Sms | Channel::Voice),
        }
    }

    /// The whole of it.
    pub fn reveal(&self) -> &str {
        match self {
            Self::Email(address) => address.reveal(),
            Self::Phone(number) => number.reveal(),
        }
    }
}

impl fmt::Display for Address {
    /// As much as its person needs to know it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(address) => address.fmt(f),
            Self::Phone(number) => number.fmt(f),
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix_millis(1_770_000_000_000);

    fn contacts(secret: u8) -> Contacts {
        Contacts::new(&ServerSecret::from_bytes([secret; 32])).unwrap()
    }

    fn email(text: &str) -> Address {
        Address::Email(EmailAddress::new(text).unwrap())
    }

    fn phone(text: &str) -> Address {
        Address::Phone(PhoneNumber::read(text, None).unwrap().number)
    }

    #[test]
    fn a_contact_opens_as_what_was_sealed_and_for_its_own_account_alone() {
        let (anna, bo) = (UserHandle::new([1; 32]).unwrap(), UserHandle::new([2; 32]).unwrap());
        for address in [email("anna@example.org"), phone("+46701234567")] {
            let contact = contacts(1).seal(&anna, &address, NOW).unwrap();
            assert_eq!(contacts(1).open(&contact), Ok(address.clone()));
            assert_eq!(contacts(2).open(&contact), Err(ContactError::Seal(SealError)));
            let moved = Contact { account: bo.clone(), ..contact.clone() };
            assert_eq!(contacts(1).open(&moved), Err(ContactError::Seal(SealError)));
            assert!(!format!("{contact:?}{address:?}").contains(address.reveal()));
        }
    }

    #[test]
    fn the_same_address_is_recognised_and_another_is_not() {
        let fingerprint = |address: &Address| contacts(1).fingerprint(address);
        assert_eq!(fingerprint(&email("Anna@example.org")), fingerprint(&email("anna@EXAMPLE.org")));
        assert_ne!(fingerprint(&email("anna@example.org")), fingerprint(&email("bo@example.org")));
        assert_ne!(fingerprint(&phone("+46701234567")), fingerprint(&phone("+46701234568")));
        assert_ne!(fingerprint(&phone("+46701234567")), contacts(2).fingerprint(&phone("+46701234567")));
    }
}
