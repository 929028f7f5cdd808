//! A ceremony with the library and no server: the options that a server would send come from a file as JSON, and what it would
//! be sent goes to standard output as JSON. The PIN is asked for at the terminal.
//!
//! ```text
//! ceremony create /dev/hidraw0 https://example.org options.json
//! ceremony get /dev/hidraw0 https://example.org options.json
//! ```
//!
//! To libfido2's `fido2-cred -M` and `fido2-assert -G`, which speak to no server either, it is what `hid-client register` and
//! `sign-in` would be without theirs: `cargo xtask bench --hil` compares them.

use std::error::Error as StdError;
use std::io::Write as _;
use std::time::Duration;

use hid_client::ctap2::AssertionUser;
use hid_client::driver::{self, DriverName};
use hid_client::error::{Error, ErrorKind, Question};
use hid_client::operation::{Cancellation, Operation};
use hid_client::pin::Pin;
use hid_client::webauthn_client::{Origin, Person, WebAuthnClient};
use zeroize::Zeroizing;

/// What hid-client gives the key and its person too.
const TIMEOUT: Duration = Duration::from_secs(60);

const USAGE: &str = "ceremony create|get DEVICE ORIGIN FILE";

fn main() -> Result<(), Box<dyn StdError>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [verb, device, origin, file] = arguments.as_slice() else { return Err(USAGE.into()) };
    let (device, origin) = (device.parse()?, Origin::from_server_address(origin)?);
    let options = std::fs::read(file)?;

    let mut observer = |event| eprintln!("{event:?}");
    let mut operation = Operation::new(TIMEOUT, Cancellation::new(), &mut observer);
    let mut authenticator = driver::open(DriverName::Own, &device, "", &mut operation)?;
    let mut person = AtTerminal;
    let mut client = WebAuthnClient::new(&origin, authenticator.as_mut(), &mut person);
    let answer = match verb.as_str() {
        "create" => serde_json::to_string(&client.create(&serde_json::from_slice(&options)?, &mut operation)?)?,
        "get" => serde_json::to_string(&client.get(&serde_json::from_slice(&options)?, &mut operation)?)?,
        _ => return Err(USAGE.into()),
    };
    writeln!(std::io::stdout(), "{answer}")?;
    Ok(())
}

/// Whoever sits at the terminal.
struct AtTerminal;

impl Person for AtTerminal {
    fn pin(&mut self) -> Result<Pin, Error> {
        eprint!("PIN of the key: ");
        let config = rpassword::ConfigBuilder::new().output_discard().build();
        let typed = rpassword::read_password_with_config(config).map(Zeroizing::new);
        Ok(Pin::new(&typed.map_err(|_| ErrorKind::NobodyToAsk(Question::Pin))?)?)
    }

    fn account(&mut self, _: &[AssertionUser]) -> Result<usize, Error> {
        // A list of credentials in the options leaves one account.
        Err(ErrorKind::NobodyToAsk(Question::Account).into())
    }
}
