//! Settings: their order, and what is refused with which words.

use std::path::Path;
use std::process::Output;

use rp_server::config::{AttestationAcceptance, Config, ConfigError, Layers, SignUp};

use crate::app::command;

fn config(toml: &str, environment: &[(&str, &str)], flags: &[(&str, &str, &str)]) -> Result<Config, ConfigError> {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let mut layers = Layers::new().with_toml(toml, Path::new("rp.toml"))?.with_environment(environment)?;
    for (key, flag, value) in flags {
        layers = layers.with_flag(key, flag, vec![(*value).to_owned()])?;
    }
    Config::from_layers(&layers)
}

fn refusal(toml: &str) -> String {
    config(toml, &[], &[]).unwrap_err().to_string()
}

#[test]
fn a_flag_wins_over_the_environment_and_that_over_the_file() {
    let toml = "rp_name = \"file\"\nlisten = \"127.0.0.1:1\"\ndata = \"from-file\"\n[session]\nidle = \"5m\"\n";
    let environment = [("NYCKEL_RP_NAME", "environment"), ("NYCKEL_LISTEN", "127.0.0.1:2"), ("OTHER", "x")];
    let config = config(toml, &environment, &[("rp_name", "--rp-name", "flag")]).unwrap();
    assert_eq!(config.rp_name, "flag");
    assert_eq!(config.listen.port(), 2);
    assert_eq!(config.data, Path::new("from-file"));
    assert_eq!(config.session_idle.as_secs(), 300);
}

#[test]
fn the_defaults_are_a_service_on_localhost() {
    let config = config("", &[], &[]).unwrap();
    assert_eq!((config.listen.to_string().as_str(), config.rp_id.as_str()), ("127.0.0.1:8080", "localhost"));
    assert_eq!(config.relying_party(8080).unwrap().origins()[0].as_str(), "http://localhost:8080");
    assert_eq!(config.ceremony_timeout.as_secs(), 300);
    assert_eq!(config.attestation.accept, AttestationAcceptance::Any);
    assert!(!config.fido_conformance);
}

#[test]
fn the_rp_id_is_the_origins_host_unless_it_is_set() {
    assert_eq!(
        config("origins = [\"https://login.example.org\"]", &[], &[]).unwrap().rp_id.as_str(),
        "login.example.org"
    );
    let set = "origins = \"https://login.example.org, https://www.example.org\"\nrp_id = \"example.org\"";
    assert_eq!(config(set, &[], &[]).unwrap().origins.len(), 2);
}

#[test]
fn who_may_sign_up_is_anybody_on_localhost_and_the_invited_elsewhere() {
    let policy = |toml: &str| config(toml, &[], &[]).unwrap().sign_up;
    assert_eq!(policy(""), SignUp::Open);
    assert_eq!(policy("origins = [\"https://login.example.org\"]"), SignUp::Invitation);
    assert_eq!(policy("origins = [\"https://login.example.org\"]\nsign_up = \"open\""), SignUp::Open);
    assert_eq!(policy("sign_up = \"closed\""), SignUp::Closed);
    let set = config("sign_up = \"open\"", &[("NYCKEL_SIGN_UP", "closed")], &[("sign_up", "--sign-up", "invitation")]);
    assert_eq!(set.unwrap().sign_up, SignUp::Invitation);
    assert_eq!(
        refusal("sign_up = \"anybody\""),
        "sign_up (file rp.toml): \"anybody\" is not one of the words. Allowed: open, invitation, closed"
    );
    let contact = |text: &str| config(&format!("contact = {text:?}"), &[], &[]).map(|config| config.contact);
    assert_eq!(contact(" the help desk ").unwrap().as_deref(), Some("the help desk"));
    for wrong in ["", "a\nb", &"a".repeat(201)] {
        assert!(
            contact(wrong).unwrap_err().to_string().contains("is empty, too long, or has control characters"),
            "{wrong:?}"
        );
    }
}

