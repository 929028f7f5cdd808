//! An application behind Debian's nginx, which asks Nyckel who sends each request: the example of the documentation.
//!
//! Without nginx this test says that it was skipped; with `CI=true` that is a failure.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;

use shared::api::{BeginAccount, FinishRegistration, RegistrationBegun, SignedIn};
use tests::bench::MemoryBench;
use tests::nginx::{Nginx, free_port, installed};
use tests::process::Process;
use tests::scenarios::Loop;
use ureq::http::Response;

const PIN: &str = "correct-horse-1";
const PAGE: &str = "/reports?year=2026&q=a%20b&to=%2F";

/// What the application got: the lines of the request's head, in lower case.
type Head = Vec<String>;

/// Somebody's browser, in front of everything.
struct Visitor {
    agent: ureq::Agent,
    url: String,
}

impl Visitor {
    fn new(url: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build();
        Self { agent: config.into(), url: url.to_owned() }
    }

    /// Opens a page with headers that only a proxy should set.
    fn open(&self, path: &str) -> Response<ureq::Body> {
        self.get(path, "text/html,*/*;q=0.8")
    }

    fn get(&self, path: &str, accept: &str) -> Response<ureq::Body> {
        let request = self.agent.get(format!("{}{path}", self.url)).header("accept", accept);
        let forged = request.header("x-forwarded-user", "root").header("X-FORWARDED-KEY", "forged");
        forged.header("x-forwarded-host", "other.example").call().expect("an answer")
    }

    /// What the application gets when they open a page that reaches it.
    fn reaches(&self, path: &str) -> Head {
        let mut answer = self.open(path);
        let text = answer.body_mut().read_to_string().expect("text");
        assert_eq!((answer.status().as_u16(), header(&answer, "x-served-by")), (200, "application"), "{path}: {text}");
        text.lines().map(str::to_ascii_lowercase).collect()
    }

    fn post<T: serde::de::DeserializeOwned>(&self, path: &str, body: &impl serde::Serialize) -> T {
        let mut answer = self.agent.post(format!("{}{path}", self.url)).send_json(body).expect("an answer");
        assert!(answer.status().is_success(), "{path}: {:?}", answer.body_mut().read_to_string());
        answer.body_mut().read_json().expect("JSON")
    }
}

fn header<'a>(answer: &'a Response<ureq::Body>, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().expect("text"))
}

/// Every value of a header that the application got.
fn values<'a>(head: &'a Head, name: &str) -> Vec<&'a str> {
    head.iter()
        .filter_map(|line| line.split_once(": "))
        .filter(|(key, _)| *key == name)
        .map(|(_, value)| value)
        .collect()
}

/// An application that answers every request with the head it got.
fn application() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = answer(&stream);
        }
    });
    address
}

fn answer(mut stream: &TcpStream) -> std::io::Result<()> {
    let lines = BufReader::new(stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let head = lines.collect::<Vec<_>>().join("\n");
    write!(stream, "HTTP/1.0 200 OK\r\ncontent-length: {}\r\nx-served-by: application\r\n\r\n{head}", head.len())
}

fn nginx() -> Option<PathBuf> {
    let found = installed();
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "install Debian's nginx-light");
        println!("skipped: nginx is not installed");
    }
    found
}

