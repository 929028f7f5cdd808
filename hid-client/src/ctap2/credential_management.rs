//! authenticatorCredentialManagement: what is sent (CTAP 2.1 §6.8).

use shared::cbor::Map;
use shared::ctap::commands::{Command, CredentialManagementSubcommand as Subcommand};
use shared::ids::CredentialId;

use super::Request;
use super::credential_management_replies::{
    CredentialCounts, StoredCredential, StoredRelyingParty, StoredUser, parse_counts, parse_credential,
    parse_first_credential, parse_first_relying_party, parse_relying_party,
};
use crate::error::Error;
use crate::pin_protocol::PinUvAuthToken;

/// The right to manage a key's credentials: a token, and the command by which the key knows this.
#[derive(Debug)]
pub struct ManagementGrant {
    command: Command,
    token: PinUvAuthToken,
}

impl ManagementGrant {
    /// `command` is [`Command::CredentialManagement`], or [`Command::CredentialManagementPreview`] on keys from before
    /// CTAP 2.1.
    pub fn new(command: Command, token: PinUvAuthToken) -> Self {
        Self { command, token }
    }

    /// The token.
    pub(crate) fn token(&self) -> &PinUvAuthToken {
        &self.token
    }

    /// The parameters of a request that needs a proof: a MAC over the subcommand and its own parameters.
    fn signed(&self, subcommand: Subcommand, parameters: Option<Map>) -> Map {
        let mut message = vec![subcommand.code()];
        message.extend(parameters.iter().flat_map(Map::encode));
        plain(subcommand)
            .with_some(0x02, parameters)
            .with(0x03, self.token.protocol().number())
            .with(0x04, self.token.authenticate(&message))
    }
}

fn plain(subcommand: Subcommand) -> Map {
    Map::new().with(0x01, subcommand.code())
}

fn descriptor(id: &CredentialId) -> Map {
    Map::new().with("id", id.as_bytes()).with("type", "public-key")
}

/// Defines a request: its type, its reply, its parameters and how the reply is read.
macro_rules! requests {
    ($($(#[$doc:meta])* $name:ident($($field:ident: $type:ty),*) -> $reply:ty {
        $grant:ident => $parameters:expr, $parse:expr
    })+) => {
        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub struct $name<'a> {
                /// What allows it.
                pub grant: &'a ManagementGrant,
                $(
                    #[doc = concat!("The `", stringify!($field), "` of the request.")]
                    pub $field: &'a $type,
                )*
            }

            impl Request for $name<'_> {
                type Reply = $reply;

                const COMMAND: Command = Command::CredentialManagement;

                fn command(&self) -> Command {
                    self.grant.command
                }

                fn parameters(&self) -> Option<Map> {
                    let Self { grant: $grant, $($field),* } = self;
                    Some($parameters)
                }

                fn parse(&self, bytes: &[u8]) -> Result<Self::Reply, Error> {
                    let parse: fn(Command, &[u8]) -> Result<Self::Reply, Error> = $parse;
                    parse(self.grant.command, bytes)
                }
            }
        )+
    };
}

requests! {
    /// Asks how many discoverable credentials there are (§6.8.2).
    GetCredsMetadata() -> CredentialCounts {
        grant => grant.signed(Subcommand::GetCredsMetadata, None), parse_counts
    }

    /// Asks for the first relying party and how many there are (§6.8.3); `None` when the key says that there is none.
    EnumerateRpsBegin() -> Option<(StoredRelyingParty, u64)> {
        grant => grant.signed(Subcommand::EnumerateRpsBegin, None), parse_first_relying_party
    }

    /// Asks for the next relying party; nothing may come in between.
    EnumerateRpsNext() -> StoredRelyingParty {
        _grant => plain(Subcommand::EnumerateRpsGetNextRp), parse_relying_party
    }

    /// Asks for the first credential at the relying party with this SHA-256 and how many there are (§6.8.4).
    EnumerateCredentialsBegin(rp_id_hash: [u8; 32]) -> (StoredCredential, u64) {
        grant => grant.signed(
            Subcommand::EnumerateCredentialsBegin,
            Some(Map::new().with(0x01, rp_id_hash.as_slice())),
        ),
        parse_first_credential
    }

    /// Asks for the next credential; nothing may come in between.
    EnumerateCredentialsNext() -> StoredCredential {
        _grant => plain(Subcommand::EnumerateCredentialsGetNextCredential), parse_credential
    }

    /// Deletes a credential (§6.8.5).
    DeleteCredential(id: CredentialId) -> () {
        grant => grant.signed(Subcommand::DeleteCredential, Some(Map::new().with(0x02, descriptor(id)))),
        |_, _| Ok(())
    }

    /// Replaces the names of a credential's user; one that is left out is removed (§6.8.6).
    UpdateUserInformation(id: CredentialId, user: StoredUser) -> () {
        grant => grant.signed(
            Subcommand::UpdateUserInformation,
            Some(Map::new().with(0x02, descriptor(id)).with(0x03, user.to_map())),
        ),
        |_, _| Ok(())
    }
}