#[test]
fn a_setting_that_does_not_hold_is_named_with_its_source_and_what_is_allowed() {
    assert_eq!(
        refusal("listen = \"localhost\""),
        "listen (file rp.toml): \"localhost\": invalid socket address syntax. Allowed: an IP address and a port, such as 127.0.0.1:8080"
    );
    let environment = config("", &[("NYCKEL_SESSION_IDLE", "5")], &[]).unwrap_err().to_string();
    assert_eq!(
        environment,
        "session.idle (environment variable NYCKEL_SESSION_IDLE): \"5\" is not a time such as 30s, 5m, 12h or 30d. Allowed: 1m to 30d, not more than session.absolute"
    );
    let flag = config("", &[], &[("origins", "--origin", "http://example.org")]).unwrap_err().to_string();
    assert!(flag.starts_with("origins (flag --origin): \"http://example.org\" must begin with https://; plain http:// is allowed for localhost only. Allowed: "), "{flag}");
    assert!(refusal("rp_id = \"example.org\"").starts_with("rp_id (file rp.toml): RP ID example.org is neither the host of origin http://localhost:8080 nor a domain above it. Allowed: "));
    assert!(
        refusal("[ceremony]\ntimeout = \"6m\"")
            .starts_with("ceremony.timeout (file rp.toml): it is out of range. Allowed: 10s to 5m")
    );
    assert!(refusal("[session]\nidle = \"2h\"\nabsolute = \"1h\"").contains("it is longer than session.absolute"));
    assert!(
        refusal("[attestation]\naccept = \"some\"").contains("\"some\" is not one of the words. Allowed: any, trusted")
    );
    assert!(refusal("[attestation]\naccept = \"trusted\"").starts_with(
        "attestation.roots (the default): accepting trusted attestation only needs at least one root certificate"
    ));
    assert!(
        refusal("[attestation]\nmodels = [\"cb69481e-8ff7-4039-93ec-0a2729a154a8\"]")
            .contains("without it a key can claim to be any model")
    );
    assert!(refusal("[attestation]\nroots = [\"/does/not/exist.pem\"]").contains("cannot read /does/not/exist.pem"));
    assert!(refusal("[http]\nbody_limit = 100").contains("it is out of range"));
    assert!(refusal("rp_name = 5").contains("a number where text is expected"));
    assert!(
        refusal("origins = [\"https://a.example\", \"http://localhost\"]\nrp_id = \"localhost\"")
            .contains("it mixes https and http origins")
    );
}

#[test]
fn a_key_that_does_not_exist_is_refused() {
    let unknown = refusal("listn = \"127.0.0.1:1\"");
    assert!(
        unknown.starts_with("listn (file rp.toml): there is no such setting. Settings are: listen, origins, "),
        "{unknown}"
    );
    assert!(refusal("[session]\nidel = \"5m\"").starts_with("session.idel (file rp.toml)"));
    assert!(refusal("[sesion]\nidle = \"5m\"").starts_with("sesion (file rp.toml)"));
    let variable = config("", &[("NYCKEL_LISTN", "x")], &[]).unwrap_err().to_string();
    assert!(
        variable.starts_with("NYCKEL_LISTN (environment variable NYCKEL_LISTN): there is no such setting"),
        "{variable}"
    );
    assert!(refusal("listen = ").starts_with("cannot read the configuration file rp.toml: TOML parse error at line 1"));
}

fn run(arguments: &[&str]) -> Output {
    let data = tempfile::tempdir().unwrap();
    command(data.path(), arguments).output().unwrap()
}

#[test]
fn the_program_ends_with_2_and_says_why() {
    let output = run(&["--rp-id", "example.org"]);
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        stderr,
        "rp-server: rp_id (flag --rp-id): RP ID example.org is neither the host of origin http://localhost:8080 nor a domain above it. Allowed: the origin's host, or a domain above it, such as example.org\n"
    );
    assert_eq!(run(&["--config", "/does/not/exist"]).status.code(), Some(2));
    assert_eq!(run(&["--unknown"]).status.code(), Some(2));
}

