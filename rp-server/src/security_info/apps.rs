//! Authenticator apps: set up, named, and used (R30 to R32).

use shared::ids::Base64UrlBytes;

use super::leads::Proven;
use super::seed::Seed;
use super::sign_in::Step;
use super::{Choice, SecurityInfoError, SecurityInfos, Snapshot};
use crate::audit;
use crate::ceremonies::displayed_name;
use crate::delivery::Notice;
use crate::records::{
    AppId, AuditKind, AuthenticatorApp, MethodKind, RemovedThing, Sealed, SecurityInfo, Session, Timestamp, UserName,
};
use crate::store::SecurityInfoChange;
use crate::tokens::RandomError;

/// How many an account may have (R32).
pub const MOST_APPS: usize = 5;
/// What an app is called that nobody named.
pub const UNNAMED_APP: &str = "Authenticator app";

/// An app that is being set up. Nothing of it is stored: it goes to its person sealed, for their session alone, and counts once
/// they send it back with a code that it made (R31).
#[derive(Debug)]
pub struct AppSetup {
    id: AppId,
    seed: Seed,
    sealed: String,
}

impl AppSetup {
    /// What names it until its code is there; it shows nothing to whoever has not the server's secret.
    pub fn sealed(&self) -> &str {
        &self.sealed
    }

    /// What the app is to know.
    pub fn seed(&self) -> &Seed {
        &self.seed
    }
}

/// What an app is called: as it was typed, or by default.
pub fn app_name(typed: Option<&str>) -> Result<String, SecurityInfoError> {
    Ok(displayed_name(typed.unwrap_or(UNNAMED_APP), "app's name")?)
}

impl SecurityInfos {
    /// What the service calls itself in an app.
    pub fn issuer(&self) -> &str {
        &self.parts().service
    }

    /// Whether the account may have one more app.
    pub async fn check_room_for_app(&self, session: &Session) -> Result<(), SecurityInfoError> {
        self.policy().offers(MethodKind::App)?;
        check_room(&self.read(&session.account).await?.info)
    }

    /// Begins to set an app up.
    pub async fn begin_app(&self, session: &Session) -> Result<AppSetup, SecurityInfoError> {
        self.check_room_for_app(session).await?;
        let (id, seed) = (AppId::generate().map_err(|_| RandomError)?, Seed::generate()?);
        let text = zeroize::Zeroizing::new(format!("{id} {}", *seed.reveal()));
        let sealed = self.parts().seeds.seal(&place_of_setup(session), &text)?;
        let sealed = Base64UrlBytes::new(sealed.as_bytes()).map_err(|_| SecurityInfoError::SetupUnknown)?;
        Ok(AppSetup { id, seed, sealed: sealed.to_string() })
    }

    /// The app that was begun with this: in this session, and by this account.
    pub fn app_setup(&self, session: &Session, sealed: &str) -> Result<AppSetup, SecurityInfoError> {
        let unknown = SecurityInfoError::SetupUnknown;
        let Ok(bytes) = sealed.parse::<Base64UrlBytes>() else { return Err(unknown) };
        let opened = self.parts().seeds.open(&place_of_setup(session), &Sealed::new(bytes.into_bytes()));
        let Ok(text) = opened else { return Err(unknown) };
        let (id, seed) = text.split_once(' ').unwrap_or_default();
        match (id.parse(), Seed::parse(seed)) {
            (Ok(id), Some(seed)) => Ok(AppSetup { id, seed, sealed: sealed.to_owned() }),
            _ => Err(unknown),
        }
    }

    /// Adds the app that was begun, once it has shown a right code; it is asked for first from then on (R31).
    pub async fn finish_app(
        &self,
        session: &Session,
        setup: &AppSetup,
        code: &str,
        name: Option<&str>,
    ) -> Result<AuthenticatorApp, SecurityInfoError> {
        self.policy().offers(MethodKind::App)?;
        let name = app_name(name)?;
        let step = setup.seed.step_of(code, self.now()).ok_or(SecurityInfoError::Wrong(MethodKind::App))?;
        let seed = self.parts().seeds.seal(&place_of_seed(session, &setup.id), &setup.seed.reveal())?;
        // One that was removed comes back by being brought back: with it, what it knows of the codes that were used.
        let is_removed = |removed: &crate::records::RemovedMethod| match &removed.what {
            RemovedThing::App(app) => app.id == setup.id,
            RemovedThing::Key(_) | RemovedThing::Contact(_) => false,
        };
        if self.parts().store.removed_methods(&session.account).await?.iter().any(is_removed) {
            return Err(SecurityInfoError::SetupUnknown);
        }
        self.change(&session.account, Some(Notice::MethodAdded(MethodKind::App)), |snapshot, now| {
            if snapshot.app(&setup.id).is_some() {
                return Err(SecurityInfoError::AlreadyThere);
            }
            check_room(&snapshot.info)?;
            let app = AuthenticatorApp {
                id: setup.id,
                name: name.clone(),
                seed: seed.clone(),
                added_at: now,
                last_used_at: None,
                // The code that was the test is used.
                last_step: step,
            };
            let mut info = SecurityInfo { default: Some(Choice::App.to_default()), ..snapshot.info.clone() };
            info.apps.push(app.clone());
            let event = audit::of_methods(now, AuditKind::MethodAdded, &session.account, &[MethodKind::App]);
            let change = SecurityInfoChange {
                info: Some(info),
                forgiven: vec![self.failures_of(MethodKind::App, &snapshot.account.user_name)],
                ..SecurityInfoChange::new(&snapshot.info, event)
            };
            Ok((change, app))
        })
        .await
    }

