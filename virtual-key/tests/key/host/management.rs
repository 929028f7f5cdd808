//! authenticatorCredentialManagement from the host's side (CTAP 2.1 §6.8).

use shared::cbor::{Map, Value};
use shared::ctap::commands::{Command, CredentialManagementSubcommand as Subcommand, Permissions};
use shared::ctap::status::Status;

use super::pin::{authenticate, token_of};
use super::{Host, Link};

/// What is known of a relying party or a credential, as the key told it.
pub(crate) type Told = Map;

/// Someone with a token who manages credentials.
pub(crate) struct Manager {
    pub(crate) protocol: u8,
    pub(crate) token: Vec<u8>,
}

impl Manager {
    /// With the permission `cm`, for one relying party or for all.
    pub(crate) fn new<L: Link>(host: &mut Host<L>, protocol: u8, pin: &str, rp_id: Option<&str>) -> Self {
        let request = Map::new().with(9, Permissions::CREDENTIAL_MANAGEMENT.0).with_some(10, rp_id);
        Self { protocol, token: token_of(host, protocol, pin, &request).unwrap() }
    }

    /// With the persistent token.
    pub(crate) fn reader<L: Link>(host: &mut Host<L>, protocol: u8, pin: &str) -> Self {
        let request = Map::new().with(9, Permissions::PERSISTENT_CREDENTIAL_MANAGEMENT_READ_ONLY.0);
        Self { protocol, token: token_of(host, protocol, pin, &request).unwrap() }
    }

    /// A request as the standard wants it.
    pub(crate) fn request(&self, subcommand: Subcommand, parameters: Option<Map>) -> Map {
        let message = [vec![subcommand.code()], parameters.as_ref().map(Map::encode).unwrap_or_default()].concat();
        Map::new()
            .with(1, subcommand.code())
            .with_some(2, parameters)
            .with(3, self.protocol)
            .with(4, authenticate(self.protocol, &self.token, &message))
    }

    pub(crate) fn metadata<L: Link>(&self, host: &mut Host<L>) -> Result<(u64, u64), Status> {
        let reply = manage(host, &self.request(Subcommand::GetCredsMetadata, None))?;
        let number = |key: u8| reply.get(key).unwrap().as_u64().unwrap();
        assert_eq!(reply.len(), 2);
        Ok((number(1), number(2)))
    }

    /// The RP IDs, fetched to the end.
    pub(crate) fn rp_ids<L: Link>(&self, host: &mut Host<L>) -> Result<Vec<String>, Status> {
        let first = manage(host, &self.request(Subcommand::EnumerateRpsBegin, None))?;
        let all = rest(host, first, 5, Subcommand::EnumerateRpsGetNextRp);
        Ok(all.iter().map(|told| text(told.get(3).unwrap().as_map().unwrap(), "id")).collect())
    }

    /// The credentials at a relying party, fetched to the end.
    pub(crate) fn credentials<L: Link>(&self, host: &mut Host<L>, rp_id: &str) -> Result<Vec<Told>, Status> {
        let first = manage(host, &self.request(Subcommand::EnumerateCredentialsBegin, Some(of(rp_id))))?;
        Ok(rest(host, first, 9, Subcommand::EnumerateCredentialsGetNextCredential))
    }

    pub(crate) fn delete<L: Link>(&self, host: &mut Host<L>, id: &[u8]) -> Result<(), Status> {
        let parameters = Map::new().with(2, descriptor(id));
        done(manage(host, &self.request(Subcommand::DeleteCredential, Some(parameters))))
    }

    pub(crate) fn update<L: Link>(&self, host: &mut Host<L>, id: &[u8], user: Map) -> Result<(), Status> {
        let parameters = Map::new().with(2, descriptor(id)).with(3, user);
        done(manage(host, &self.request(Subcommand::UpdateUserInformation, Some(parameters))))
    }
}

pub(crate) fn manage<L: Link>(host: &mut Host<L>, request: &Map) -> Result<Map, Status> {
    host.call(Command::CredentialManagement, request)
}

/// subCommandParams that name a relying party.
pub(crate) fn of(rp_id: &str) -> Map {
    use sha2::Digest as _;
    Map::new().with(1, sha2::Sha256::digest(rp_id).to_vec())
}

pub(crate) fn descriptor(id: &[u8]) -> Map {
    Map::new().with("id", id).with("type", "public-key")
}

/// The id in what the key told about a credential.
pub(crate) fn id_of(told: &Told) -> Vec<u8> {
    told.get(7).unwrap().as_map().unwrap().get("id").unwrap().as_bytes().unwrap().to_vec()
}

pub(crate) fn next<L: Link>(host: &mut Host<L>, subcommand: Subcommand) -> Result<Map, Status> {
    manage(host, &Map::new().with(1, subcommand.code()))
}

/// `first` and what follows it: as many as its member `total` says, and no more.
fn rest<L: Link>(host: &mut Host<L>, first: Map, total: u8, subcommand: Subcommand) -> Vec<Map> {
    let count = first.get(total).and_then(Value::as_u64).expect("a total");
    let mut all = vec![first];
    for _ in 1..count {
        let told = next(host, subcommand).unwrap();
        assert_eq!(told.get(total), None, "only the first says how many there are");
        all.push(told);
    }
    assert_eq!(next(host, subcommand), Err(Status::NotAllowed));
    all
}

fn text(map: &Map, key: &str) -> String {
    map.get(key).unwrap().as_text().unwrap().to_owned()
}

fn done(reply: Result<Map, Status>) -> Result<(), Status> {
    reply.map(|reply| assert!(reply.is_empty()))
}
