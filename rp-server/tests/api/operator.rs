//! `rp-server account`, while the server runs and when it is stopped.

use std::path::Path;

use rustix::process::{Signal, kill_process};
use serde_json::{Value as Json, json};
use shared::api::SignedIn;
use tempfile::TempDir;

use crate::app::{Program, TestApp as _, account, printed, token_of};
use crate::person::Person;
use crate::soft_key::SoftKey;

const LOCKED: &str = "This account is locked. Ask the administrator.";

/// A service of Anna's that the operator can reach, running or not.
struct Service {
    data: TempDir,
    app: Option<Program>,
    key: SoftKey,
}

impl Service {
    fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let app = Program::start_on(data.path(), &[]);
        let key = app.person().create_account("anna");
        Self { data, app: Some(app), key }
    }

    fn path(&self) -> &Path {
        self.data.path()
    }

    fn stop(&mut self) {
        let mut app = self.app.take().unwrap();
        kill_process(app.pid(), Signal::TERM).unwrap();
        assert_eq!(app.wait().code(), Some(0));
    }

    fn run(&mut self) -> &Program {
        let path = self.data.path().to_owned();
        self.app.get_or_insert_with(|| Program::start_on(&path, &[]))
    }

    /// What the operator gets as JSON.
    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Json {
        let printed = printed(&account(self.path(), &[&["--json"], arguments].concat()));
        assert_eq!(printed.lines().count(), 1, "{printed}");
        let json: Json = serde_json::from_str(&printed).unwrap();
        assert_eq!(json["schema_version"], 1);
        json
    }

    #[track_caller]
    fn refused(&self, arguments: &[&str], text: &str) {
        let output = account(self.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(output.stdout, b"");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("rp-server: {text}\n"));
    }
}

/// The newest happenings of an account: kind and actor.
fn activity(shown: &Json) -> Vec<(&str, &Json)> {
    let activity = shown["activity"].as_array().unwrap().iter();
    activity.map(|happening| (happening["kind"].as_str().unwrap(), &happening["actor"])).collect()
}

#[test]
fn a_locked_account_is_signed_out_and_stays_out_until_it_is_unlocked() {
    let mut service = Service::start();
    let anna = service.run().person();
    let mut key = std::mem::replace(&mut service.key, Person::new_key());
    anna.sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    let locked = service.json(&["lock", "ANNA"]);
    assert_eq!(
        (&locked["user_name"], &locked["changed"], &locked["sessions_ended"]),
        (&json!("anna"), &json!(true), &json!(2))
    );
    assert_eq!(anna.me().status, 401);
    assert_eq!(anna.get("/auth/check").status, 401);

    // It is told to who has the key, and to nobody else.
    let app = service.run();
    anna.sign_in(Some("anna"), &mut key).refused(403, "account_locked", LOCKED);
    anna.sign_in(None, &mut key).refused(403, "account_locked", LOCKED);
    let mut foreign = Person::new_key();
    let stranger = app.person().sign_in(Some("anna"), &mut foreign);
    assert_eq!((stranger.status, stranger.json()["code"].as_str()), (422, Some("credential_unknown")));
    let unverified = app.person().sign_in_with(Some("anna"), &mut key, |parts| {
        parts.authenticator_data.flags = shared::authenticator_data::Flags::UP;
    });
    assert_eq!(unverified.json()["code"], "user_verification_missing");
    let begin = json!({ "username": "anna" });
    let begun = app.person().post("/assertion/options", &begin);
    assert_eq!(begun.status, 200);
    let challenge = begun.json()["challenge"].as_str().unwrap().parse().unwrap();
    let fido = app.person().post("/assertion/result", &key.sign_in(&challenge));
    assert_eq!((fido.status, fido.json()["errorMessage"].as_str()), (403, Some(LOCKED)));

    let shown = service.json(&["show", "anna"]);
    assert!(shown["locked_at"].is_string() && shown["devices"] == json!([]));
    assert_eq!(activity(&shown)[0].0, "sign_in_refused");
    assert!(activity(&shown).contains(&("account_locked", &json!("operator"))));
    assert_eq!(service.json(&["lock", "anna"])["changed"], false);
    assert_eq!(service.json(&["unlock", "anna"])["changed"], true);
    assert_eq!(service.json(&["unlock", "anna"])["changed"], false);
    service.run().person().sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
}

