//! An e-mail address as a person typed it, in the one form in which it is kept.

use std::fmt;

use lettre::Address;
use url::Host;
use zeroize::Zeroizing;

/// An e-mail address: what stands before the `@` as it was typed, and the domain lower-case and in ASCII (IDNA, RFC 5891).
///
/// It is wiped when dropped, and prints as `a…@example.org`: [`reveal`](Self::reveal) gives the whole.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(Zeroizing<String>);

/// A text that cannot be an e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailAddressError {
    /// It has not the form of one.
    #[error("an e-mail address looks like name@example.org")]
    Form,
    /// It is longer than any that can be reached (RFC 5321 §4.5.3.1).
    #[error("an e-mail address has at most 254 characters")]
    Length,
}

impl EmailAddress {
    /// The longest that fits a path of SMTP (RFC 5321 §4.5.3.1.3).
    const LONGEST: usize = 254;

    /// Reads what a person typed; blanks around it are dropped.
    pub fn new(typed: &str) -> Result<Self, EmailAddressError> {
        let typed = typed.trim();
        if typed.len() > 4 * Self::LONGEST {
            return Err(EmailAddressError::Length);
        }
        let (user, domain) = typed.rsplit_once('@').ok_or(EmailAddressError::Form)?;
        // Quoted names and names beyond ASCII are allowed somewhere, but few servers take them.
        let is_plain = |character: char| character.is_ascii_graphic() && !matches!(character, '"' | '\\');
        if user.is_empty() || !user.chars().all(is_plain) {
            return Err(EmailAddressError::Form);
        }
        let Ok(Host::Domain(domain)) = Host::parse(domain) else { return Err(EmailAddressError::Form) };
        let domain = domain.trim_end_matches('.');
        if !domain.contains('.') {
            return Err(EmailAddressError::Form);
        }
        let address = Zeroizing::new(format!("{user}@{domain}"));
        if address.len() > Self::LONGEST || user.len() > 64 {
            return Err(EmailAddressError::Length);
        }
        address.parse::<Address>().map_err(|_| EmailAddressError::Form)?;
        Ok(Self(address))
    }

    /// The whole address.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    /// The first letter and the domain: enough for its person to know it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (user, domain) = self.0.rsplit_once('@').unwrap_or_default();
        let first = user.chars().next().unwrap_or_default();
        write!(f, "{first}…@{domain}")
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress({self})")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_a_domain_are_one_address() {
        for (typed, kept) in [
            (" Anna.Berg+nyckel@Example.ORG\n", "Anna.Berg+nyckel@example.org"),
            ("anna@ÅÄÖ.example", "anna@xn--4cab6c.example"),
            ("anna@xn--4cab6c.example", "anna@xn--4cab6c.example"),
            ("anna@example.org.", "anna@example.org"),
        ] {
            assert_eq!(EmailAddress::new(typed).unwrap().reveal(), kept, "{typed:?}");
        }
    }

    #[test]
    fn what_no_mail_reaches_is_refused() {
        for typed in [
            "",
            "anna",
            "@example.org",
            "anna@",
            "anna@localhost",
            "anna@@example.org",
            "an na@example.org",
            "anna@exa mple.org",
            "anna@[127.0.0.1]",
            "anna@127.0.0.1",
            "anna@example..org",
            "anna\r\nBcc: x@example.org",
            "\"a b\"@example.org",
            "anna@example.org, bo@example.org",
            "<anna@example.org>",
            "å@example.org",
            "anna\0@example.org",
        ] {
            assert_eq!(EmailAddress::new(typed), Err(EmailAddressError::Form), "{typed:?}");
        }
        for typed in
            [format!("{}@example.org", "a".repeat(65)), format!("a@{}.org", "a.".repeat(200)), "a".repeat(1 << 20)]
        {
            assert!(EmailAddress::new(&typed).is_err());
        }
    }

    #[test]
    fn it_prints_masked() {
        let address = EmailAddress::new("anna.berg@example.org").unwrap();
        assert_eq!(format!("{address} {address:?}"), "a…@example.org EmailAddress(a…@example.org)");
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_kept_is_read_as_itself(typed in "\\PC{0,300}", user in "[a-z.+@]{0,10}", domain in "[a-zåÅ.-]{0,20}") {
            for typed in [typed, format!("{user}@{domain}"), format!("{user}@{domain}.org")] {
                if let Ok(address) = EmailAddress::new(&typed) {
                    prop_assert_eq!(EmailAddress::new(address.reveal()), Ok(address.clone()));
                    prop_assert!(!address.reveal().contains(char::is_whitespace));
                    prop_assert!(address.reveal().is_ascii());
                }
            }
        }
    }
}
