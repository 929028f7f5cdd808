//! Trusted devices (R19): no code for changes there, listed, named, revocable; and no step less at a sign-in unless the policy says so.

use std::time::Duration;

use serde_json::{Value as Json, json};
use ureq::http::Method;

use crate::app::{InProcess, TestApp as _};
use crate::person::{Person, Reply};
use crate::reader::{Page as _, Reader as _, cookies};
use crate::soft_key::SoftKey;

const PASSWORD: &str = "korrekt häst batteri";
const BASE: &str = "/security-info/trusted";
const LATER: Duration = Duration::from_secs(601);

/// Trusts the device that somebody sits at, by the pages; they have just proved who they are.
#[track_caller]
fn trust(person: &Person, name: &str) -> Reply {
    let done = person.submit(&person.open(BASE), BASE, &[("name", name)]);
    done.goes_to("/security-info");
    // What has been done is said once.
    assert!(person.open("/security-info").says(&format!("{name} is trusted from now on.")));
    done
}

fn needs_proof(person: &Person) -> bool {
    let reply = person.read("/security-info/password");
    match reply.status {
        200 => false,
        303 => {
            reply.goes_to("/prove?return_to=%2Fsecurity-info%2Fpassword");
            true
        }
        status => panic!("{status}: {reply:?}"),
    }
}

fn sign_in(person: &Person, key: &mut SoftKey) {
    assert_eq!(person.sign_in(Some("anna"), key).status, 200);
}

#[test]
fn r19_a_trusted_device_needs_no_code_for_account_changes() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    assert!(anna.open("/security-info").says("Trust this device"));
    let done = trust(&anna, "Laptop at home");
    let cookie = cookies(&done).into_iter().find(|(name, _)| *name == "nyckel-device").unwrap().1.to_owned();
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=34560000"), "{cookie}");
    assert!(!anna.open("/security-info").says("Trust this device"));

    app.clock.advance(LATER);
    assert!(!needs_proof(&anna));
    let set = anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": PASSWORD }));
    assert_eq!(set.status, 204, "{set:?}");
    // Elsewhere the same person is asked, and what another device says of itself does not help.
    let elsewhere = app.person();
    sign_in(&elsewhere, &mut key);
    app.clock.advance(LATER);
    assert!(needs_proof(&elsewhere));
    // To trust a device takes a proof, also on one that is trusted.
    anna.read(BASE).goes_to("/prove?return_to=%2Fsecurity-info%2Ftrusted");
    let refused = anna.post("/api/v1/trusted-devices", &json!({ "name": "Another" }));
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("proof_required")));
    // It lasts beyond a session, and opens nothing by itself.
    assert_eq!(anna.sign_out().status, 204);
    anna.read("/security-info").goes_to("/sign-in?return_to=%2Fsecurity-info");
    sign_in(&anna, &mut key);
    app.clock.advance(LATER);
    assert!(!needs_proof(&anna));
}

#[test]
fn r19_trust_is_of_one_account_and_one_cookie() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    trust(&anna, "Shared");
    anna.sign_out();
    // On the same device, somebody else.
    let mut bo = Person::new_key();
    anna.create_account_with("bo", &mut bo);
    app.clock.advance(LATER);
    assert!(needs_proof(&anna));
    assert!(!anna.open("/security-info").says("Shared"));
    // A token that nobody gave out.
    let stranger = app.person();
    stranger.sign_in(Some("bo"), &mut bo);
    app.clock.advance(LATER);
    let forged = format!("nyckel-device={}", "A".repeat(43));
    let reply = stranger.send(Method::DELETE, "/api/v1/password", &[("cookie", &forged)], "");
    assert!([401, 403].contains(&reply.status), "{reply:?}");
}

#[test]
fn r19_trusted_devices_are_listed_named_and_revoked() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    trust(&anna, "Laptop");
    let office = app.person();
    sign_in(&office, &mut key);
    assert!(office.open(BASE).says("value=\""));
    let nameless = office.submit(&office.open(BASE), BASE, &[("name", "  ")]);
    assert_eq!(nameless.status, 422, "{nameless:?}");
    trust(&office, "Office");

    let page = anna.open("/security-info");
    assert!(page.says("Laptop") && page.says("Office") && page.says("Trusted since"));
    let [_, rename] =
        &page.addresses("/rename").into_iter().filter(|path| path.starts_with(BASE)).collect::<Vec<_>>()[..]
    else {
        panic!("{page:?}")
    };
    let form = anna.open(rename);
    assert_eq!(anna.submit(&form, rename, &[("name", &"x".repeat(65))]).status, 422);
    anna.submit(&form, rename, &[("name", "Work & play")]).goes_to("/security-info");
    assert!(anna.open("/security-info").says("Work &#38; play"));

    app.clock.advance(LATER);
    assert!(!needs_proof(&office));
    let remove = rename.replace("/rename", "/remove");
    assert!(anna.open(&remove).says("Nobody is signed out by this."));
    anna.submit(&anna.open(&remove), &remove, &[]).goes_to("/security-info");
    assert!(needs_proof(&office), "the next request, not the next sign-in");
    assert_eq!(anna.read(&remove).status, 404);
    assert!(!office.open("/security-info").says("Work"));
    for event in
        ["A device is trusted from now on", "A trusted device was given another name", "A device is no longer trusted"]
    {
        assert!(anna.open("/security-info/activity").says(event), "{event}");
    }
}