    /// The account's app with this id.
    pub async fn own_app(&self, session: &Session, id: &AppId) -> Result<AuthenticatorApp, SecurityInfoError> {
        let info = self.parts().store.security_info(&session.account).await?;
        info.apps.into_iter().find(|app| app.id == *id).ok_or(SecurityInfoError::MethodUnknown)
    }

    /// Gives an app another name.
    pub async fn rename_app(
        &self,
        session: &Session,
        id: &AppId,
        name: &str,
    ) -> Result<AuthenticatorApp, SecurityInfoError> {
        let name = displayed_name(name, "app's name")?;
        let app = self.own_app(session, id).await?;
        // The name it has is no change, and nothing to be told.
        if app.name == name {
            return Ok(app);
        }
        let notice = Notice::AppRenamed { old: app.name, name: name.clone() };
        self.change(&session.account, Some(notice), |snapshot, now| {
            let mut info = snapshot.info.clone();
            let app = info.apps.iter_mut().find(|app| app.id == *id).ok_or(SecurityInfoError::MethodUnknown)?;
            app.name.clone_from(&name);
            let renamed = app.clone();
            let event = audit::of_methods(now, AuditKind::MethodRenamed, &session.account, &[MethodKind::App]);
            let change = SecurityInfoChange { info: Some(info), ..SecurityInfoChange::new(&snapshot.info, event) };
            Ok((change, renamed))
        })
        .await
    }

    /// Compares a code with every app of the account, and where one shows it goes on. A time step is accepted once, and none before
    /// it: whoever reads a code over a shoulder comes too late.
    pub(super) async fn check_app_of(
        &self,
        snapshot: Option<&Snapshot>,
        name: &UserName,
        code: &str,
        step: &Step<'_>,
    ) -> Result<Proven, SecurityInfoError> {
        let shown = snapshot.and_then(|snapshot| self.app_that_shows(snapshot, code, self.now()));
        let right = snapshot.filter(|_| shown.is_some());
        self.settle(snapshot, right, name, step, None, |snapshot, now| {
            let mut info = snapshot.info.clone();
            for app in &mut info.apps {
                if let Some((_, step)) = shown.filter(|(id, _)| *id == app.id) {
                    app.last_step = step;
                    app.last_used_at = Some(now);
                }
            }
            Ok(Some(info))
        })
        .await
    }

    /// The app that shows this code, and its time step; none where the step has been accepted, or one after it.
    fn app_that_shows(&self, snapshot: &Snapshot, code: &str, now: Timestamp) -> Option<(AppId, u64)> {
        let mut found = None;
        // Each is looked at, whichever it is: how long it takes does not tell which.
        for app in &snapshot.info.apps {
            let place = [b"authenticator app".as_slice(), snapshot.account.id.as_bytes(), app.id.as_bytes()];
            let seed = match self.parts().seeds.open(&place, &app.seed) {
                Ok(text) => Seed::parse(&text),
                Err(error) => {
                    tracing::error!(account = %snapshot.account.id, app = %app.id, %error, "an app cannot be used");
                    None
                }
            };
            let step = seed.and_then(|seed| seed.step_of(code, now)).filter(|step| *step > app.last_step);
            found = found.or(step.map(|step| (app.id, step)));
        }
        found
    }
}

/// Refuses one app more than there may be (R32).
pub(super) fn check_room(info: &SecurityInfo) -> Result<(), SecurityInfoError> {
    if info.apps.len() < MOST_APPS { Ok(()) } else { Err(SecurityInfoError::AppsFull) }
}

/// Where the seed of an app that is being set up may be opened: a proof that is given anew begins another session, and with it the
/// setup is over.
fn place_of_setup(session: &Session) -> [&[u8]; 3] {
    [b"authenticator app being set up", session.account.as_bytes(), session.id.as_bytes()]
}

fn place_of_seed<'a>(session: &'a Session, id: &'a AppId) -> [&'a [u8]; 3] {
    [b"authenticator app", session.account.as_bytes(), id.as_bytes()]
}
