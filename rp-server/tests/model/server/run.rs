//! Each step, done by the real thing as its route does it.

use std::time::Duration;

use rp_server::clock::Clock as _;
use rp_server::i18n::Language;
use rp_server::records::{ContactKind, PendingPurpose, PendingSignIn, Proof, RemovedThing, Session};
use rp_server::security_info::{Choice, Evidence, Proven, Replacer, Waiter};
use rp_server::store::{SecurityInfoStore as _, Store as _};

use super::Person;
use super::reading::way as way_of;
use crate::answer::{Answer, Outcome, Why};
use crate::reference::Learned;
use crate::steps::{Step, Typed};
use crate::terms::kind;
use crate::things::{PASSWORDS, PLACES, Place, Way};

/// More than a sequence removes.
const MANY: usize = 1000;

impl Person {
    /// Does a step; `text` is what is typed. What its person learns from it goes to `learned`.
    pub(crate) async fn run(&mut self, step: &Step, text: &str, learned: &mut Learned) -> Outcome {
        let infos = self.infos.clone();
        match step {
            Step::Wait(seconds) => self.clock.advance(Duration::from_secs(*seconds)),
            Step::KeySignIn { browser, key } => return self.key_sign_in(*browser, *key).await,
            Step::PasswordSignIn { browser, password } => {
                let client = self.browsers[*browser].client();
                let password = PASSWORDS[usize::from(*password)];
                let name = self.account.user_name.to_string();
                let proven = infos.sign_in_with_password(&name, password, &client).await?;
                return Ok(self.keep(*browser, proven));
            }
            Step::CodeSignIn { browser, way, phone } => {
                let (address, name) = (&self.addresses[&Place::Phone(*phone)], self.account.user_name.to_string());
                let begun = infos.begin_with_code(&name, address, kind(*way), Language::default()).await;
                let (pending, token) = begun?;
                self.browsers[*browser].under_way = Some(token);
                self.read_code(Waiter::Step(&pending), learned).await;
            }
            Step::SendNext { browser, way, place } => {
                let pending = self.under_way(*browser).await?;
                if pending.purpose == PendingPurpose::SignIn && !pending.proved.is_empty() {
                    infos.send_step_code(&pending, self.choice(*way, *place), Language::default()).await?;
                } else {
                    let address = &self.addresses[place];
                    infos.send_step_code_to(&pending, address, kind(*way), Language::default()).await?;
                }
                self.read_code(Waiter::Step(&pending), learned).await;
            }
            Step::TakeNext { browser, typed } => {
                let pending = self.under_way(*browser).await?;
                let client = self.browsers[*browser].client();
                let proven = infos.next_step(&pending, evidence(typed, text), &client).await?;
                return Ok(self.keep(*browser, proven));
            }
            Step::SendProof { browser, way, place } => {
                let session = self.signed_in(*browser).await?;
                infos.send_proof_code(&session, self.choice(*way, *place), Language::default()).await?;
                self.read_code(Waiter::Proof(&session), learned).await;
            }
            Step::Prove { browser, typed } => {
                let session = self.signed_in(*browser).await?;
                let client = self.browsers[*browser].client();
                let proven = infos.prove(&session, evidence(typed, text), &client).await?;
                return Ok(self.keep(*browser, proven));
            }
            Step::AddKey { browser, key } => return self.add_key(*browser, *key).await,
            Step::RemoveKey { browser, key } => {
                let session = self.may_change(*browser).await?;
                infos.remove_key(&session, &self.key_id(*key)).await?;
            }
            Step::BeginApp { browser } => {
                let session = self.may_change(*browser).await?;
                let setup = infos.begin_app(&session).await?;
                self.browsers[*browser].setup = Some(setup.sealed().to_owned());
                learned.seed = Some(setup.seed().reveal().to_string());
            }
            Step::FinishApp { browser, .. } => {
                let session = self.may_change(*browser).await?;
                let sealed = self.browsers[*browser].setup.clone().unwrap_or_default();
                let setup = infos.app_setup(&session, &sealed)?;
                infos.finish_app(&session, &setup, text, None).await?;
            }
            Step::RemoveApp { browser, which } => {
                let session = self.may_change(*browser).await?;
                infos.remove_app(&session, &self.app(*which).await.ok_or(Why::Unknown)?).await?;
            }
            Step::SendNew { browser, way, place } => {
                let session = self.may_change(*browser).await?;
                infos.send_to_new_contact(&session, &self.addresses[place], kind(*way)).await?;
                self.read_code(Waiter::NewContact(&session, contact_kind(*way)), learned).await;
            }
            Step::SendNewAgain { browser, way } => {
                let session = self.may_change(*browser).await?;
                infos.send_to_new_contact_again(&session, contact_kind(*way), kind(*way)).await?;
                self.read_code(Waiter::NewContact(&session, contact_kind(*way)), learned).await;
            }
            Step::TypeNew { browser, is_phone, .. } => {
                let session = self.may_change(*browser).await?;
                let of = if *is_phone { ContactKind::Phone } else { ContactKind::Email };
                infos.add_contact(&session, of, text, &self.browsers[*browser].client()).await?;
            }
            Step::RemovePlace { browser, place } => {
                let session = self.may_change(*browser).await?;
                infos.remove_contact(&session, &self.contact(*place)).await?;
            }
            Step::SetPassword { browser, password } => {
                let session = self.may_change(*browser).await?;
                infos.set_password(&session, PASSWORDS[usize::from(*password)]).await?;
            }
            Step::RemovePassword { browser } => {
                let session = self.may_change(*browser).await?;
                infos.remove_password(&session).await?;
            }
            Step::Restore { browser, which } => {
                let session = self.may_change(*browser).await?;
                let mut removed = infos.removed(&session).await?;
                removed.sort_by_key(|removed| (removed.removed_at, order(&removed.what)));
                infos.restore(&session, &removed.get(*which).ok_or(Why::Unknown)?.id).await?;
            }
            Step::SwitchTwoSteps { browser, on } => {
                let session = self.may_change(*browser).await?;
                if *on {
                    infos.switch_two_step_on(&session).await?
                } else {
                    infos.switch_two_step_off(&session).await?
                }
            }
            Step::ChooseDefault { browser, way, place } => {
                let session = self.may_change(*browser).await?;
                infos.choose_default(&session, self.choice(*way, *place)).await?;
            }
            Step::Trust { browser } => return self.trust(*browser).await,
            Step::Distrust { browser, which } => {
                let session = self.may_change(*browser).await?;
                let devices = infos.trusted_devices(&session).await?;
                let device = devices.get(*which).ok_or(Why::DeviceUnknown)?;
                infos.forget_device(&session, &device.public_id()).await?;
            }
            Step::MakeRecovery { browser } => {
                self.may_change(*browser).await?;
                infos
                    .policy()
                    .offers(kind(Way::Recovery))
                    .map_err(rp_server::security_info::SecurityInfoError::from)?;
                let code = self.recovery_codes.replace(&self.account).await?;
                learned.recovery = Some(code.reveal().to_string());
            }
            Step::RemoveRecovery { browser } => {
                self.may_change(*browser).await?;
                let is_removed = self.recovery_codes.remove(&self.account.id).await?;
                return if is_removed { Ok(Answer::Done) } else { Err(Why::Unknown) };
            }
            Step::UseRecovery { browser, .. } => {
                infos
                    .policy()
                    .offers(kind(Way::Recovery))
                    .map_err(rp_server::security_info::SecurityInfoError::from)?;
                let client = self.browsers[*browser].client();
                let entered = self.recovery_codes.enter(self.account.user_name.as_str(), text, &client).await?;
                learned.recovery = Some(entered.code.reveal().to_string());
                return Ok(self.keep(*browser, entered.proven));
            }
            Step::BeginReset { browser } => {
                let (_, token) = infos.begin_reset(&self.account.user_name).await?;
                self.browsers[*browser].under_way = Some(token);
            }
            Step::ResetPassword { browser, password } => {
                let pending = self.under_way(*browser).await?;
                infos.reset_password(&pending, PASSWORDS[usize::from(*password)]).await?;
            }
            Step::SendReplacement { browser, signed_in, way, place } => {
                let asking = self.asking(*browser, *signed_in).await?;
                let replacer = asking.replacer();
                infos.send_to_replacement(replacer, &self.addresses[place], kind(*way)).await?;
                self.read_code(replacer.waiter().unwrap(), learned).await;
            }
            Step::TypeReplacement { browser, signed_in, .. } => {
                let asking = self.asking(*browser, *signed_in).await?;
                infos.request_replacement(asking.replacer(), text, &self.browsers[*browser].client()).await?;
            }
            Step::CancelReplacement { browser } => {
                let session = self.may_change(*browser).await?;
                infos.cancel_replacement(&session).await?;
            }
            Step::Housekeeping => {
                infos.replace_what_is_due().await?;
                self.store.sweep(self.clock.now()).await.unwrap();
                self.store.delete_removed(self.clock.now(), MANY).await.unwrap();
            }
            Step::Siege { .. } => {}
        }
        Ok(Answer::Done)
    }

