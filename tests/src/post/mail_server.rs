//! aiosmtpd, in a process of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde::Deserialize;
use tempfile::TempDir;

use crate::process::Process;

const PROGRAM: &str = include_str!("mail_server.py");
/// Debian's, which has Debian's packages.
const PYTHON: &str = "/usr/bin/python3";

/// A running mail server on localhost, with a certificate of its own for that name.
#[derive(Debug)]
pub struct MailServer {
    /// Its port.
    pub port: u16,
    folder: TempDir,
    _process: Process,
}

/// A mail as it came.
#[derive(Debug, Clone, Deserialize)]
pub struct Mail {
    /// To whom (`RCPT TO`).
    pub to: Vec<String>,
    /// From whom (`MAIL FROM`).
    pub from: String,
    /// Whether it came by TLS.
    pub tls: bool,
    /// Whether who brought it had authenticated.
    pub authenticated: bool,
    /// Its headers and its body.
    pub content: String,
    /// What the server did with it.
    pub answer: String,
}

impl MailServer {
    /// The user name that it knows.
    pub const USER: &'static str = "nyckel";
    /// The password of that user.
    pub const PASSWORD: &'static str = "post-office-password";

    /// Whether aiosmtpd is installed.
    pub fn is_installed() -> bool {
        let found = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).output();
        found.is_ok_and(|output| output.status.success())
    }

    /// Starts one that speaks `starttls`, `tls` or neither (`none`).
    pub fn start(security: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        certify(folder.path());
        for (name, text) in [("server.py", PROGRAM), ("journal", ""), ("behaviour", "ok"), ("password", Self::PASSWORD)]
        {
            fs::write(at(name), text).expect("written");
        }
        fs::set_permissions(at("password"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("private");
        let mut command = Command::new(PYTHON);
        command.arg(at("server.py")).args(["--security", security]);
        command.arg("--certificate").arg(at("certificate.pem")).arg("--key").arg(at("key.pem"));
        command.args(["--user", Self::USER, "--password", Self::PASSWORD]);
        command.arg("--journal").arg(at("journal")).arg("--behaviour").arg(at("behaviour"));
        let (process, port) = Process::start_command("aiosmtpd", command, "ready ");
        Self { port: port.parse().expect("a port"), folder, _process: process }
    }

    /// From now on it does this: `ok`, `hang`, or gives this answer.
    pub fn behave(&self, behaviour: &str) {
        fs::write(self.folder.path().join("behaviour"), behaviour).expect("written");
    }

    /// The certificate that its own is signed by.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// A file with the password.
    pub fn password_file(&self) -> PathBuf {
        self.folder.path().join("password")
    }

    /// What came so far.
    pub fn mails(&self) -> Vec<Mail> {
        let journal = fs::read_to_string(self.folder.path().join("journal")).expect("a journal");
        journal.lines().map(|line| serde_json::from_str(line).expect("a mail")).collect()
    }
}

fn certify(folder: &Path) {
    let mut root = CertificateParams::new(Vec::new()).expect("no names");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let root_key = KeyPair::generate().expect("a key");
    let root_certificate = root.self_signed(&root_key).expect("a certificate");
    let key = KeyPair::generate().expect("a key");
    let own = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let certificate = own.signed_by(&key, &Issuer::from_params(&root, &root_key)).expect("a certificate");
    fs::write(folder.join("root.pem"), root_certificate.pem()).expect("written");
    fs::write(folder.join("certificate.pem"), certificate.pem()).expect("written");
    fs::write(folder.join("key.pem"), key.serialize_pem()).expect("written");
}
