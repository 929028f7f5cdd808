//! Somebody with an account, two browsers and phones.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use rp_server::clock::{Clock, ManualClock};
use rp_server::contacts::{Address, Contacts};
use rp_server::delivery::{Notices, Outbox};
use rp_server::records::{
    Account, AppId, Attestation, AttestationVerdict, AuditEvent, AuditKind, ContactFingerprint, ContactId, Credential,
    EmailAddress, PhoneNumber, Session, Timestamp, UserName,
};
use rp_server::recovery_codes::RecoveryCodes;
use rp_server::secret::ServerSecret;
use rp_server::security_info::{Ingredients, PasswordHasher, SecurityInfos};
use rp_server::sessions::{SessionLimits, Sessions};
use rp_server::store::{NewAccount, SledStore, Store};
use shared::ids::{Aaguid, CredentialId, UserHandle};

use super::House;
use super::browser::Browser;
use super::letters::Letters;
use crate::answer::Why;
use crate::terms::Terms;
use crate::things::{PLACES, Place};

pub(crate) const START: u64 = 1_800_000_000_000;
const SESSION: Duration = Duration::from_secs(12 * 3600);

pub(crate) struct Person {
    pub(crate) clock: ManualClock,
    pub(crate) store: Arc<SledStore>,
    pub(crate) infos: SecurityInfos,
    pub(crate) sessions: Sessions,
    pub(crate) recovery_codes: RecoveryCodes,
    pub(crate) letters: Letters,
    pub(crate) account: Account,
    pub(crate) browsers: [Browser; 2],
    /// The last contact of each place, there or not.
    pub(crate) contacts: BTreeMap<Place, ContactId>,
    /// No two sequences share a number or an address.
    pub(crate) addresses: BTreeMap<Place, Address>,
    pub(crate) fingerprints: BTreeMap<Place, ContactFingerprint>,
    number: u32,
}

impl Person {
    /// Moves into a house: with one key, and signed in nowhere.
    pub(crate) async fn new(house: &House, number: u32, terms: &Terms) -> Self {
        let (clock, secret) = (ManualClock::new(Timestamp::from_unix_millis(START)), ServerSecret::from_bytes([7; 32]));
        let store: Arc<dyn Store> = Arc::clone(&house.store) as _;
        let shared_clock: Arc<dyn Clock> = Arc::new(clock.clone());
        let limits = SessionLimits { idle: SESSION, absolute: SESSION };
        let sessions = Sessions::new(Arc::clone(&store), Arc::clone(&shared_clock), limits);
        let (policy, contacts) = (terms.to_policy(), Contacts::new(&secret).unwrap());
        let outbox = Outbox::new(&secret, policy.channels, "Nyckel").unwrap();
        let notices = Notices::new(Arc::clone(&store), Arc::clone(&shared_clock), contacts.clone(), outbox.clone());
        let ingredients = Ingredients {
            store: Arc::clone(&store),
            clock: Arc::clone(&shared_clock),
            sessions: sessions.clone(),
            policy,
            contacts: contacts.clone(),
            outbox,
            notices: notices.clone(),
            takes_keys: false,
            passwords: PasswordHasher::weak(),
            service: "Nyckel".into(),
        };
        let infos = SecurityInfos::new(ingredients, &secret).unwrap();
        let account = Account {
            id: UserHandle::new([number.to_be_bytes().as_slice(), &[0xaa; 28]].concat()).unwrap(),
            user_name: UserName::new(&format!("person{number}")).unwrap(),
            display_name: format!("Person {number}"),
            created_at: clock.now(),
            language: None,
            locked_at: None,
        };
        let addresses: BTreeMap<Place, Address> = PLACES.map(|place| (place, address(number, place))).into();
        let fingerprint = |(place, address): (&Place, &Address)| (*place, contacts.fingerprint(address));
        let person = Self {
            fingerprints: addresses.iter().map(fingerprint).collect(),
            addresses,
            recovery_codes: RecoveryCodes::new(store, shared_clock, sessions.clone(), notices, infos.clone(), &secret),
            infos,
            letters: Letters::new(&secret),
            store: Arc::clone(&house.store),
            browsers: Default::default(),
            contacts: BTreeMap::new(),
            clock,
            sessions,
            account,
            number,
        };
        let new = NewAccount {
            account: person.account.clone(),
            credential: person.key(0),
            session: None,
            invitation: None,
            event: person.event(AuditKind::AccountCreated),
        };
        person.store.create_account(new).await.unwrap();
        person
    }

    /// The session of a browser.
    pub(crate) async fn signed_in(&self, browser: usize) -> Result<Session, Why> {
        let token = self.browsers[browser].session.as_ref().ok_or(Why::SignedOut)?;
        self.sessions.current(token).await.unwrap().ok_or(Why::SignedOut)
    }

    /// The session of a browser whose person may change security info: what every route for changes asks.
    pub(crate) async fn may_change(&self, browser: usize) -> Result<Session, Why> {
        let session = self.signed_in(browser).await?;
        let standing = self.infos.standing(&session, self.browsers[browser].device.as_ref()).await?;
        let may = standing.device.is_some() || self.sessions.has_fresh_proof(&session);
        if may { Ok(session) } else { Err(Why::ProofRequired) }
    }

    pub(crate) fn key_id(&self, key: u8) -> CredentialId {
        CredentialId::new([self.number.to_be_bytes().as_slice(), &[key; 12]].concat()).unwrap()
    }

    pub(crate) fn key(&self, key: u8) -> Credential {
        Credential {
            id: self.key_id(key),
            account: self.account.id.clone(),
            public_key: vec![0xa5; 77],
            algorithm: -7,
            sign_count: 0,
            aaguid: Aaguid([9; 16]),
            transports: vec!["usb".into()],
            name: format!("Key {key}"),
            backup_eligible: false,
            backup_state: false,
            uv_initialized: true,
            attestation: Attestation { format: "none".into(), verdict: AttestationVerdict::Trusted },
            created_at: self.clock.now(),
            last_used_at: None,
            suspected_clone_at: None,
        }
    }

    pub(crate) fn event(&self, kind: AuditKind) -> AuditEvent {
        let (at, account) = (self.clock.now(), Some(self.account.id.clone()));
        AuditEvent { at, kind, account, credential: None, detail: String::new(), actor: None }
    }

    /// The contact of a place: the last one that it was, or one that nobody ever had.
    pub(crate) fn contact(&self, place: Place) -> ContactId {
        self.contacts.get(&place).copied().unwrap_or_else(|| ContactId::from_bytes([0xee; 16]))
    }

    /// Which place a contact is.
    pub(crate) fn place(&self, contact: &ContactId) -> Option<Place> {
        self.contacts.iter().find(|(_, known)| *known == contact).map(|(place, _)| *place)
    }

    /// The app that the person sees in this place of the list.
    pub(crate) async fn app(&self, which: usize) -> Option<AppId> {
        self.infos.read(&self.account.id).await.unwrap().info.apps.get(which).map(|app| app.id)
    }
}

fn address(number: u32, place: Place) -> Address {
    match place {
        Place::Phone(which) => {
            let number = format!("+4670{:07}", number * 2 % 10_000_000 + u32::from(which));
            Address::Phone(PhoneNumber::read(&number, None).unwrap().number)
        }
        Place::Mailbox(which) => {
            Address::Email(EmailAddress::new(&format!("person{number}.{which}@example.org")).unwrap())
        }
    }
}
