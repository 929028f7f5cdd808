//! Reading pages, and filling in their forms.

use ureq::http::Method;

use crate::app::ORIGIN;
use crate::person::{Person, Reply};

pub(crate) const READS_PAGES: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
pub(crate) const ENGLISH: (&str, &str) = ("accept-language", "en-GB,en;q=0.9");
pub(crate) const SWEDISH: (&str, &str) = ("accept-language", "sv-SE,sv;q=0.9,en;q=0.8");
pub(crate) const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// What a person does with a browser without script.
pub(crate) trait Reader {
    /// Opens a page, in English.
    fn read(&self, path: &str) -> Reply;

    /// Opens a page that there must be.
    #[track_caller]
    fn open(&self, path: &str) -> Reply {
        let page = self.read(path);
        assert_eq!(page.status, 200, "{path}: {page:?}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        page
    }

    /// Sends a form that is on `page` to `action`, its hidden token with it, as browsers do.
    fn submit(&self, page: &Reply, action: &str, fields: &[(&str, &str)]) -> Reply;
}

impl Reader for Person {
    fn read(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[READS_PAGES, ENGLISH], "")
    }

    fn submit(&self, page: &Reply, action: &str, fields: &[(&str, &str)]) -> Reply {
        let body = encoded(&[&[("csrf", page.csrf())], fields].concat());
        let headers = [READS_PAGES, ENGLISH, FORM, ("origin", ORIGIN), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, action, &headers, body)
    }
}

/// What stands on a page.
pub(crate) trait Page {
    /// The token of its forms.
    fn csrf(&self) -> &str;

    /// Whether it has this text, as a reader sees it.
    fn says(&self, text: &str) -> bool;

    /// The addresses of its links and forms that end like this.
    fn addresses(&self, end: &str) -> Vec<String>;

    /// That it sends the reader on to `address`.
    #[track_caller]
    fn goes_to(&self, address: &str);
}

impl Page for Reply {
    fn csrf(&self) -> &str {
        between(&self.body, "name=\"csrf\" value=\"", "\"").expect("a form")
    }

    fn says(&self, text: &str) -> bool {
        let (_, shown) = self.body.split_once("</head>").unwrap_or(("", &self.body));
        // What is hidden is said by the script alone.
        shown.split("<div hidden").next().unwrap().contains(text)
    }

    fn addresses(&self, end: &str) -> Vec<String> {
        let quoted = self.body.split('"').filter(|text| text.starts_with('/') && text.ends_with(end));
        quoted.map(str::to_owned).collect()
    }

    fn goes_to(&self, address: &str) {
        assert_eq!((self.status, self.header("location")), (303, Some(address)), "{self:?}");
    }
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

pub(crate) fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    text.split_once(start)?.1.split_once(end).map(|(found, _)| found)
}

/// Every cookie that an answer sets, by name.
pub(crate) fn cookies(reply: &Reply) -> Vec<(&str, &str)> {
    let set = reply.headers.iter().filter(|(name, _)| name == "set-cookie");
    set.filter_map(|(_, value)| value.split_once('=')).collect()
}
