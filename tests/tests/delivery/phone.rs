//! Text messages and calls, by doubles that speak as Twilio and 46elks do.

use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rp_server::i18n::Language;
use rp_server::records::{Channel, MessageState};
use tests::post::{Office, Provider, Taken};

use crate::shows_nothing;

const NUMBER: &str = "+46701234567";
const CODE: &str = "493817";

fn provider() -> Provider {
    Provider::start(Path::new(env!("CARGO_BIN_EXE_provider-double")))
}

fn twilio(provider: &Provider) -> String {
    format!(
        "[delivery]\nsms = \"twilio\"\nvoice = \"twilio\"\ntimeout = \"1s\"\n[delivery.twilio]\nurl = \"{}\"\naccount = \"{}\"\n\
         token_file = \"{}\"\nfrom = \"+46766860000\"\n",
        provider.url,
        Provider::ACCOUNT,
        provider.token_file().display()
    )
}

fn elks(provider: &Provider) -> String {
    format!(
        "[delivery]\nsms = \"46elks\"\nvoice = \"46elks\"\ntimeout = \"1s\"\n[delivery.46elks]\nurl = \"{}\"\nuser = \"{}\"\n\
         password_file = \"{}\"\nfrom = \"Exempel\"\n",
        provider.url,
        Provider::ACCOUNT,
        provider.token_file().display()
    )
}

fn only(provider: &Provider) -> Taken {
    let taken = provider.taken();
    let [only] = &taken[..] else { panic!("{taken:?}") };
    only.clone()
}

#[test]
fn a_text_message_goes_by_twilios_interface_and_its_signed_reports_are_believed() {
    let provider = provider();
    let office = Office::start(&twilio(&provider));
    let id = office.send_code(Channel::Sms, NUMBER, Language::Swedish, CODE);
    let delivered = office.wait_for(&id, |message| message.delivered_at.is_some());
    assert_eq!(delivered.state, MessageState::Sent);
    assert_eq!(delivered.provider_id.as_deref(), Some("SM00000000000000000000000000000001"));
    shows_nothing(&delivered, &[NUMBER, &NUMBER[1..], CODE]);

    let taken = only(&provider);
    assert_eq!(taken.path, format!("/2010-04-01/Accounts/{}/Messages.json", Provider::ACCOUNT));
    let basic = STANDARD.encode(format!("{}:{}", Provider::ACCOUNT, Provider::TOKEN));
    assert_eq!((taken.authorization, taken.key), (format!("Basic {basic}"), id.to_string()));
    let field = |name: &str| taken.form.get(name).map(String::as_str);
    assert_eq!((field("To"), field("From")), (Some(NUMBER), Some("+46766860000")));
    let text =
        "493817 är din kod till Exempel. Den går att använda en gång, inom 10 minuter. Lämna aldrig ut den till någon.";
    assert_eq!(field("Body"), Some(text));
    assert_eq!(field("StatusCallback"), Some(format!("{}/delivery/callback/twilio/{id}", office.url).as_str()));
}

