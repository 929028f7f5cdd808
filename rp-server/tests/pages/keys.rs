//! Keys on the security info page: named, renamed and removed by plain forms.

use rp_server::store::Store as _;

use crate::app::{InProcess, Program, TestApp as _};
use crate::person::Person;
use crate::reader::{Page as _, Reader as _};

#[test]
fn r29_the_first_key_is_named_and_a_second_one_asked_for() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    let page = anna.open("/create-account/name");
    assert!(page.says("Your key is registered"));
    let saved = anna.submit(&page, "/create-account/name", &[("name", "Key ring")]);
    saved.goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("Welcome, anna. Your account is ready.") && page.says("Key ring"));
    assert!(page.says("Used for this sign-in") && page.says("Add a second key"));
    assert!(!anna.open("/security-info").says("Welcome, anna."), "it is said once");
    anna.add_key(&mut Person::new_key());
    assert!(!anna.open("/security-info").says("Add a second key"), "there are two");
}

#[test]
fn a_key_is_renamed() {
    let app = Program::start();
    let anna = app.person();
    let key = anna.create_account("anna");
    let path = format!("/security-info/keys/{}/rename", key.id);
    assert_eq!(anna.open("/security-info").addresses("/rename"), std::slice::from_ref(&path));
    let page = anna.open(&path);
    for wrong in ["", "   ", &"a".repeat(65), "a\nb"] {
        let refused = anna.submit(&page, &path, &[("name", wrong)]);
        assert_eq!(refused.status, 422, "{wrong:?}");
        assert!(refused.says("A name has 1 to 64 characters and no line breaks."), "{wrong:?}");
        assert!(refused.says("aria-invalid=\"true\""));
    }
    anna.submit(&page, &path, &[("name", "Drawer")]).goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("The key is now called “Drawer”.") && page.says("Security key renamed: Drawer"));
}

#[test]
fn a_key_is_removed_once_it_is_clear_what_remains() {
    let app = Program::start();
    let anna = app.person();
    let first = anna.create_account("anna");
    let mut spare = Person::new_key();
    anna.add_key(&mut spare);
    let path = format!("/security-info/keys/{}/remove", spare.id);
    let page = anna.open(&path);
    assert!(page.says("“Spare” will no longer sign you in."));
    assert!(page.says("After that you sign in with one key: Security key."));
    assert!(!page.says("You signed in with this key here"));
    anna.submit(&page, &path, &[]).goes_to("/security-info");
    let page = anna.open("/security-info");
    assert!(page.says("The key “Spare” has been removed.") && page.says("Security key removed: Spare"));
    assert_eq!(page.addresses("/remove"), [format!("/security-info/keys/{}/remove", first.id)]);
    let page = anna.open(&page.addresses("/remove")[0]);
    assert!(page.says("This is the only way to sign in to your account."));
    assert!(!page.says("<form class=\"card"), "there is nothing to confirm");
    let refused = anna.submit(&page, &format!("/security-info/keys/{}/remove", first.id), &[]);
    assert_eq!(refused.status, 409);
    assert!(refused.says("This is the only way to sign in to your account."));
}

#[test]
fn who_removes_the_key_they_signed_in_with_is_signed_out() {
    let app = Program::start();
    let anna = app.person();
    let first = anna.create_account("anna");
    anna.add_key(&mut Person::new_key());
    let path = format!("/security-info/keys/{}/remove", first.id);
    let page = anna.open(&path);
    assert!(page.says("You signed in with this key here, so you will be signed out."));
    anna.submit(&page, &path, &[]).goes_to("/sign-in");
    assert!(anna.open("/sign-in").says("The key “Security key” has been removed."));
    assert_eq!(anna.me().status, 401);
}

#[test]
fn nobody_sees_another_accounts_keys() {
    let app = Program::start();
    let (anna, bert) = (app.person(), app.person());
    let annas = anna.create_account("anna");
    bert.create_account("bert");
    let page = bert.open("/security-info");
    for what in ["rename", "remove", "name"] {
        let path = format!("/security-info/keys/{}/{what}", annas.id);
        assert_eq!(bert.read(&path).status, 404, "{what}");
        assert_eq!(bert.submit(&page, &path, &[("name", "mine")]).status, 404, "{what}");
    }
    assert_eq!(bert.read("/security-info/keys/not+an+id/remove").status, 404);
    assert!(anna.open("/security-info").says("Security key"));
}

#[test]
fn a_key_that_may_have_been_copied_is_marked() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    key.counter = 0;
    assert_eq!(app.person().sign_in(Some("anna"), &mut key).status, 422);
    let page = anna.open("/security-info");
    assert!(page.says("This key may have been copied and is no longer accepted."));
    assert!(page.says("A copy of Security key may exist"));
    assert!(!page.body.contains(&format!("data-credential-ids=\"{}", key.id)), "the browser is told as well");
    let credential = app.ask(app.store.credential(&key.id)).unwrap().unwrap();
    assert!(credential.is_suspended());
}
