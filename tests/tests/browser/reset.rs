//! A forgotten password: reset by one method, and with two steps by two different ones (R37, R26).

use std::time::Duration;

use tests::browser::{AuthenticatorOptions, Browser};
use tests::site::Site;

use super::accessibility::looker;
use super::folder::Folder;
use super::words::{ENGLISH, SWEDISH, Words};
use super::{
    PASSWORD, add_email, add_phone, browser, create_account, enter_password, other_than, questions, set_password,
    sign_out,
};

const SECOND: &str = "eleven green otter hats";
const THIRD: &str = "nine orange badger socks";
const FOURTH: &str = "five silver heron gloves";

/// What the pages should say.
struct Said {
    words: &'static Words,
    sent: &'static str,
    wrong: &'static str,
    done: &'static str,
    one_more: &'static str,
    wrong_answers: &'static str,
}

#[test]
fn r37_a_reset_in_english() {
    walk(&Said {
        words: &ENGLISH,
        sent: "If the address is on your account, we have sent a code there.",
        wrong: "This code is wrong. Check it, then try again.",
        done: "Your password has been reset. Sign in with the new one.",
        one_more: "One more: your account asks for two different methods.",
        wrong_answers: "These answers are not all right. Try again.",
    });
}

#[test]
fn r37_a_reset_in_swedish() {
    walk(&Said {
        words: &SWEDISH,
        sent: "Om adressen finns på ditt konto har vi skickat en kod dit.",
        wrong: "Koden är fel. Kontrollera den och försök igen.",
        done: "Ditt lösenord har återställts. Logga in med det nya.",
        one_more: "En till: ditt konto kräver två olika metoder.",
        wrong_answers: "Något eller några av svaren stämmer inte. Försök igen.",
    });
}

fn walk(said: &Said) {
    let Some(browser) = browser(said.words.language) else { return };
    let look = looker(&browser, said.words);
    let site = Site::start_with(questions::SETTINGS);
    let (url, folder) = (&site.url, Folder::of(site.data()));
    let key = browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "anna", said.words);
    add_email(&browser, url, &folder, "anna@example.org");
    add_phone(&browser, url, &folder, "070-123 45 67");
    questions::answer(&browser);
    browser.wait_for_address("/security-info");
    set_password(&browser, &site);
    sign_out(&browser);
    browser.pull_out(&key);

    // One step: a code by mail is enough.
    browser.open(&format!("{url}/sign-in/password"));
    browser.click("a[href='/reset']");
    look("reset");
    browser.fill("#user-name", "anna");
    browser.click("main form button.primary");
    browser.wait_for_address("/reset/step");
    look("reset-step");
    browser.click("a[href='/reset/step?with=email']");
    look("reset-email");
    browser.fill("#email", "anna@example.org");
    browser.click("button[value=email]");
    browser.wait_for_text("main form", said.sent);
    let code = folder.code("mail");
    browser.fill("#code", &other_than(&code));
    browser.click("main form button.primary");
    browser.wait_for_text("#code-problem", said.wrong);
    look("reset-code-wrong");
    browser.fill("#code", &code);
    browser.click("main form button.primary");
    browser.wait_for_address("/reset/password");
    look("reset-password");
    browser.fill("#password", SECOND);
    browser.click("main form button.primary");
    browser.wait_for_address("/sign-in/password");
    browser.wait_for_text(".notice", said.done);
    look("sign-in-password-reset");
    enter_password(&browser, url, PASSWORD);
    browser.wait_for_text("[role=alert]", "");
    enter_password(&browser, url, SECOND);
    browser.wait_for_address("/security-info");

    // Two steps: the mail, and then the phone.
    browser.open(&format!("{url}/security-info/two-step"));
    browser.click("a[href*='with=sms']");
    browser.click("main form button.primary");
    browser.fill("#code", &folder.code("sms"));
    browser.click("main form button.primary");
    browser.wait_for_address("/security-info/two-step");
    browser.click("main form button.primary");
    browser.wait_for_address("/security-info");
    sign_out(&browser);
    by_mail(&browser, url, &folder);
    browser.wait_for_text("main .lead", said.one_more);
    look("reset-second");
    browser.click("a[href='/reset/step?with=sms']");
    browser.fill("#number", "070-123 45 67");
    browser.click("button[value=sms]");
    browser.fill("#code", &folder.code("sms"));
    browser.click("main form button.primary");
    new_password(&browser, THIRD);

    // Or the mail, and then the answers: all of them at once, and which is wrong is not told.
    by_mail(&browser, url, &folder);
    browser.click("a[href='/reset/step?with=questions']");
    look("reset-questions");
    questions::fill(&browser, ["Kroppkakor", "Gösta Berlings saga", "Moster Eva"]);
    browser.click("main form button.primary");
    browser.wait_for_text("#answers-problem", said.wrong_answers);
    look("reset-questions-wrong");
    questions::again(&browser);
    browser.click("main form button.primary");
    new_password(&browser, FOURTH);
    site.clock.advance(Duration::from_secs(1));
    enter_password(&browser, url, FOURTH);
    browser.wait_for_address("/sign-in/step?return_to=%2Fsecurity-info");
}

/// Begins a reset, and proves that the mail is read.
fn by_mail(browser: &Browser, url: &str, folder: &Folder) {
    browser.open(&format!("{url}/reset"));
    browser.fill("#user-name", "anna");
    browser.click("main form button.primary");
    browser.click("a[href='/reset/step?with=email']");
    browser.fill("#email", "anna@example.org");
    browser.click("button[value=email]");
    browser.fill("#code", &folder.code("mail"));
    browser.click("main form button.primary");
}

fn new_password(browser: &Browser, password: &str) {
    browser.wait_for_address("/reset/password");
    browser.fill("#password", password);
    browser.click("main form button.primary");
    browser.wait_for_address("/sign-in/password");
}