#[test]
fn messages_become_files_on_localhost_and_are_not_sent_elsewhere_unless_that_was_said() {
    use rp_server::config::{MailProvider, PhoneProvider};

    let local = config("data = \"kept\"", &[], &[]).unwrap().delivery;
    assert!(matches!(&local.mail, MailProvider::Folder(path) if path == Path::new("kept/messages")), "{local:?}");
    assert!(matches!(&local.sms, PhoneProvider::Folder(_)) && matches!(&local.voice, PhoneProvider::Folder(_)));
    let elsewhere =
        config("origins = [\"https://login.example.org\"]\ntls_by_proxy = true", &[], &[]).unwrap().delivery;
    assert!(matches!(elsewhere.mail, MailProvider::None), "{elsewhere:?}");
    assert!(matches!((elsewhere.sms, elsewhere.voice), (PhoneProvider::None, PhoneProvider::None)));
}

#[test]
fn a_provider_that_lacks_something_is_refused_and_no_secret_is_printed() {
    use std::os::unix::fs::PermissionsExt as _;

    let needs = |provider: &str, rest: &str| refusal(&format!("[delivery]\n{provider}\n{rest}"));
    assert!(
        needs("mail = \"smtp\"", "").starts_with(
            "delivery.smtp.host (the default): it is missing, and the chosen provider needs it. Allowed: "
        )
    );
    assert!(needs("sms = \"twilio\"", "").starts_with("delivery.twilio.account (the default): it is missing"));
    assert!(needs("voice = \"46elks\"", "").starts_with("delivery.46elks.user (the default): it is missing"));
    assert!(needs("mail = \"pigeon\"", "").contains("\"pigeon\" is not one of the words. Allowed: smtp, folder, none"));
    let smtp = "[delivery.smtp]\nhost = \"mail.example.org\"\nfrom = \"no-reply@example.org\"\n";
    let open = needs("mail = \"smtp\"", &format!("{smtp}security = \"none\""));
    assert!(open.starts_with("delivery.smtp.security (file rp.toml): mail.example.org is another machine"), "{open}");
    assert!(
        needs("mail = \"smtp\"", &format!("{smtp}user = \"x\""))
            .starts_with("delivery.smtp.password_file (the default): it is missing, but delivery.smtp.user is set")
    );
    let plain = "[delivery.twilio]\naccount = \"AC1\"\nurl = \"http://api.example.org\"";
    assert!(needs("sms = \"twilio\"", plain).contains("is neither https nor on this machine"));

    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "planted-token\n").unwrap();
    let settings = format!(
        "[delivery.twilio]\naccount = \"AC1\"\nfrom = \"+46701234567\"\ntoken_file = \"{}\"",
        file.path().display()
    );
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(needs("sms = \"twilio\"", &settings).contains("can be read by others: run chmod 600 on it"));
    std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o600)).unwrap();
    let config = config(&format!("[delivery]\nsms = \"twilio\"\n{settings}"), &[], &[]).unwrap();
    assert!(!format!("{config:?}").contains("planted-token"));
    std::fs::write(file.path(), "planted\u{1b}token\n").unwrap();
    let refused = needs("sms = \"twilio\"", &settings);
    assert!(refused.contains("is not one line of text") && !refused.contains("planted"), "{refused}");
}

/// The examples of docs/operate.md, with files that exist.
#[test]
fn the_examples_of_the_guide_are_settings() {
    let guide = include_str!("../../../docs/operate.md");
    let folder = tempfile::tempdir().unwrap();
    let mut found = 0;
    for example in guide.split("```toml\n# delivery").skip(1).map(|rest| rest.split("```").next().unwrap()) {
        for name in ["smtp-password", "twilio-token", "46elks-password"] {
            std::fs::write(folder.path().join(name), "secret").unwrap();
            let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            std::fs::set_permissions(folder.path().join(name), private).unwrap();
        }
        let example = format!("#{}", example.replace("/etc/nyckel", &folder.path().display().to_string()));
        config(&example, &[], &[]).unwrap();
        found += 1;
    }
    assert_eq!(found, 3);
}