    async fn trust(&mut self, browser: usize) -> Outcome {
        let session = self.signed_in(browser).await?;
        if !self.sessions.has_fresh_proof(&session) {
            return Err(Why::ProofRequired);
        }
        let standing = self.infos.standing(&session, self.browsers[browser].device.as_ref()).await?;
        let (_, token) = self.infos.trust_device(&session, "Laptop", standing.device).await?;
        self.browsers[browser].device = Some(token);
        Ok(Answer::Done)
    }

    async fn under_way(&self, browser: usize) -> Result<PendingSignIn, Why> {
        let token = self.browsers[browser].under_way.as_ref().ok_or(Why::PendingOver)?;
        self.infos.pending(token).await?.ok_or(Why::PendingOver)
    }

    async fn asking(&self, browser: usize, signed_in: bool) -> Result<Asking, Why> {
        if signed_in {
            return Ok(Asking::Session(self.signed_in(browser).await?));
        }
        Ok(Asking::SignIn(self.under_way(browser).await?))
    }

    fn choice(&self, way: Way, place: Place) -> Choice {
        match way {
            Way::Key => Choice::Key,
            Way::App => Choice::App,
            Way::Sms => Choice::Sms(self.contact(place)),
            Way::Call => Choice::Call(self.contact(place)),
            Way::Email => Choice::Email(self.contact(place)),
            Way::Password | Way::Recovery => Choice::Password,
        }
    }

