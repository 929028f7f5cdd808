//! The fields by which a phone number is asked for: the country, the number, and by which way a code goes there.

use super::Visitor;
use super::form::Form;
use crate::http::{App, Refused};
use crate::i18n::Value;
use crate::policy::Purpose;
use crate::records::{Country, MethodKind, PhoneNumber, PhoneNumberError, TypedPhoneNumber};
use crate::security_info::SecurityInfoError;

/// The fields as a page shows them.
pub(super) struct PhoneForm {
    /// The countries that there are to choose from, as the administrator has them in order.
    pub(super) countries: Vec<CountryOption>,
    /// What was typed.
    pub(super) number: String,
    /// What was wrong with it.
    pub(super) problem: Option<String>,
    /// The ways by which a code can go.
    pub(super) ways: Vec<Way>,
}

/// A country in a list.
pub(super) struct CountryOption {
    pub(super) letters: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

/// A button that sends a code.
pub(super) struct Way {
    pub(super) word: &'static str,
    pub(super) label: String,
    pub(super) is_first: bool,
}

impl PhoneForm {
    /// The fields without anything in them; `purpose` is what the code will be for, and none for a phone that is added.
    pub(super) fn new(app: &App, visitor: &Visitor, purpose: Option<Purpose>) -> Self {
        Self::filled(app, visitor, purpose, None, "", None)
    }

    /// The fields as they came, and what is wrong with them.
    pub(super) fn again(
        app: &App,
        visitor: &Visitor,
        purpose: Option<Purpose>,
        form: &Form,
        problem: Option<String>,
    ) -> Self {
        let number = form.optional("number").unwrap_or_default();
        Self::filled(app, visitor, purpose, form.optional("country"), number, problem)
    }

    fn filled(
        app: &App,
        visitor: &Visitor,
        purpose: Option<Purpose>,
        chosen: Option<&str>,
        number: &str,
        problem: Option<String>,
    ) -> Self {
        let policy = app.security_infos().policy();
        let option = |country: &Country| CountryOption {
            letters: country.to_string(),
            label: named(visitor, *country),
            is_chosen: chosen.is_some_and(|chosen| chosen.eq_ignore_ascii_case(country.as_str())),
        };
        let can = |kind: &MethodKind| match purpose {
            Some(purpose) => policy.check(*kind, purpose).is_ok(),
            None => policy.offers(*kind).is_ok(),
        };
        let ways = [(MethodKind::Sms, "phone-by-sms"), (MethodKind::Call, "phone-by-call")];
        let ways = ways.into_iter().filter(|(kind, _)| can(kind)).enumerate().map(|(index, (kind, label))| Way {
            word: kind.word(),
            label: visitor.say(label),
            is_first: index == 0,
        });
        let countries = policy.countries.iter().map(option).collect();
        Self { countries, number: number.to_owned(), problem, ways: ways.collect() }
    }
}

/// The number and the way that a form names.
pub(super) fn read(form: &Form) -> Result<(Result<TypedPhoneNumber, PhoneNumberError>, MethodKind), Refused> {
    let country = Country::new(form.text("country")?).ok();
    let method = method(form)?;
    Ok((PhoneNumber::read(form.text("number")?, country), method))
}

/// The way that a form's button names.
pub(super) fn method(form: &Form) -> Result<MethodKind, Refused> {
    let method = MethodKind::from_word(form.text("method")?);
    let is_way = |kind: &MethodKind| matches!(kind, MethodKind::Sms | MethodKind::Call | MethodKind::Email);
    Ok(method.filter(is_way).ok_or(SecurityInfoError::MethodUnknown)?)
}

/// What is wrong with a number, in words.
pub(super) fn said(visitor: &Visitor, problem: PhoneNumberError) -> String {
    visitor.say(match problem {
        PhoneNumberError::Form => "phone-problem-form",
        PhoneNumberError::CountryMissing => "phone-problem-country",
        PhoneNumberError::NotInUse => "phone-problem-not-in-use",
        PhoneNumberError::Service => "phone-problem-service",
    })
}

/// A country's name in the visitor's language, and what its numbers begin with.
fn named(visitor: &Visitor, country: Country) -> String {
    let name = visitor.say(&format!("country-{country}"));
    let code = country.calling_code().to_string();
    visitor.texts().say_with("phone-country-option", &[("name", Value::Words(&name)), ("code", Value::Words(&code))])
}
