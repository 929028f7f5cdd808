//! The description of the API: what it says is what there is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use ureq::http::Method;

use crate::app::{Program, TestApp as _};

/// The description as it is agreed on. A change of it is a change of the API.
const AGREED: &str = include_str!("../../openapi.json");
/// With this variable the test writes the file instead of comparing it.
const RENEW: &str = "NYCKEL_RENEW_OPENAPI";
const GUIDE: &str = include_str!("../../../docs/integrate.md");

fn agreed() -> Json {
    serde_json::from_str(AGREED).unwrap()
}

/// Every operation: its path, its method, and what is said of it.
fn operations(document: &Json) -> Vec<(String, String, Json)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(|(method, operation)| (path.clone(), method.to_ascii_uppercase(), operation.clone()))
    });
    operations.collect()
}

#[test]
fn the_description_is_the_one_that_is_agreed_on() {
    let reply = Program::start().person().get("/api/openapi.json");
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/json")));
    let text = reply.body.trim_end().to_owned() + "\n";
    if std::env::var_os(RENEW).is_some() {
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json"), text).unwrap();
        return;
    }
    let line = text.lines().zip(AGREED.lines()).position(|(now, then)| now != then);
    assert!(
        text == AGREED,
        "the API is not what rp-server/openapi.json says, from its line {}. If the change is wanted, renew the file with\n\
         {RENEW}=1 cargo test -p rp-server --test api openapi::the_description\nand look at the difference",
        line.map_or(0, |line| line + 1)
    );
}

#[test]
fn under_https_the_session_cookie_alone_has_another_name() {
    let app = Program::start_under("https://login.example.org");
    let mut document = app.person().get("/api/openapi.json").json();
    let name = &mut document["components"]["securitySchemes"]["session"]["name"];
    assert_eq!(*name, "__Host-nyckel");
    *name = "nyckel".into();
    assert_eq!(document, agreed());
}

#[test]
fn every_operation_is_there_and_the_guide_names_each() {
    let app = Program::start();
    let mut described = BTreeSet::new();
    for (path, method, operation) in operations(&agreed()) {
        let address = path.replace("{id}", "AAAA");
        let reply = app.person().send(Method::from_bytes(method.as_bytes()).unwrap(), &address, &[], "");
        assert_ne!(reply.status, 405, "{method} {path}");
        let code = if reply.status < 400 { Json::Null } else { reply.json()["code"].clone() };
        assert_ne!(code, "route_unknown", "{method} {path}");
        assert!(operation["operationId"].is_string() && operation["summary"].is_string(), "{method} {path}");
        described.insert(format!("{method} {path}"));
    }
    let rows = GUIDE.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let rows: BTreeSet<_> = rows.filter(|row| row.contains(" /api/v1/")).map(str::to_owned).collect();
    let api: BTreeSet<_> = described.iter().filter(|operation| operation.contains(" /api/v1/")).cloned().collect();
    assert_eq!(api, rows, "docs/integrate.md and the description");
    for other in ["GET /healthz", "GET /auth/check", "GET /.well-known/webauthn", "GET /.well-known/passkey-endpoints"]
    {
        assert!(described.contains(other), "{other}");
    }
}

#[test]
fn the_guides_commands_do_what_it_says() {
    let missing = std::process::Command::new("curl").arg("--version").output().is_err();
    if missing {
        assert!(std::env::var_os("CI").is_none(), "install Debian's curl");
        println!("skipped: curl is not installed");
        return;
    }
    let app = Program::start();
    let answers: Vec<Json> = GUIDE
        .lines()
        .filter(|line| line.starts_with("curl http"))
        .map(|line| {
            let command = line.replace("http://localhost:8080", app.base());
            let output = std::process::Command::new("sh").args(["-c", &command]).output().unwrap();
            assert!(output.status.success(), "{line}: {output:?}");
            serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{line}: {error}: {output:?}"))
        })
        .collect();
    let [description, begun] = answers.as_slice() else { panic!("{answers:?}") };
    assert_eq!(*description, agreed());
    assert!(begun["ceremony"].is_string() && begun["publicKey"]["challenge"].is_string(), "{begun}");
}

#[test]
fn no_route_of_the_api_is_left_undescribed() {
    // Described routes are the macro's; a bare one would be served and not described.
    for (path, text) in sources(&source_folder().join("http/api")) {
        assert!(!text.contains(".route("), "{}", path.display());
    }
}