#[test]
fn a_stopped_server_leaves_its_accounts_to_the_operator() {
    let mut service = Service::start();
    let anna = service.run().person();
    let mut key = std::mem::replace(&mut service.key, Person::new_key());
    anna.sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    service.stop();
    assert_eq!(service.json(&["lock", "anna"])["sessions_ended"], 2);
    let shown = service.json(&["show", "anna"]);
    assert_eq!(activity(&shown)[0], ("account_locked", &json!("operator")));
    let link = service.json(&["invite", "bert", "--valid-for", "2h"])["link"].as_str().unwrap().to_owned();
    let begun = service.run().person().begin_invited("bert", &token_of(&link)).expect(200);
    service.run().person().finish_account(begun).expect::<SignedIn>(201);
    service.run().person().sign_in(Some("anna"), &mut key).refused(403, "account_locked", LOCKED);
    service.stop();
    assert_eq!(service.json(&["unlock", "anna"])["changed"], true);
    service.run().person().sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
}

#[test]
fn accounts_are_listed_and_shown() {
    let mut service = Service::start();
    service.run().person().create_account("åsa");
    let list = service.json(&["list"]);
    let names: Vec<_> = list["accounts"].as_array().unwrap().iter().map(|a| a["user_name"].as_str().unwrap()).collect();
    assert_eq!(names, ["anna", "åsa"]);
    assert_eq!((&list["accounts"][0]["keys"], &list["accounts"][0]["usable_keys"]), (&json!(1), &json!(1)));
    let shown = service.json(&["show", "anna"]);
    assert_eq!(shown["key_list"][0]["id"].as_str().unwrap(), service.key.id.to_string());
    assert_eq!(shown["key_list"][0]["name"], "Security key");
    assert_eq!(activity(&shown), [("account_created", &Json::Null)]);
    let text = printed(&account(service.path(), &["list"]));
    assert!(
        text.starts_with("USER NAME  NAME  KEYS  CREATED            LAST SIGNED IN  STATE\nanna       anna  1     "),
        "{text}"
    );
    let text = printed(&account(service.path(), &["show", "anna"]));
    for part in ["User name       anna\n", "\nKeys\n", "\nSigned in\n", "\nLately\n", "account_created"] {
        assert!(text.contains(part), "{part:?}: {text}");
    }
}

#[test]
fn a_key_is_removed_and_the_last_one_only_where_that_is_said() {
    let mut service = Service::start();
    let anna = service.run().person();
    let mut key = std::mem::replace(&mut service.key, Person::new_key());
    anna.sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    let mut spare = Person::new_key();
    anna.add_key(&mut spare);
    // By its name; the session that it did not prove goes on.
    let removed = service.json(&["remove-key", "anna", "Spare"]);
    assert_eq!((&removed["key"], &removed["usable_keys_left"]), (&json!("Spare"), &json!(1)));
    assert_eq!(anna.me().status, 200);
    service.refused(
        &["remove-key", "anna", "Spare"],
        "the account \"anna\" has no key \"Spare\". Look its keys up: rp-server account show anna",
    );
    let id = key.id.to_string();
    service.refused(
        &["remove-key", "anna", &id],
        "this is the only key that signs in to the account \"anna\". With --even-if-last it is removed, and the person can \
         come back by invitation alone: rp-server account invite --for anna",
    );
    let text = printed(&account(service.path(), &["remove-key", "--even-if-last", "anna", &id]));
    assert_eq!(
        text,
        "The key Security key is removed. anna signs in with 0 keys.\nTo let the person back in: rp-server account invite \
         --for anna\n"
    );
    assert_eq!(anna.me().status, 401, "the session went with its key");
    let shown = service.json(&["show", "anna"]);
    assert_eq!(activity(&shown)[..2], [("key_removed", &json!("operator")), ("key_removed", &json!("operator"))]);

    // From outside, an account without keys is like any other name.
    let asked = service.run().person().begin_sign_in(Some("anna")).public_key;
    let again = service.run().person().begin_sign_in(Some("anna")).public_key;
    assert!(!asked.allow_credentials.is_empty());
    assert_eq!(asked.allow_credentials, again.allow_credentials);

    let token = token_of(&printed(&account(service.path(), &["invite", "--for", "anna"])));
    let mut new = Person::new_key();
    service.run().person().recover_with(&token, &mut new).expect::<SignedIn>(200);
    service.run().person().sign_in(Some("anna"), &mut new).expect::<SignedIn>(200);
}

#[test]
fn a_suspended_key_goes_without_more_ado() {
    let mut service = Service::start();
    let mut key = std::mem::replace(&mut service.key, Person::new_key());
    let anna = service.run().person();
    anna.sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    key.counter = 0;
    assert_eq!(anna.sign_in(Some("anna"), &mut key).json()["code"], "counter_not_advanced");
    let shown = service.json(&["show", "anna"]);
    assert!(shown["key_list"][0]["suspended_at"].is_string() && shown["usable_keys"] == 0);
    assert_eq!(service.json(&["remove-key", "anna", "Security key"])["usable_keys_left"], 0);
}

