//! A change needs a proof not older than ten minutes (R6, R29), and every proof rotates the session.

use std::time::Duration;

use serde_json::json;
use ureq::http::Method;

use crate::app::{InProcess, TestApp as _};
use crate::person::{Person, cookie};
use crate::reader::{Page as _, Reader as _};

const TEN_MINUTES: Duration = Duration::from_secs(600);

#[test]
fn r29_after_ten_minutes_pages_ask_for_a_proof_and_come_back() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    anna.add_key(&mut Person::new_key());
    let base = format!("/security-info/keys/{}", key.id);
    let page = anna.open("/security-info");
    app.clock.advance(TEN_MINUTES);
    let paths = ["/security-info/keys/add".to_owned(), format!("{base}/rename"), format!("{base}/remove")];
    for path in &paths {
        anna.open(path);
    }
    app.clock.advance(Duration::from_millis(1));
    for path in &paths {
        anna.read(path).goes_to(&format!("/prove?return_to={}", path.replace('/', "%2F")));
    }
    for (path, back) in [
        (format!("{base}/rename"), format!("{base}/rename")),
        (format!("{base}/remove"), format!("{base}/remove")),
        ("/security-info/devices/others/sign-out".into(), "/security-info".into()),
    ] {
        let asked = anna.submit(&page, &path, &[("name", "Other")]);
        asked.goes_to(&format!("/prove?return_to={}", back.replace('/', "%2F")));
    }
    let page = anna.open(&format!("/prove?return_to={}", paths[1]));
    assert!(page.says("Is it you?") && page.says(&format!("data-next=\"{}\"", paths[1])));
    assert!(page.says("data-begin=\"userName\" value=\"anna\""));
    // What the page's script does.
    assert_eq!(anna.sign_in(Some("anna"), &mut key).status, 200);
    anna.open(&paths[1]);
    anna.read(&format!("/prove?return_to={}", paths[1])).goes_to(&paths[1]);
    assert!(anna.open("/security-info").says("Confirmed with Security key"));
}

#[test]
fn the_api_refuses_the_same_changes() {
    let app = InProcess::start();
    let anna = app.person();
    let key = anna.create_account("anna");
    app.clock.advance(TEN_MINUTES + Duration::from_millis(1));
    let path = format!("/api/v1/keys/{}", key.id);
    let text = "For this, you must have signed in within the last ten minutes. Sign in with your key again.";
    for reply in [
        anna.send(Method::POST, "/api/v1/keys/begin", &[], ""),
        anna.send_json(Method::PATCH, &path, &json!({"name": "Other"})),
        anna.send(Method::DELETE, &path, &[], ""),
    ] {
        reply.refused(403, "proof_required", text);
    }
}

#[test]
fn rule_every_proof_rotates_the_session_and_its_forms() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let page = anna.open("/security-info");
    let first = anna.sign_in(Some("anna"), &mut key);
    let second = anna.sign_in(Some("anna"), &mut key);
    assert_ne!(cookie(&first), cookie(&second));
    let stale = cookie(&first).split(';').next().unwrap();
    let stranger = app.person();
    assert_eq!(stranger.send(Method::GET, "/api/v1/me", &[("cookie", stale)], "").status, 401);
    assert_eq!(anna.submit(&page, "/sign-out", &[]).status, 403, "a form of the session before");
    assert_ne!(anna.open("/security-info").csrf(), page.csrf());
    assert_eq!(anna.open("/security-info").body.matches("This device").count(), 1, "the old ones are gone");
}

#[test]
fn a_session_that_ended_leads_to_sign_in_and_back() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let page = anna.open("/security-info");
    app.clock.advance(Duration::from_secs(2 * 24 * 3600));
    anna.submit(&page, "/sign-out", &[]).goes_to("/sign-in?return_to=%2Fsecurity-info");
    anna.read("/").goes_to("/security-info");
    let way = "/sign-in?return_to=%2Fsecurity-info%2Factivity%3Fbefore%3D9";
    anna.read("/security-info/activity?before=9").goes_to(way);
    let page = anna.open(way);
    assert!(page.says("Your sign-in had ended"));
    assert!(page.says("data-next=\"/security-info/activity?before=9\""));
    assert!(!anna.open(way).says("Your sign-in had ended"), "it is said once");
    app.person().read("/security-info").goes_to("/sign-in?return_to=%2Fsecurity-info");
}
