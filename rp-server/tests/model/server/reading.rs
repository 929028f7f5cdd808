//! What the server says that an account has, in the model's words.

use rp_server::policy;
use rp_server::records::{ContactKind, MethodKind, RemovedThing};
use rp_server::security_info::{Choice, Snapshot};
use rp_server::store::{SecurityInfoStore as _, Store as _};

use super::Person;
use crate::laws::{Listed, Seen};
use crate::things::{PLACES, Place, Purpose, Way};

impl Person {
    /// Everything that can be seen of the account.
    pub(crate) async fn seen(&mut self) -> Seen {
        let snapshot = self.infos.read(&self.account.id).await.unwrap();
        self.learn_contacts(&snapshot);
        let offers = Purpose::ALL.map(|purpose| {
            let choices = snapshot.choices(self.infos.policy(), to_policy(purpose));
            choices.into_iter().map(|choice| self.listed(choice)).collect()
        });
        let asked_first = snapshot.default_choice(self.infos.policy()).map(|choice| self.listed(choice));
        let now = self.infos_now();
        let kept = self.store.removed_methods(&self.account.id).await.unwrap();
        let kept = kept.into_iter().filter(|removed| removed.deleted_at() > now);
        let mut removed = Vec::new();
        for thing in kept {
            removed.push(match thing.what {
                RemovedThing::Key(_) => (Way::Key, None),
                RemovedThing::App(_) => (Way::App, None),
                RemovedThing::Contact(contact) => {
                    let place = self.place_of(&contact.fingerprint).expect("a place of this sequence");
                    (if contact.kind == ContactKind::Email { Way::Email } else { Way::Sms }, Some(place))
                }
            });
        }
        removed.sort_unstable();
        Seen {
            offers,
            asked_first,
            removed,
            keys: snapshot.keys.len(),
            apps: snapshot.info.apps.len(),
            sessions: self.store.sessions(&self.account.id, now).await.unwrap().len(),
            has_recovery_code: self.store.recovery_code(&self.account.id).await.unwrap().is_some(),
            replacement_waits: snapshot.info.replacement.is_some(),
            has_way_in: snapshot.has_way_in(self.infos.policy()),
        }
    }

    fn infos_now(&self) -> rp_server::records::Timestamp {
        rp_server::clock::Clock::now(&self.clock)
    }

    fn learn_contacts(&mut self, snapshot: &Snapshot) {
        for contact in &snapshot.contacts {
            let place = self.place_of(&contact.fingerprint).expect("a place of this sequence");
            self.contacts.insert(place, contact.id);
        }
    }

    fn place_of(&self, fingerprint: &rp_server::records::ContactFingerprint) -> Option<Place> {
        PLACES.into_iter().find(|place| self.fingerprints[place] == *fingerprint)
    }

    fn listed(&self, choice: Choice) -> Listed {
        (way(choice.kind()), choice.contact().map(|id| self.place(&id).expect("a contact that was learned")))
    }
}

/// The model's name of a method.
pub(crate) fn way(kind: MethodKind) -> Way {
    match kind {
        MethodKind::SecurityKey => Way::Key,
        MethodKind::App => Way::App,
        MethodKind::Sms => Way::Sms,
        MethodKind::Call => Way::Call,
        MethodKind::Email => Way::Email,
        MethodKind::Password => Way::Password,
        MethodKind::RecoveryCode => Way::Recovery,
        MethodKind::Questions => panic!("questions are off"),
    }
}

fn to_policy(purpose: Purpose) -> policy::Purpose {
    match purpose {
        Purpose::SignIn => policy::Purpose::SignIn,
        Purpose::SecondStep => policy::Purpose::SecondStep,
        Purpose::Reset => policy::Purpose::Reset,
        Purpose::Proof => policy::Purpose::Proof,
    }
}