#[test]
fn every_word_of_a_refusal_is_described_with_its_status_and_in_the_guide() {
    let document = agreed();
    let described: BTreeSet<String> =
        serde_json::from_value(document["components"]["schemas"]["ProblemCode"]["enum"].clone()).unwrap();
    let in_sources = words_in_sources();
    assert_eq!(
        described,
        in_sources.keys().cloned().collect(),
        "http/openapi/codes.rs and what the sources refuse with"
    );
    let lines = document["components"]["schemas"]["ProblemCode"]["description"].as_str().unwrap();
    for (word, status) in &in_sources {
        let line = format!("- `{word}` ({status}): ");
        assert!(lines.contains(&line), "{word}: {status} in the sources");
        assert!(GUIDE.contains(&format!("`{word}`")), "docs/integrate.md does not say when {word}");
    }
}

#[test]
fn every_refusal_of_an_operation_is_a_problem_with_words_of_its_status() {
    let document = agreed();
    let in_sources = words_in_sources();
    let mut seen = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            if status.starts_with(['4', '5']) {
                let schema = &response["content"]["application/problem+json"]["schema"]["allOf"];
                assert_eq!(schema[0]["$ref"], "#/components/schemas/Problem", "{method} {path} {status}");
                for word in schema[1]["properties"]["code"]["enum"].as_array().unwrap() {
                    let word = word.as_str().unwrap();
                    assert_eq!(in_sources[word].to_string(), *status, "{method} {path}: {word}");
                    seen.insert(word.to_owned());
                }
            }
        }
        assert!(operation["responses"].get("500").is_some(), "{method} {path}");
        if method != "GET" {
            let security = operation["security"].to_string();
            assert!(security.contains("origin"), "{method} {path}: {security}");
            assert!(operation["responses"].get("403").is_some(), "{method} {path}");
        }
    }
    let by_no_operation: Vec<_> = in_sources.keys().filter(|word| !seen.contains(*word)).collect();
    // Of addresses that are not described, and of the pages.
    assert_eq!(
        by_no_operation,
        [
            "csrf_token_invalid",
            "device_unknown",
            "file_unknown",
            "form_incomplete",
            "https_required",
            "language_unknown",
            "method_not_allowed",
            "route_unknown"
        ]
    );
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("\n#[cfg(test)]").next().unwrap_or_default().to_owned();
            found.push((path, text));
        }
    }
    found
}

/// Every word that the sources refuse with, and its status: wherever a status and a word stand side by side, and what the checks
/// of the ceremonies refuse with.
fn words_in_sources() -> BTreeMap<String, u16> {
    let mut words = BTreeMap::from([("https_required".to_owned(), 400)]);
    let statuses = BTreeMap::from([
        ("BAD_REQUEST", 400),
        ("UNAUTHORIZED", 401),
        ("FORBIDDEN", 403),
        ("NOT_FOUND", 404),
        ("METHOD_NOT_ALLOWED", 405),
        ("REQUEST_TIMEOUT", 408),
        ("CONFLICT", 409),
        ("GONE", 410),
        ("PAYLOAD_TOO_LARGE", 413),
        ("UNSUPPORTED_MEDIA_TYPE", 415),
        ("UNPROCESSABLE_ENTITY", 422),
        ("TOO_MANY_REQUESTS", 429),
        ("INTERNAL_SERVER_ERROR", 500),
        ("SERVICE_UNAVAILABLE", 503),
    ]);
    let mut insert = |word: &str, status: u16| {
        let known = words.insert(word.to_owned(), status);
        assert!(known.is_none_or(|known| known == status), "{word} comes with {known:?} and {status}");
    };
    for (path, text) in sources(&source_folder().join("http")) {
        for part in text.split("StatusCode::").skip(1) {
            let Some((status, after)) = part.split_once(',') else { continue };
            let Some(status) = statuses.get(status) else { continue };
            let after = after.trim_start();
            let word = if let Some(text) = after.strip_prefix('"') {
                text.split('"').next().unwrap()
            } else if let Some(name) = after.strip_prefix("Self::") {
                let name = name.split(|c: char| !c.is_ascii_uppercase() && c != '_').next().unwrap();
                let constant = text.split(&format!("const {name}: &str = \"")).nth(1);
                constant.unwrap_or_else(|| panic!("{name} in {}", path.display())).split('"').next().unwrap()
            } else {
                continue;
            };
            insert(word, *status);
        }
    }
    let refusals = std::fs::read_to_string(source_folder().join("webauthn/refusal.rs")).unwrap();
    for line in refusals.lines().filter(|line| line.trim_start().starts_with("Self::")) {
        let Some((_, word)) = line.split_once("=> \"") else { continue };
        let word = word.split('"').next().unwrap();
        let status = match word {
            "already_registered" => 409,
            "stored_state_damaged" => 500,
            _ => 422,
        };
        insert(word, status);
    }
    words
}