#[test]
fn r19_the_api_trusts_lists_names_and_revokes() {
    let app = InProcess::start();
    let anna = app.person();
    anna.create_account("anna");
    let trusted: Json = anna.post("/api/v1/trusted-devices", &json!({ "name": "Script" })).expect(201);
    assert_eq!((trusted["name"].as_str(), trusted["isThis"].as_bool()), (Some("Script"), Some(true)));
    let path = format!("/api/v1/trusted-devices/{}", trusted["id"].as_str().unwrap());
    app.clock.advance(LATER);
    let renamed: Json = anna.send_json(Method::PATCH, &path, &json!({ "name": "Robot" })).expect(200);
    assert_eq!(renamed["name"], "Robot");
    let listed: Json = anna.get("/api/v1/trusted-devices").expect(200);
    assert_eq!(listed["devices"], json!([renamed]));
    let invalid = anna.send_json(Method::PATCH, &path, &json!({ "name": "" }));
    assert_eq!((invalid.status, invalid.json()["code"].as_str()), (422, Some("name_invalid")));
    assert_eq!(anna.send(Method::DELETE, &path, &[], "").status, 204);
    let gone = anna.send(Method::DELETE, &path, &[], "");
    assert_eq!(
        (gone.status, gone.json()["code"].as_str()),
        (403, Some("proof_required")),
        "it spares nothing any more"
    );
    let listed: Json = anna.get("/api/v1/trusted-devices").expect(200);
    assert_eq!(listed["devices"], json!([]));
}

#[test]
fn r19_an_eleventh_device_is_refused_and_the_same_one_takes_its_own_place() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let mut last = app.person();
    for number in 1..=10 {
        last = app.person();
        sign_in(&last, &mut key);
        trust(&last, &format!("Device {number}"));
    }
    let page = anna.open("/security-info");
    assert!(page.says("Device 10") && !page.says("Trust this device"));
    let refused = anna.post("/api/v1/trusted-devices", &json!({ "name": "Eleventh" }));
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("too_many_devices")));
    trust(&last, "Device 10 again");
    let page = anna.open("/security-info");
    assert!(page.says("Device 10 again") && page.says("Device 9"));
}

#[test]
fn r19_trust_ends_after_400_days_and_where_every_session_ends() {
    let app = InProcess::start();
    let anna = app.person();
    let mut key = anna.create_account("anna");
    let page = anna.open("/security-info/recovery-code");
    let made = anna.submit(&page, "/security-info/recovery-code", &[]);
    assert_eq!(made.status, 200);
    let code: Json = anna.send(Method::POST, "/api/v1/recovery-code", &[], "").expect(201);
    trust(&anna, "Laptop");
    let entered = json!({ "userName": "anna", "code": code["code"] });
    assert_eq!(app.person().post("/api/v1/sign-in/recovery-code", &entered).status, 200);
    sign_in(&anna, &mut key);
    assert!(!anna.open("/security-info").says("Laptop"), "the code ended it");
    app.clock.advance(LATER);
    assert!(needs_proof(&anna));

    sign_in(&anna, &mut key);
    trust(&anna, "Laptop");
    for (days, is_trusted) in [(399, true), (1, false)] {
        app.clock.advance(Duration::from_secs(days * 86_400));
        sign_in(&anna, &mut key);
        if anna.read("/security-info").status == 303 {
            let verify = anna.open("/verify-info");
            anna.submit(&verify, "/verify-info", &[("answer", "right")]);
        }
        assert_eq!(anna.open("/security-info").says("Laptop"), is_trusted);
    }
}

#[test]
fn r19_a_device_is_trusted_where_the_policy_lets_it() {
    let app = InProcess::start_with("[policy]\ntrusted_devices = false");
    let anna = app.person();
    anna.create_account("anna");
    assert!(!anna.open("/security-info").says("Trusted devices"));
    let page = anna.read(BASE);
    assert_eq!(page.status, 403);
    assert!(page.says("Your organisation may not allow trusted devices. Ask your administrator."), "{page:?}");
    let refused = anna.post("/api/v1/trusted-devices", &json!({ "name": "Laptop" }));
    assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("trusted_devices_not_allowed")));
}

#[test]
fn r18_r19_a_second_step_is_spared_by_policy_alone() {
    for (settings, is_spared) in [("", false), ("[policy]\ntrusted_devices_skip_step = true", true)] {
        let app = InProcess::start_with(settings);
        let anna = app.person();
        anna.create_account("anna");
        assert_eq!(anna.send_json(Method::PUT, "/api/v1/password", &json!({ "password": PASSWORD })).status, 204);
        assert_eq!(anna.send_json(Method::PUT, "/api/v1/two-step", &json!({ "on": true })).status, 204);
        trust(&anna, "Laptop");
        anna.sign_out();
        let entered = json!({ "userName": "anna", "password": PASSWORD });
        let taken: Json = anna.post("/api/v1/sign-in/password", &entered).expect(200);
        assert_eq!(taken["signedIn"], is_spared, "{taken}");
        let elsewhere: Json = app.person().post("/api/v1/sign-in/password", &entered).expect(200);
        assert_eq!(elsewhere["signedIn"], false, "{elsewhere}");
    }
}