#[test]
fn two_keys_of_one_name_are_told_apart_by_their_ids() {
    let mut service = Service::start();
    let mut key = std::mem::replace(&mut service.key, Person::new_key());
    let anna = service.run().person();
    anna.sign_in(Some("anna"), &mut key).expect::<SignedIn>(200);
    let (mut one, mut two) = (Person::new_key(), Person::new_key());
    anna.add_key(&mut one);
    anna.add_key(&mut two);
    service.refused(
        &["remove-key", "anna", "Spare"],
        "several keys of the account \"anna\" are called \"Spare\". Name the one by its id: rp-server account show anna",
    );
    assert_eq!(service.json(&["remove-key", "anna", &two.id.to_string()])["usable_keys_left"], 2);
    service.run().person().sign_in(Some("anna"), &mut one).expect::<SignedIn>(200);
}

#[test]
fn what_cannot_be_done_is_said() {
    let mut service = Service::start();
    service.run();
    service.refused(&["show", "bert"], "there is no account \"bert\". Look the name up: rp-server account list");
    service.refused(
        &["lock", "a b"],
        "the user name must not contain spaces, line breaks, control characters or invisible characters. Look the name up: \
         rp-server account list",
    );
    service.refused(
        &["invite", "anna"],
        "the user name \"anna\" is taken. Choose another; or, if its person lost their keys: rp-server account invite --for anna",
    );
    service.refused(&["invite", "--valid-for", "1m"], "an invitation is good for 5m to 90d. Choose another time");
    service.refused(&["invite", "--valid-for", "91d"], "an invitation is good for 5m to 90d. Choose another time");
    service.refused(
        &["revoke-invitation", "abc"],
        "there is no open invitation \"abc\". Look it up: rp-server account invitations",
    );
    service.json(&["lock", "anna"]);
    service.refused(
        &["invite", "--for", "anna"],
        "the account \"anna\" is locked. Unlock it first: rp-server account unlock anna",
    );
    for usage in
        [["invite", "--valid-for", "soon"].as_slice(), &["invite", "bert", "--for", "anna"], &["list", "anna"], &[]]
    {
        assert_eq!(account(service.path(), usage).status.code(), Some(2), "{usage:?}");
    }
}

#[test]
fn invitations_are_listed_and_withdrawn_and_their_secret_is_told_once() {
    let mut service = Service::start();
    service.run();
    let made = service.json(&["invite", "bert"]);
    let token = token_of(made["link"].as_str().unwrap());
    service.json(&["invite"]);
    service.json(&["invite", "--for", "anna"]);
    let list = service.json(&["invitations"]);
    let about: Vec<_> = list["invitations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| (i["account"].clone(), i["user_name"].clone()))
        .collect();
    assert_eq!(about, [(Json::Null, json!("bert")), (Json::Null, Json::Null), (json!("anna"), Json::Null)]);
    assert!(!list.to_string().contains(&token));
    assert_eq!(service.json(&["show", "anna"])["invitation"]["account"], "anna");
    let id = made["invitation"]["id"].as_str().unwrap();
    assert_eq!(service.json(&["revoke-invitation", id])["id"], id);
    assert_eq!(service.json(&["invitations"])["invitations"].as_array().unwrap().len(), 2);
    assert_eq!(service.run().person().begin_invited("bert", &token).status, 403);
    // Nothing that the server keeps has it.
    service.stop();
    for file in walk(service.path()) {
        let content = std::fs::read(&file).unwrap();
        assert!(!content.windows(token.len()).any(|window| window == token.as_bytes()), "{}", file.display());
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn several_operators_at_once_each_get_their_answer() {
    let mut service = Service::start();
    service.run();
    let invite_all = |service: &Service| {
        std::thread::scope(|scope| {
            let invite =
                |n: usize| scope.spawn(move || printed(&account(service.path(), &["invite", &format!("user{n}")])));
            let links: Vec<_> = (0..12).map(invite).collect();
            links.into_iter().map(|thread| token_of(&thread.join().unwrap())).collect::<std::collections::BTreeSet<_>>()
        })
    };
    assert_eq!(invite_all(&service).len(), 12);
    // Stopped, they take turns at the store. Each replaces the earlier invitation for its name.
    service.stop();
    assert_eq!(invite_all(&service).len(), 12);
    assert_eq!(service.json(&["invitations"])["invitations"].as_array().unwrap().len(), 12);
}

#[test]
fn a_folder_without_accounts_is_left_as_it_is() {
    let data = tempfile::tempdir().unwrap();
    let missing = data.path().join("nowhere");
    for folder in [data.path(), &missing] {
        let output = account(folder, &["list"]);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("no server has run on it. Name the server's data directory (--data)"), "{said}");
    }
    assert!(!missing.exists());
    assert_eq!(std::fs::read_dir(data.path()).unwrap().count(), 0);
}
