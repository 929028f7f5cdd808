//! What is no ceremony: bodies, methods, addresses, headers, other sites, slow clients.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use shared::api::SignedIn;
use ureq::http::Method;

use crate::app::{Program, TestApp};

const BEGIN: &str = "/api/v1/sign-in/begin";
const TOO_LARGE: &str = "The request body is longer than 65536 bytes. Send a shorter one.";
const NOT_JSON: &str = "The request body must be JSON. Send it with content-type: application/json.";
const FOREIGN: &str = "This request comes from another site's page. Open the service itself.";
const JSON: (&str, &str) = ("content-type", "application/json");

/// Sends bytes as they are, and reads until the server closes.
fn raw(app: &impl TestApp, request: &[u8]) -> String {
    let mut stream = connect(app);
    stream.write_all(request).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn connect(app: &impl TestApp) -> TcpStream {
    let stream = TcpStream::connect(app.base().strip_prefix("http://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

#[test]
fn bad_json_is_refused_with_its_place() {
    let app = Program::start();
    let send = |body: &str| app.person().send(Method::POST, BEGIN, &[JSON], body);
    let detail = |what: &str| format!("The request body is not the JSON that is expected here: {what}.");
    send("{").refused(400, "body_malformed", &detail("EOF while parsing an object at line 1 column 1"));
    send("{\n  \"userName\": 5}").refused(
        400,
        "body_malformed",
        &detail("invalid type: integer `5`, expected a string at line 2 column 15"),
    );
    send(r#"{"user":"anna"}"#).refused(
        400,
        "body_malformed",
        &detail("unknown field `user`, expected `userName` at line 1 column 7"),
    );
    send("{}x").refused(400, "body_malformed", &detail("trailing characters at line 1 column 3"));
    let deep = send(&format!("{{\"userName\":{}", "[".repeat(10_000)));
    assert_eq!((deep.status, deep.json()["code"].as_str()), (400, Some("body_malformed")));
}

#[test]
fn another_media_type_is_refused() {
    let app = Program::start();
    for media_type in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json5"]
    {
        let reply = app.person().send(Method::POST, BEGIN, &[("content-type", media_type)], "{}");
        reply.refused(415, "media_type_unsupported", NOT_JSON);
    }
    let untyped = raw(
        &app,
        b"POST /api/v1/sign-in/begin HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}",
    );
    assert!(untyped.starts_with("HTTP/1.1 415 ") && untyped.contains("media_type_unsupported"), "{untyped}");
    let reply = app.person().send(Method::POST, BEGIN, &[("content-type", "Application/JSON; charset=utf-8")], "{}");
    assert_eq!(reply.status, 200);
}

#[test]
fn a_body_of_10_mb_is_refused_and_the_client_gets_to_read_why() {
    let app = Program::start();
    let body = vec![b' '; 10_000_000];
    app.person().send(Method::POST, BEGIN, &[JSON], &body).refused(413, "body_too_large", TOO_LARGE);
    // The same without saying how long it is.
    let mut chunked = b"POST /api/v1/sign-in/begin HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for chunk in body.chunks(50_000) {
        chunked.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        chunked.extend_from_slice(chunk);
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    let answer = raw(&app, &chunked);
    assert!(answer.starts_with("HTTP/1.1 413 ") && answer.contains(TOO_LARGE), "{answer}");
}

#[test]
fn a_body_in_pieces_is_read_whole() {
    let app = Program::start();
    let mut stream = connect(&app);
    stream.write_all(b"POST /api/v1/sign-in/begin HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n").unwrap();
    for piece in ["{\"user", "Name\":", "\"anna", "\"}"] {
        stream.write_all(format!("{:x}\r\n{piece}\r\n", piece.len()).as_bytes()).unwrap();
        stream.flush().unwrap();
        std::thread::sleep(Duration::from_millis(30));
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn unknown_addresses_and_methods_are_refused() {
    let app = Program::start();
    let unknown = "There is nothing at this address. Look the address up in the documentation.";
    app.person().get("/api/v1/nothing").refused(404, "route_unknown", unknown);
    app.person().get("/api/v2/me").refused(404, "route_unknown", unknown);
    let reply = app.person().get(BEGIN);
    reply.refused(
        405,
        "method_not_allowed",
        "This address does not take this method. Its allow header says which it takes.",
    );
    assert_eq!(reply.header("allow"), Some("POST"));
}

#[test]
fn every_answer_is_marked_as_data_that_is_not_kept() {
    let app = Program::start();
    for reply in [app.person().get("/healthz"), app.person().me()] {
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(reply.header("referrer-policy"), Some("no-referrer"));
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; frame-ancestors 'none'"), "{policy}");
        assert!(reply.header("strict-transport-security").is_none());
    }
    assert_eq!(app.person().get("/healthz").json(), serde_json::json!({"status": "ok"}));
}

#[test]
fn a_request_has_a_name_that_a_stranger_cannot_abuse() {
    let app = Program::start();
    let with = |id: &str| {
        let reply = app.person().send(Method::GET, "/healthz", &[("x-request-id", id)], "");
        reply.header("x-request-id").unwrap().to_owned()
    };
    assert_eq!(with("4bf92f35-77b34da6"), "4bf92f35-77b34da6");
    for strange in ["<script>", "a b c d e f", &"a".repeat(100), "tiny"] {
        let given = with(strange);
        assert!(given != strange && given.len() == 17, "{given}");
    }
}

#[test]
fn another_sites_page_cannot_act_for_a_person() {
    let app = Program::start();
    let anna = app.person();
    anna.create_account("anna");
    let sign_out = |header| anna.send(Method::POST, "/api/v1/sign-out", &[header], "");
    for header in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://localhost:8081"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        sign_out(header).refused(403, "cross_site_request", FOREIGN);
    }
    // A form's media types, whatever the browser says about where it comes from.
    let form = [("content-type", "application/x-www-form-urlencoded")];
    anna.send(Method::POST, "/api/v1/sign-out", &form, "a=b").refused(415, "media_type_unsupported", NOT_JSON);
    anna.me().expect::<SignedIn>(200);
    assert_eq!(sign_out(("origin", "http://localhost:8080")).status, 204);
    anna.me().refused(401, "not_signed_in", "You are not signed in, or no longer. Sign in first.");
}

#[test]
fn a_body_that_does_not_arrive_is_given_up() {
    let data = tempfile::tempdir().unwrap();
    let file = data.path().join("rp.toml");
    std::fs::write(&file, "[http]\nrequest_timeout = \"1s\"\n").unwrap();
    let app = Program::start_with(&["--config", file.to_str().unwrap()]);
    let begun = Instant::now();
    let answer = raw(&app, b"POST /api/v1/sign-in/begin HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{");
    assert!(answer.starts_with("HTTP/1.1 408 ") && answer.contains("body_timeout"), "{answer}");
    assert!(answer.contains("The request body did not arrive in time. Try again."), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(5));
    // A head that does not arrive ends the connection.
    let mut stream = connect(&app);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost:").unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn bytes_that_are_no_http_end_their_connection_alone() {
    let app = Program::start();
    for junk in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\0\0\0\0\r\n\r\n", &[b'A'; 100_000]] {
        let mut stream = connect(&app);
        let _ = stream.write_all(junk);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
    }
    assert_eq!(app.person().get("/healthz").status, 200);
}
