//! The programs that are compared: two sides of each piece of work, which ask the same of the key.

use serde_json::json;

use super::bench::Bench;
use super::series::Side;
use crate::hil::scenario::{DEVICE, base64url};

/// hid-client's ceremonies without a server: libfido2's tools speak to none either.
pub(in crate::hil) const CEREMONY: &str = "/bin/ceremony";

const RP_ID: &str = "nyckel.example";
const ORIGIN: &str = "https://nyckel.example";
/// 32 bytes, in Base64: a hash of client data for libfido2's tools, a challenge for ours.
const CHALLENGE: &str = "bnlja2VsLWhpbC1tYWNoaW5lLWNsaWVudGRhdGEtMDE=";
/// A user handle in Base64.
const USER: &str = "bnlja2VsLXVzZXItaGFuZGxlLW9mLTMyLWJ5dGVzLi4=";

/// A file that a program reads.
pub(super) const CREATE_REQUEST: &str = "create.request";
const CREATE_OPTIONS: &str = "create.options";
const GET_REQUEST: &str = "get.request";
const GET_OPTIONS: &str = "get.options";
/// What fido2-cred writes.
pub(super) const MADE: &str = "made";

/// A piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Info,
    Register,
    SignIn,
}

/// A program and what it is told.
pub(super) struct Contestant {
    pub(super) side: Side,
    pub(super) program: &'static str,
    pub(super) arguments: Vec<&'static str>,
    /// Whether it asks for the PIN.
    pub(super) asks: bool,
}

impl Work {
    /// Every piece, in order.
    pub(super) const ALL: [Self; 3] = [Self::Info, Self::Register, Self::SignIn];

    /// What it is called.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Register => "register",
            Self::SignIn => "sign-in",
        }
    }

    /// Both sides of it, libfido2's first.
    pub(super) fn sides(self) -> [Contestant; 2] {
        let contestant = |side, program, arguments: &[&'static str]| Contestant {
            side,
            program,
            arguments: arguments.into(),
            asks: self != Self::Info,
        };
        let theirs = |program, arguments| contestant(Side::Theirs, program, arguments);
        let ours = |program, arguments| contestant(Side::Ours, program, arguments);
        match self {
            Self::Info => {
                [theirs("/bin/fido2-token", &["-I", DEVICE]), ours("/bin/hid-client", &["--device", DEVICE, "info"])]
            }
            Self::Register => [
                theirs(
                    "/bin/fido2-cred",
                    &["-M", "-v", "-i", "/tmp/create.request", "-o", "/tmp/made", DEVICE, "es256"],
                ),
                ours(CEREMONY, &["create", DEVICE, ORIGIN, "/tmp/create.options"]),
            ],
            Self::SignIn => [
                theirs(
                    "/bin/fido2-assert",
                    &["-G", "-p", "-v", "-i", "/tmp/get.request", "-o", "/tmp/assertion", DEVICE],
                ),
                ours(CEREMONY, &["get", DEVICE, ORIGIN, "/tmp/get.options"]),
            ],
        }
    }
}

impl Contestant {
    /// The command line without paths of the machine's folders, for people.
    pub(super) fn title(&self) -> String {
        let program = self.program.trim_start_matches("/bin/");
        let verb = self.arguments.iter().find(|argument| !argument.starts_with("--") && **argument != DEVICE);
        match verb {
            Some(verb) => format!("{program} {verb}"),
            None => program.to_owned(),
        }
    }
}

/// Writes what both sides of `register` read: a credential that is not discoverable, ES256, the person verified.
pub(super) fn write_create(bench: &Bench) -> anyhow::Result<()> {
    bench.machine.file(CREATE_REQUEST, &[CHALLENGE, RP_ID, "anna", USER])?;
    let options = json!({
        "rp": { "id": RP_ID, "name": RP_ID },
        "user": { "id": base64url(USER), "name": "anna", "displayName": "anna" },
        "challenge": base64url(CHALLENGE),
        "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }],
        "authenticatorSelection": { "residentKey": "discouraged", "userVerification": "required" },
        "attestation": "direct",
    });
    bench.machine.file(CREATE_OPTIONS, &[&options.to_string()])?;
    Ok(())
}

/// Writes what both sides of `sign-in` read: one credential that will do, the same for both, the person verified.
pub(super) fn write_get(bench: &Bench) -> anyhow::Result<()> {
    bench.machine.file(GET_REQUEST, &[CHALLENGE, RP_ID, &bench.credential])?;
    let options = json!({
        "challenge": base64url(CHALLENGE),
        "rpId": RP_ID,
        "allowCredentials": [{ "type": "public-key", "id": base64url(&bench.credential) }],
        "userVerification": "required",
    });
    bench.machine.file(GET_OPTIONS, &[&options.to_string()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_piece_of_work_has_both_sides_with_a_title() {
        let titles: Vec<_> = Work::ALL.iter().flat_map(|work| work.sides().map(|side| side.title())).collect();
        assert_eq!(
            titles,
            [
                "fido2-token -I",
                "hid-client info",
                "fido2-cred -M",
                "ceremony create",
                "fido2-assert -G",
                "ceremony get"
            ]
        );
        for work in Work::ALL {
            assert_eq!(work.sides().map(|contestant| contestant.side), [Side::Theirs, Side::Ours]);
        }
    }
}
