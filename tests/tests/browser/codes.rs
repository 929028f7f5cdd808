//! Codes that are sent: a phone by text message and by call, an e-mail address, and a sign-in with a single-use code.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tests::browser::AuthenticatorOptions;
use tests::post::Provider;
use tests::process::RelyingParty;

use super::accessibility::looker;
use super::folder::Folder;
use super::words::{ENGLISH, SWEDISH, Words};
use super::{browser, create_account, other_than, sign_out};

/// What the pages should say about codes.
struct Said {
    words: &'static Words,
    wrong: &'static str,
    added: &'static str,
    risk: &'static str,
    call_instead: &'static str,
    on_its_way: &'static str,
    region: &'static str,
    last_used: &'static str,
}

const IN_ENGLISH: Said = Said {
    words: &ENGLISH,
    wrong: "This code is wrong. Check it, then try again.",
    added: "has been added.",
    risk: "A text message or a call can be read, or taken over, by others.",
    call_instead: "Call me instead",
    on_its_way: "If the number is on this account, a code is on its way to it.",
    region: "This is not available in your region.",
    last_used: "just now",
};

const IN_SWEDISH: Said = Said {
    words: &SWEDISH,
    wrong: "Koden är fel. Kontrollera den och försök igen.",
    added: "har lagts till.",
    risk: "Ett sms eller ett samtal kan läsas eller tas över av andra.",
    call_instead: "Ring mig i stället",
    on_its_way: "Om numret finns på kontot är en kod på väg dit.",
    region: "Det här är inte tillgängligt i din region.",
    last_used: "nyss",
};

#[test]
fn r09_r10_r14_r20_codes_in_english() {
    walk(&IN_ENGLISH);
}

#[test]
fn r09_r10_r14_r20_codes_in_swedish() {
    walk(&IN_SWEDISH);
}

fn walk(said: &Said) {
    let Some(browser) = browser(said.words.language) else { return };
    let look = looker(&browser, said.words);
    let provider = Provider::start(Path::new(env!("CARGO_BIN_EXE_provider-double")));
    let settings = tempfile::NamedTempFile::new().expect("a file");
    let toml = format!(
        "[delivery]\nvoice = \"twilio\"\n[delivery.twilio]\nurl = \"{}\"\naccount = \"{}\"\ntoken_file = \"{}\"\n\
         from = \"+46766860000\"\n",
        provider.url,
        Provider::ACCOUNT,
        provider.token_file().display()
    );
    fs::write(settings.path(), toml).expect("written");
    let server = RelyingParty::start_with(&["--config", settings.path().to_str().expect("a path of text")]);
    let (url, folder) = (&server.url, Folder::of(server.data()));
    browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "anna", said.words);

    // A phone by text message. What is wrong is said; a call is offered instead.
    browser.click("a[href='/security-info/phones/add']");
    browser.wait_for_text("main", said.risk);
    browser.fill("#number", "+1 425 555 1234");
    browser.click("button[value=sms]");
    browser.wait_for_text("[role=alert]", said.region);
    look("add-phone-problem");
    browser.fill("#number", "070-123 45 67");
    browser.click("button[value=sms]");
    browser.wait_for_address("/security-info/phones/code");
    browser.wait_for_text("main", said.call_instead);
    look("phone-code");
    let code = folder.code("sms");
    browser.fill("#code", &other_than(&code));
    browser.click("main form button.primary");
    browser.wait_for_text("[role=alert]", said.wrong);
    browser.fill("#code", &code);
    browser.click("main form button.primary");
    browser.wait_for_text(".notice", said.added);
    browser.wait_for_text("section[aria-labelledby=sms] h3", "SE …67");
    look("security-info-phone");

    // A phone by call: the number that the page shows is typed on the phone, and the page goes on by itself.
    browser.click("a[href='/security-info/phones/add']");
    browser.fill("#number", "08-123 456 78");
    browser.click("button[value=call]");
    browser.wait_for_address("/security-info/phones/code");
    look("phone-call");
    type_on_phone(&provider, url, &browser.text(".code"));
    browser.wait_for_address("/security-info");
    browser.wait_for_text(".notice", said.added);
    assert_eq!(browser.texts("section[aria-labelledby=sms] h3").len(), 2);

    // An e-mail address.
    browser.click("a[href='/security-info/emails/add']");
    look("add-email");
    browser.fill("#address", "anna@example.org");
    browser.click("main form button.primary");
    browser.wait_for_address("/security-info/emails/code");
    browser.fill("#code", &folder.code("mail"));
    browser.click("main form button.primary");
    browser.wait_for_text("section[aria-labelledby=email] h3", "a…@example.org");
    browser.click("section[aria-labelledby=email] .danger");
    browser.wait_for_address("/remove");
    look("remove-email");
    browser.click("main form .danger");
    browser.wait_for_address("/security-info");

    // On a computer that is not her own.
    sign_out(&browser);
    browser.click("a[href^='/sign-in/code']");
    look("single-use-code");
    browser.fill("#user-name", "anna");
    browser.fill("#number", "070-123 45 67");
    browser.click("button[value=sms]");
    browser.wait_for_text("main .lead", said.on_its_way);
    look("enter-single-use-code");
    let code = folder.code("sms");
    browser.fill("#code", &other_than(&code));
    browser.click("main form button.primary");
    browser.wait_for_text("[role=alert]", said.wrong);
    browser.fill("#code", &code);
    browser.click("main form button.primary");
    browser.wait_for_address("/security-info");
    browser.wait_for_text("section[aria-labelledby=sms]", said.last_used);
}

/// Answers the newest call, and types these digits: what Twilio then sends, with its signature.
fn type_on_phone(provider: &Provider, url: &str, digits: &str) {
    let began = Instant::now();
    let call = loop {
        let calls: Vec<_> = provider.taken().into_iter().filter(|taken| taken.path.ends_with("/Calls.json")).collect();
        if let Some(call) = calls.last() {
            break call.clone();
        }
        assert!(began.elapsed() < Duration::from_secs(20), "nobody was called");
        std::thread::sleep(Duration::from_millis(20));
    };
    let address = format!("{url}/delivery/callback/twilio/{}/keys", call.key);
    assert!(call.form["Twiml"].contains(&format!("action=\"{address}\"")), "{call:?}");
    assert!(!call.form["Twiml"].contains(digits), "what the page shows is not said");
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, Provider::TOKEN.as_bytes());
    let signature = STANDARD.encode(aws_lc_rs::hmac::sign(&key, format!("{address}Digits{digits}").as_bytes()));
    let answer = ureq::post(&address).header("x-twilio-signature", signature).send_form([("Digits", digits)]);
    assert_eq!(answer.expect("an answer").status(), 200);
}