#[test]
fn nginx_lets_through_who_is_signed_in_and_sends_everybody_else_to_sign_in_and_back() {
    let Some(program) = nginx() else { return };
    let port = free_port();
    let url = format!("http://localhost:{port}");
    let data = tempfile::tempdir().expect("a folder");
    let (_server, nyckel) = Process::start(
        "rp-server",
        |command| {
            command.args(["serve", "--listen", "127.0.0.1:0", "--origin", &url]).arg("--data").arg(data.path());
        },
        "listening on http://",
    );
    let _nginx = Nginx::start(&program, port, nyckel.parse().expect("an address"), application());
    let visitor = Visitor::new(&url);

    // Nobody: sent to sign in, with the page they wanted, whole.
    let sent = visitor.open(PAGE);
    assert_eq!(sent.status(), 302);
    let sign_in = header(&sent, "location").strip_prefix(&url).expect("this site").to_owned();
    assert_eq!(sign_in, "/sign-in?return_to=%2Freports%3Fyear%3D2026%26q%3Da%2520b%26to%3D%252F");
    let page = visitor.open(&sign_in).body_mut().read_to_string().expect("a page");
    assert_eq!(next(&page), PAGE);
    // A script is told so, and the question is nginx's alone.
    let script = visitor.get(PAGE, "application/json");
    assert_eq!((script.status().as_u16(), header(&script, "location")), (401, ""));
    assert_eq!(visitor.open("/auth/check").status(), 404);

    // They sign in, through nginx, with a key.
    let bench = MemoryBench::new();
    let key = Loop::new(&bench, &url, PIN);
    key.with_key(|device, operation| device.set_pin(&key.pin, operation)).expect("setPIN");
    let begin = BeginAccount { user_name: "Åsa".into(), display_name: None, invitation: None };
    let begun: RegistrationBegun = visitor.post("/api/v1/accounts/begin", &begin);
    let credential = key.create(|client, operation| client.create(&begun.public_key, operation)).expect("a credential");
    let finish = FinishRegistration { ceremony: begun.ceremony, key_name: None, credential };
    let created: SignedIn = visitor.post("/api/v1/accounts/finish", &finish);
    visitor.agent.cookie_jar_lock().clear();
    assert_eq!(visitor.open("/").status(), 302);
    let finish = key.sign_in_answer(Some("åsa"), &key.pin).expect("an assertion");
    let signed_in: SignedIn = visitor.post("/api/v1/sign-in/finish", &finish);
    assert_eq!(signed_in.key.id, created.key.id);

    // They are back where they wanted to be, and the application knows who they are, whatever was forged.
    assert_eq!(header(&visitor.open(&sign_in), "location"), PAGE);
    let head = visitor.reaches(PAGE);
    assert_eq!(head[0], format!("get {PAGE} http/1.0").to_ascii_lowercase());
    assert_eq!(values(&head, "x-forwarded-user"), ["%c3%a5sa"]);
    assert_eq!(values(&head, "x-forwarded-key"), [created.key.id.to_string().to_ascii_lowercase()]);
    assert_eq!(values(&visitor.reaches("/"), "x-forwarded-user"), ["%c3%a5sa"]);

    // The application gets its own cookies, and not the session with which it could act for them.
    let session = session(&visitor);
    for (sent, passed) in [
        ("SESSION", vec![]),
        ("SESSION; a=1", vec!["a=1"]),
        ("a=1; SESSION; nyckel-visitor=2", vec!["a=1; nyckel-visitor=2"]),
        ("a=1; b=2; SESSION", vec!["a=1; b=2; "]),
        ("notnyckel=1; SESSION", vec!["notnyckel=1; "]),
    ] {
        let head = with_cookies(&url, &sent.replace("SESSION", &session));
        assert_eq!(values(&head, "cookie"), passed, "{sent}");
    }

    // Where everybody may go, nobody is anybody.
    for somebody in [&visitor, &Visitor::new(&url)] {
        let head = somebody.reaches("/public/notes");
        assert_eq!((values(&head, "x-forwarded-user"), values(&head, "x-forwarded-key")), (vec![], vec![]));
    }

    // Signed out: back to the door.
    let signed_out = visitor.agent.post(format!("{url}/api/v1/sign-out")).send_empty().expect("an answer");
    assert_eq!(signed_out.status(), 204);
    assert_eq!(visitor.open(PAGE).status(), 302);
}

/// The cookie of their session, as it is sent.
fn session(visitor: &Visitor) -> String {
    let jar = visitor.agent.cookie_jar_lock();
    let cookie = jar.iter().find(|cookie| cookie.name() == "nyckel").expect("a session");
    format!("nyckel={}", cookie.value())
}

/// What the application gets with these cookies.
fn with_cookies(url: &str, cookies: &str) -> Head {
    let request = ureq::get(format!("{url}{PAGE}")).header("cookie", cookies);
    let text = request.call().expect("signed in").body_mut().read_to_string().expect("text");
    text.lines().map(str::to_ascii_lowercase).collect()
}

/// Where a sign-in page goes on to.
fn next(page: &str) -> String {
    let (_, rest) = page.split_once("data-next=\"").expect("a form");
    rest.split_once('"').expect("a value").0.replace("&#38;", "&").replace("&amp;", "&")
}
