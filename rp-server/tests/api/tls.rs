//! TLS that ends at the server: with a real client, under certificates made for each test.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustix::process::{Signal, kill_process};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::TempDir;

use crate::app::{Program, TestApp as _, bare_command};

const HOST: &str = "login.example.org";
const ORIGIN: &str = "https://login.example.org";
const GET: &[u8] =
    b"GET /sign-in HTTP/1.1\r\nhost: login.example.org\r\naccept: text/html\r\nconnection: close\r\n\r\n";

/// A certificate authority, and the files of a server.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
    folder: TempDir,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap().der().clone();
        Self { issuer: Issuer::new(params, key), root, folder: TempDir::new().unwrap() }
    }

    fn certificate(&self) -> PathBuf {
        self.folder.path().join("certificate.pem")
    }

    fn key(&self) -> PathBuf {
        self.folder.path().join("key.pem")
    }

    /// Writes a certificate for `host` and its key; gives back what a client sees of it.
    fn issue(&self, host: &str, change: impl FnOnce(&mut CertificateParams)) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        std::fs::write(self.certificate(), certificate.pem()).unwrap();
        std::fs::write(self.key(), key.serialize_pem()).unwrap();
        certificate.der().clone()
    }

    fn flags(&self) -> Vec<String> {
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        ["--tls-certificate".into(), text(self.certificate()), "--tls-key".into(), text(self.key())].into()
    }

    /// The real program with the files that are there.
    fn start(&self, log: &std::path::Path) -> Program {
        let mut command = bare_command(&self.folder.path().join("data"));
        command.args(["--listen", "127.0.0.1:0", "--origin", ORIGIN]).args(self.flags());
        Program::run_logging(command, log)
    }

    fn connect(&self, app: &Program, protocols: &[&[u8]]) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
        self.connect_to(HOST, app, protocols)
    }

    fn connect_to(
        &self,
        host: &'static str,
        app: &Program,
        protocols: &[&[u8]],
    ) -> io::Result<StreamOwned<ClientConnection, TcpStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        let connection = ClientConnection::new(Arc::new(config), ServerName::try_from(host).unwrap()).unwrap();
        let mut stream = StreamOwned::new(connection, tcp(app));
        stream.conn.complete_io(&mut stream.sock)?;
        Ok(stream)
    }

    /// The certificate that a new handshake is shown.
    fn shown(&self, app: &Program) -> CertificateDer<'static> {
        let stream = self.connect(app, &[]).unwrap();
        stream.conn.peer_certificates().unwrap()[0].clone().into_owned()
    }
}