#[test]
fn a_report_that_the_provider_did_not_sign_changes_nothing() {
    let provider = provider();
    let office = Office::start(&twilio(&provider));
    provider.behave("503");
    let id = office.send_code(Channel::Sms, NUMBER, Language::Swedish, CODE);
    let before = office.wait_for(&id, |message| message.problem.is_some());
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    for (path, signature) in [
        (format!("/delivery/callback/twilio/{id}"), Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA=")),
        (format!("/delivery/callback/twilio/{id}"), None),
        ("/delivery/callback/twilio/nothing".into(), Some("")),
        (format!("/delivery/callback/46elks/{id}/AAAA"), None),
    ] {
        let mut request = agent.post(format!("{}{path}", office.url));
        if let Some(signature) = signature {
            request = request.header("x-twilio-signature", signature);
        }
        let answer = request.send_form([("MessageStatus", "delivered"), ("status", "delivered")]).unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    assert_eq!(office.message(&id), before);
}

#[test]
fn a_call_reads_the_code_in_the_persons_language() {
    let provider = provider();
    let office = Office::start(&twilio(&provider));
    let id = office.send_code(Channel::Voice, NUMBER, Language::Swedish, CODE);
    office.wait_for(&id, |message| message.delivered_at.is_some());
    let taken = only(&provider);
    assert_eq!(taken.path, format!("/2010-04-01/Accounts/{}/Calls.json", Provider::ACCOUNT));
    assert_eq!(
        taken.form["Twiml"],
        "<Response><Say language=\"sv-SE\">Hej. Din kod till Exempel är: 4, 9, 3, 8, 1, 7.</Say><Pause length=\"1\"/>\
         <Say language=\"sv-SE\">En gång till: 4, 9, 3, 8, 1, 7.</Say><Pause length=\"1\"/>\
         <Say language=\"sv-SE\">Hej då.</Say><Pause length=\"1\"/></Response>"
    );
}

#[test]
fn messages_and_calls_go_by_46elks_interface_too() {
    let provider = provider();
    let office = Office::start(&elks(&provider));
    let id = office.send_code(Channel::Sms, NUMBER, Language::English, CODE);
    let delivered = office.wait_for(&id, |message| message.delivered_at.is_some());
    assert_eq!(delivered.provider_id.as_deref(), Some("s00000000000000000000000000000001"));
    let taken = only(&provider);
    assert_eq!(
        (taken.path.as_str(), taken.form["to"].as_str(), taken.form["from"].as_str()),
        ("/a1/sms", NUMBER, "Exempel")
    );
    assert!(taken.form["message"].starts_with("493817 is your code for Exempel."), "{taken:?}");
    assert!(
        taken.form["whendelivered"].starts_with(&format!("{}/delivery/callback/46elks/{id}/", office.url)),
        "{taken:?}"
    );

    // It reads aloud in English alone.
    let call = office.send_code(Channel::Voice, NUMBER, Language::Swedish, CODE);
    office.wait_for(&call, |message| message.delivered_at.is_some());
    let taken = provider.taken().pop().unwrap();
    assert_eq!(taken.path, "/a1/calls");
    let said: serde_json::Value = serde_json::from_str(&taken.form["voice_start"]).unwrap();
    let text = "en_US/Hello. Your code for Exempel is: 4, 9, 3, 8, 1, 7. Again: 4, 9, 3, 8, 1, 7. Goodbye.";
    assert_eq!(said, serde_json::json!({ "play": text }));
    assert!(text.len() < 180 + "en_US/".len());
}

#[test]
fn a_provider_that_fails_gets_the_same_message_again_later_and_later() {
    let provider = provider();
    let office = Office::start(&twilio(&provider));
    provider.behave("503");
    let id = office.send_code(Channel::Sms, NUMBER, Language::Swedish, CODE);
    for attempt in 1..=4_u32 {
        let failed = office.wait_for(&id, |message| message.attempts == attempt && message.problem.is_some());
        assert_eq!(failed.problem.as_deref(), Some("the provider answered 503"));
        let failed = office
            .wait_for(&id, |message| message.not_before > office.now().plus(Duration::from_secs(3 << (attempt - 1))));
        let pause = failed.not_before.since(office.now());
        let expected = Duration::from_secs(5 << (attempt - 1));
        assert!(pause >= expected.mul_f64(0.79) && pause <= expected.mul_f64(1.21), "{attempt}: {pause:?}");
        shows_nothing(&failed, &[NUMBER, CODE]);
        if attempt == 4 {
            provider.behave("ok");
        }
        office.pass(pause);
    }
    office.wait_for(&id, |message| message.delivered_at.is_some());
    assert_eq!((provider.taken().len(), provider.messages()), (5, (1, 1)));
}

#[test]
fn a_provider_that_hangs_stalls_neither_another_way_nor_a_request() {
    let provider = provider();
    let office = Office::start(&twilio(&provider));
    provider.behave("hang");
    let stuck: Vec<_> = (0..20).map(|_| office.send_code(Channel::Sms, NUMBER, Language::Swedish, CODE)).collect();
    let began = Instant::now();
    // Mail goes into the folder meanwhile.
    let mail = office.send_code(Channel::Mail, "anna@example.org", Language::Swedish, CODE);
    office.wait_for(&mail, |message| message.state == MessageState::Sent);
    for _ in 0..20 {
        let answer = ureq::get(format!("{}/healthz", office.url)).call().unwrap();
        assert_eq!(answer.status(), 200);
    }
    assert!(began.elapsed() < Duration::from_millis(900), "{:?}", began.elapsed());
    let failed = office.wait_for(&stuck[0], |message| message.problem.is_some());
    assert_eq!(failed.state, MessageState::Pending);
    provider.behave("ok");
    let began = Instant::now();
    while stuck.iter().any(|id| office.message(id).state != MessageState::Sent) {
        office.pass(Duration::from_secs(1));
        std::thread::sleep(Duration::from_millis(50));
        assert!(began.elapsed() < Duration::from_secs(30), "some messages are stuck");
    }
    assert_eq!(provider.messages(), (20, 20));
}

#[test]
fn a_provider_whose_answer_comes_too_late_is_believed_by_its_report() {
    let provider = provider();
    let office = Office::start(&twilio(&provider));
    provider.behave("late");
    let id = office.send_code(Channel::Sms, NUMBER, Language::Swedish, CODE);
    office.wait_for(&id, |message| message.delivered_at.is_some());
    // The try ends, and a long time passes: nobody sends it again.
    std::thread::sleep(Duration::from_millis(1500));
    office.pass(Duration::from_secs(300));
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(office.message(&id).state, MessageState::Sent);
    assert_eq!(only(&provider).key, id.to_string());
}

#[test]
fn a_report_that_comes_twice_is_one_report() {
    let provider = provider();
    let office = Office::start(&twilio(&provider));
    provider.behave("twice");
    let id = office.send_code(Channel::Sms, NUMBER, Language::Swedish, CODE);
    let delivered = office.wait_for(&id, |message| message.delivered_at.is_some());
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(office.message(&id), delivered);
}

#[test]
fn what_a_provider_refuses_is_dead_until_the_operator_says_otherwise() {
    let provider = provider();
    let office = Office::start(&twilio(&provider));
    provider.behave("400");
    let id = office.send_code(Channel::Sms, NUMBER, Language::Swedish, CODE);
    let dead = office.wait_for(&id, |message| message.state == MessageState::Dead);
    assert_eq!((dead.attempts, dead.problem.as_deref()), (1, Some("the provider answered 400")));
    // The double says the number back: none of that is kept.
    shows_nothing(&dead, &[NUMBER, CODE]);
    provider.behave("ok");
    assert!(office.ask(office.store.retry_message(&id, office.now())).unwrap());
    office.pass(Duration::ZERO);
    office.wait_for(&id, |message| message.delivered_at.is_some());
}

#[test]
fn r21_a_code_that_is_over_is_not_sent() {
    let provider = provider();
    let office = Office::start(&twilio(&provider));
    provider.behave("503");
    let id = office.send_code(Channel::Sms, NUMBER, Language::Swedish, CODE);
    office.wait_for(&id, |message| message.problem.is_some());
    provider.behave("ok");
    office.pass(Duration::from_secs(600));
    office.wait_for(&id, |message| message.state == MessageState::Expired);
    assert_eq!(provider.taken().len(), 1);
}
