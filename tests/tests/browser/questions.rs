//! The administrator's questions: answered, changed, removed (R26).

use tests::browser::{AuthenticatorOptions, Browser};
use tests::site::Site;

use super::accessibility::looker;
use super::words::{ENGLISH, SWEDISH, Words};
use super::{browser, create_account};

/// The administrator's questions, in the languages of the pages.
pub(crate) const SETTINGS: &str = r#"
[policy]
methods = ["security-key", "app", "sms", "call", "email", "password", "recovery-code", "questions"]
questions = [
  { en = "Which dish of your childhood do you miss?", sv = "Vilken maträtt från din barndom saknar du?" },
  { en = "Which book did you read more than once?", sv = "Vilken bok har du läst mer än en gång?" },
  { en = "Who taught you to swim?", sv = "Vem lärde dig att simma?" },
  { en = "Which place would you like to see again?", sv = "Vilken plats vill du se igen?" },
]
"#;

/// Answers to the first three.
const ANSWERS: [&str; 3] = ["Kroppkakor", "Gösta Berlings saga", "Moster Åsa"];

/// What the pages should say.
struct Said {
    words: &'static Words,
    lead: &'static str,
    first: &'static str,
    alike: &'static str,
    saved: &'static str,
    removed: &'static str,
}

#[test]
fn r26_questions_in_english() {
    walk(&Said {
        words: &ENGLISH,
        lead: "Choose 3 questions and answer them.",
        first: "Which dish of your childhood do you miss?",
        alike: "Two answers are the same. Give each question an answer of its own.",
        saved: "Your answers have been saved.",
        removed: "Your answers have been removed.",
    });
}

#[test]
fn r26_questions_in_swedish() {
    walk(&Said {
        words: &SWEDISH,
        lead: "Välj 3 frågor och svara på dem.",
        first: "Vilken maträtt från din barndom saknar du?",
        alike: "Två svar är likadana. Ge varje fråga ett eget svar.",
        saved: "Dina svar har sparats.",
        removed: "Dina svar har tagits bort.",
    });
}

/// Answers the first three questions, from the security info page.
pub(crate) fn answer(browser: &Browser) {
    browser.click("a[href='/security-info/questions']");
    browser.wait_for_address("/security-info/questions");
    fill(browser, ANSWERS);
    browser.click("main form button.primary");
}

/// Types these where they are asked for.
pub(crate) fn fill(browser: &Browser, answers: [&str; 3]) {
    for (number, answer) in (1..).zip(answers) {
        browser.fill(&format!("#answer-{number}"), answer);
    }
}

/// As somebody types them who does not remember how they wrote them.
pub(crate) fn again(browser: &Browser) {
    fill(browser, ["  kroppkakor", "GÖSTA BERLINGS  SAGA", "moster åsa"]);
}

fn walk(said: &Said) {
    let Some(browser) = browser(said.words.language) else { return };
    let look = looker(&browser, said.words);
    let site = Site::start_with(SETTINGS);
    let url = &site.url;
    browser.plug_in(AuthenticatorOptions::default());
    create_account(&browser, url, "anna", said.words);
    browser.click("a[href='/security-info/questions']");
    browser.wait_for_text("main .lead", said.lead);
    browser.wait_for_text("label + select", said.first);
    look("questions");

    // What will not do is said beside its field, and the choice of questions stays.
    browser.click("#question-2 option:nth-child(4)");
    fill(&browser, ["Kroppkakor", " kroppkakor ", "Moster Åsa"]);
    browser.click("main form button.primary");
    browser.wait_for_text("#answer-2-problem", said.alike);
    let chosen = "return [...document.querySelectorAll('select')].map(select => select.selectedIndex)";
    assert_eq!(browser.script(chosen, serde_json::json!([])), serde_json::json!([0, 3, 2]));
    look("questions-problem");
    browser.open(&format!("{url}/security-info"));
    answer(&browser);
    browser.wait_for_text(".notice", said.saved);
    look("security-info-questions");
    answer(&browser);
    browser.wait_for_text(".notice", said.saved);
    browser.click("section[aria-labelledby=questions] .danger");
    browser.wait_for_address("/remove");
    look("remove-questions");
    browser.click("main form .danger");
    browser.wait_for_text(".notice", said.removed);
}