fn tcp(app: &Program) -> TcpStream {
    let stream = TcpStream::connect(app.base().strip_prefix("https://").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream
}

fn answer(mut stream: impl io::Read + io::Write, request: &[u8]) -> String {
    stream.write_all(request).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// What `rp-server config` says to these settings.
fn checked(authority: &Authority, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rp-server"));
    command.env_clear().arg("config").args(arguments).args(authority.flags());
    let output = command.output().unwrap();
    let text = if output.stderr.is_empty() { output.stdout } else { output.stderr };
    (output.status.code(), String::from_utf8(text).unwrap())
}

/// Waits for a line in the log.
fn wait_for(log: &std::path::Path, count: usize, part: &str) -> String {
    let begun = Instant::now();
    loop {
        let text = std::fs::read_to_string(log).unwrap();
        if text.matches(part).count() >= count {
            return text;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{part:?} is not {count} times in: {text}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_page_comes_over_tls_with_hsts_and_cookies_that_are_bound_to_the_host() {
    let authority = Authority::new();
    let issued = authority.issue(HOST, |_| {});
    let log = authority.folder.path().join("log");
    let app = authority.start(&log);
    assert!(app.base().starts_with("https://127.0.0.1:"), "{}", app.base());
    assert_eq!(authority.shown(&app), issued);
    for protocols in [&[][..], &[&b"http/1.1"[..]], &[b"h2", b"http/1.1"]] {
        let stream = authority.connect(&app, protocols).unwrap();
        assert_eq!(stream.conn.alpn_protocol(), protocols.last().copied());
        let page = answer(stream, GET).to_ascii_lowercase();
        assert!(page.starts_with("http/1.1 200 ok\r\n"), "{page}");
        assert!(page.contains("\r\nstrict-transport-security: max-age=63072000\r\n"), "{page}");
        assert!(page.contains("\r\nset-cookie: __host-nyckel-visitor="), "{page}");
        assert!(page.contains("; path=/; httponly; samesite=lax; secure\r\n"), "{page}");
    }
    // Who speaks HTTP/2 alone is not led to believe that it is spoken here.
    assert!(authority.connect(&app, &[b"h2"]).is_err());
    assert!(!std::fs::read_to_string(&log).unwrap().contains("WARN"));
}

#[test]
fn plain_http_at_the_tls_port_is_told_to_use_https_and_nothing_else() {
    let authority = Authority::new();
    authority.issue(HOST, |_| {});
    let app = authority.start(&authority.folder.path().join("log"));
    let plain = answer(tcp(&app), GET);
    assert!(plain.starts_with("HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n"), "{plain}");
    let problem: serde_json::Value = serde_json::from_str(plain.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(problem["code"], "https_required");
    assert_eq!(problem["detail"], "This port speaks https alone. Write https:// in the address.");
    assert!(!plain.contains("set-cookie") && !plain.contains("strict-transport-security"), "{plain}");
    for junk in [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"\0\0\0\0", &[0x16; 100_000], b""] {
        let mut stream = tcp(&app);
        let _ = stream.write_all(junk);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert!(answer(authority.connect(&app, &[]).unwrap(), GET).starts_with("HTTP/1.1 200 OK\r\n"));
}

#[test]
fn a_handshake_that_does_not_come_is_given_up_and_delays_no_end() {
    let authority = Authority::new();
    authority.issue(HOST, |_| {});
    let file = authority.folder.path().join("rp.toml");
    std::fs::write(&file, "[http]\nrequest_timeout = \"1s\"\n").unwrap();
    let mut command = bare_command(&authority.folder.path().join("data"));
    command.args(["--listen", "127.0.0.1:0", "--origin", ORIGIN]).args(authority.flags()).arg("--config").arg(file);
    let mut app = Program::run_logging(command, &authority.folder.path().join("log"));
    let begun = Instant::now();
    for start in [&b""[..], b"\x16\x03\x01"] {
        let mut silent = tcp(&app);
        silent.write_all(start).unwrap();
        assert_eq!(silent.read_to_end(&mut Vec::new()).unwrap_or_default(), 0);
    }
    assert!(begun.elapsed() < Duration::from_secs(10));
    let _waiting = tcp(&app);
    kill_process(app.pid(), Signal::TERM).unwrap();
    assert_eq!(app.wait().code(), Some(0));
}

#[test]
fn a_request_under_tls_is_finished_before_the_end() {
    let authority = Authority::new();
    authority.issue(HOST, |_| {});
    let mut app = authority.start(&authority.folder.path().join("log"));
    let mut stream = authority.connect(&app, &[]).unwrap();
    stream.write_all(b"POST /api/v1/sign-in/begin HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n").unwrap();
    // The server asks for the body once it waits for it.
    let mut asked = [0; 25];
    stream.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    kill_process(app.pid(), Signal::TERM).unwrap();
    let answer = answer(stream, b"{}");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(app.wait().code(), Some(0));
}

#[test]
fn sighup_takes_a_new_certificate_and_a_bad_one_changes_nothing() {
    let authority = Authority::new();
    let first = authority.issue(HOST, |_| {});
    let log = authority.folder.path().join("log");
    let app = authority.start(&log);
    let mut open = authority.connect(&app, &[]).unwrap();
    let second = authority.issue(HOST, |_| {});
    assert_eq!(authority.shown(&app), first);
    kill_process(app.pid(), Signal::HUP).unwrap();
    wait_for(&log, 2, "this certificate is shown from now on");
    assert_ne!(first, second);
    assert_eq!(authority.shown(&app), second);
    // Half a renewal: a new key, and the certificate that is not its own.
    std::fs::write(authority.key(), KeyPair::generate().unwrap().serialize_pem()).unwrap();
    kill_process(app.pid(), Signal::HUP).unwrap();
    let text = wait_for(&log, 1, "the certificate that was in use stays in use. Mend the file, and send SIGHUP again");
    assert!(text.contains("tls_key") && text.contains("does not belong to the first certificate in"), "{text}");
    assert_eq!(authority.shown(&app), second);
    // A connection from before goes on.
    let page = answer(&mut open, GET);
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
}

#[test]
fn files_that_cannot_be_used_are_named_with_their_setting() {
    let authority = Authority::new();
    let issue = |change: fn(&mut CertificateParams)| drop(authority.issue(HOST, change));
    let (certificate, key) = (authority.certificate(), authority.key());
    let refused = |setting: &str, problem: &str| {
        let (code, text) = checked(&authority, &["--origin", ORIGIN]);
        assert_eq!(code, Some(2), "{text}");
        let begin = format!("rp-server: {setting} (flag --{}): ", setting.replace('_', "-"));
        assert!(text.starts_with(&begin) && text.contains(problem), "{text}");
        assert!(text.contains(". Allowed: a PEM file with the certificate"), "{text}");
        // Neither is the server started with it.
        let mut serve = bare_command(&authority.folder.path().join("data"));
        let output = serve.args(["--origin", ORIGIN]).args(authority.flags()).output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(2), text));
        assert!(!authority.folder.path().join("data").exists());
    };
    refused("tls_certificate", "certificate.pem: No such file or directory");
    issue(|_| {});
    let (good, good_key) = (std::fs::read_to_string(&certificate).unwrap(), std::fs::read_to_string(&key).unwrap());
    std::fs::remove_file(&key).unwrap();
    refused("tls_key", "key.pem: No such file or directory");
    std::fs::write(&key, &good).unwrap();
    refused("tls_key", "key.pem holds no PEM private key (-----BEGIN PRIVATE KEY-----)");
    std::fs::write(&key, good_key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")).unwrap();
    refused("tls_key", "is encrypted, and nobody is there at the start to give a passphrase");
    std::fs::write(&key, good_key.replace("-----END PRIVATE KEY-----", "")).unwrap();
    refused("tls_key", "key.pem cannot be read: its END line is missing");
    std::fs::write(&key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").unwrap();
    refused("tls_key", "ECDSA, Ed25519, and RSA from 2048 bits can");
    std::fs::write(&key, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    refused("tls_key", "key.pem does not belong to the first certificate in ");
    std::fs::write(&key, &good_key).unwrap();
    std::fs::write(&certificate, &good_key).unwrap();
    refused("tls_certificate", "certificate.pem holds no PEM certificate (-----BEGIN CERTIFICATE-----)");
    std::fs::write(&certificate, format!("{good}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
        .unwrap();
    refused("tls_certificate", "certificate 2 in ");
    issue(|params| params.not_after = date_time_ymd(2020, 1, 2));
    refused("tls_certificate", "certificate.pem expired at 2020-01-02T00:00:00.000Z. Renew it");
    issue(|params| params.not_before = date_time_ymd(2500, 1, 2));
    refused(
        "tls_certificate",
        "certificate.pem is not valid before 2500-01-02T00:00:00.000Z. Set this machine's clock",
    );
    issue(|_| {});
    let (code, text) = checked(&authority, &["--origin", ORIGIN]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("certificate.pem (valid until ") && text.contains("key.pem\n"), "{text}");
}

#[test]
fn origins_and_transport_belong_together() {
    let authority = Authority::new();
    authority.issue(HOST, |_| {});
    let (code, text) = checked(&authority, &["--origin", "http://localhost:8080"]);
    assert_eq!(code, Some(2));
    assert!(text.starts_with("rp-server: origins (flag --origin): http://localhost:8080 is http, but with tls_certificate and tls_key the server speaks https alone. Allowed: "), "{text}");
    // Nobody set an origin: localhost it is, under https.
    let (code, text) = checked(&authority, &[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("https://localhost with the port listened on"), "{text}");
    let plain = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_rp-server"));
        let output = command.env_clear().arg("config").args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, text) = plain(&["--origin", ORIGIN, "--listen", "0.0.0.0:80"]);
    assert_eq!(code, Some(2));
    assert!(text.starts_with("rp-server: tls_certificate (the default): origin https://login.example.org is https, but whoever connects to 0.0.0.0:80 would speak plain http. Set tls_certificate and tls_key, or listen on 127.0.0.1 for a proxy"), "{text}");
    assert_eq!(plain(&["--origin", ORIGIN]).0, Some(0), "a proxy on the same machine");
    let file = authority.folder.path().join("rp.toml");
    std::fs::write(&file, "tls_by_proxy = true").unwrap();
    let by_proxy = ["--origin", ORIGIN, "--listen", "0.0.0.0:80", "--config", file.to_str().unwrap()];
    assert_eq!(plain(&by_proxy).0, Some(0), "a proxy on another");
    let certificate = authority.flags();
    let (code, text) = plain(&["--tls-certificate", &certificate[1]]);
    assert_eq!(code, Some(2));
    assert!(
        text.starts_with("rp-server: tls_key (the default): it is missing, but tls_certificate is set. "),
        "{text}"
    );
    let (_, text) = plain(&["--tls-key", &certificate[3]]);
    assert!(
        text.starts_with("rp-server: tls_certificate (the default): it is missing, but tls_key is set. "),
        "{text}"
    );
}

#[test]
fn what_browsers_will_not_like_is_in_the_log() {
    let authority = Authority::new();
    authority.issue("www.example.org", |params| {
        params.not_after = (std::time::SystemTime::now() + Duration::from_secs(86_400)).into();
    });
    let log = authority.folder.path().join("log");
    let _app = authority.start(&log);
    let text = std::fs::read_to_string(&log).unwrap();
    assert!(text.contains("the certificate expires soon: renew it, then send SIGHUP"), "{text}");
    assert!(text.contains("the certificate does not name this origin's host: browsers will refuse it"), "{text}");
    assert!(text.contains(HOST), "{text}");
}

#[test]
fn localhost_is_never_told_to_speak_https_on_every_port() {
    let authority = Authority::new();
    authority.issue("localhost", |_| {});
    let mut command = bare_command(&authority.folder.path().join("data"));
    command.args(["--listen", "127.0.0.1:0"]).args(authority.flags());
    let app = Program::run_logging(command, &authority.folder.path().join("log"));
    let page = answer(authority.connect_to("localhost", &app, &[]).unwrap(), GET);
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("__Host-nyckel-visitor="), "{page}");
    assert!(!page.contains("strict-transport-security"), "{page}");
}