    /// The browser keeps what a right proof has led to.
    fn keep(&mut self, browser: usize, proven: Proven) -> Answer {
        let browser = &mut self.browsers[browser];
        match proven {
            Proven::Session(session, token) => {
                browser.session = Some(token);
                Answer::SignedIn(match &session.proof {
                    Proof::SecurityKey(_) => vec![Way::Key],
                    Proof::RecoveryCode => vec![Way::Recovery],
                    Proof::Steps { first, second } => {
                        std::iter::once(first).chain(second).map(|kind| way_of(*kind)).collect()
                    }
                })
            }
            Proven::Pending(pending, token) => {
                browser.under_way = token.or(browser.under_way.take());
                Answer::Further(pending.proved.iter().map(|kind| way_of(*kind)).collect())
            }
        }
    }

    /// The code that somebody waits for, where it was sent anywhere: read from what the outbox will send.
    async fn read_code(&self, waiter: Waiter<'_>, learned: &mut Learned) {
        let code = self.store.pending_code(&self.infos.code_id(waiter)).await.unwrap().unwrap();
        let Some(message) = &code.message else { return };
        let (text, to) = self.letters.read(&self.store.message(message).await.unwrap().unwrap());
        let place =
            PLACES.into_iter().find(|place| self.addresses[place].reveal() == to).expect("a place of this sequence");
        learned.sent = Some((text, place));
    }
}

/// Whoever asks to have everything replaced.
enum Asking {
    Session(Session),
    SignIn(PendingSignIn),
}

impl Asking {
    fn replacer(&self) -> Replacer<'_> {
        match self {
            Self::Session(session) => Replacer::Session(session),
            Self::SignIn(pending) => Replacer::SignIn(pending),
        }
    }
}

fn evidence<'a>(typed: &Typed, text: &'a str) -> Evidence<'a> {
    match typed {
        Typed::Sent(way, _) => Evidence::Sent(kind(*way), text),
        Typed::App { .. } => Evidence::App(text),
        Typed::Password(_) => Evidence::Password(text),
    }
}

fn contact_kind(way: Way) -> ContactKind {
    if way == Way::Email { ContactKind::Email } else { ContactKind::Phone }
}

/// What was removed at once is listed in any order: here keys come first, then apps, then places, the oldest first.
fn order(what: &RemovedThing) -> (u8, Vec<u8>, u64) {
    match what {
        RemovedThing::Key(key) => (0, key.id.as_bytes().to_vec(), 0),
        RemovedThing::App(app) => (1, Vec::new(), app.added_at.unix_millis()),
        RemovedThing::Contact(contact) => (2, Vec::new(), contact.added_at.unix_millis()),
    }
}
