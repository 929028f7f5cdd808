//! `credential`: the credentials that a key keeps. What its verbs share: opening the key, finding the one that is meant, and
//! how it is shown.

use clap::{ArgGroup, Args, Subcommand};
use serde::Serialize;
use shared::cose::Algorithm;
use shared::ids::{Base64UrlBytes, CredentialId};

use super::arguments::CurrentPin;
use super::context::Context;
use super::credential_rename::Names;
use super::failure::Failure;
use super::message::Value;
use super::messages::credentials as messages;
use super::pin_source::PinSource;
use super::verified::verified;
use super::{
    credential_delete, credential_list, credential_metadata, credential_rename, credential_show, output, table,
};
use crate::key::{Access, CredentialManager, Key, ListedCredential};

#[derive(Debug, Subcommand)]
pub(super) enum CredentialVerb {
    /// List the credentials, by relying party.
    List {
        /// Only those for this relying party.
        #[arg(long, value_name = "RP_ID")]
        rp_id: Option<String>,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Show all that the key tells about a credential.
    Show {
        #[command(flatten)]
        which: WhichCredential,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Change the names of a credential's account; a name that is not given stays.
    #[command(group(ArgGroup::new("names").required(true).multiple(true).args(["name", "display_name"])))]
    Rename {
        #[command(flatten)]
        which: WhichCredential,
        /// The name to sign in with; an empty one removes it.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// The name to be called by; an empty one removes it.
        #[arg(long, value_name = "NAME")]
        display_name: Option<String>,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Delete a credential for good: its account can no longer be signed in to with this key.
    Delete {
        #[command(flatten)]
        which: WhichCredential,
        /// Do not ask whether it is meant.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        pin: CurrentPin,
    },
    /// Show how many credentials the key holds, and how many more fit.
    Metadata {
        #[command(flatten)]
        pin: CurrentPin,
    },
}

/// Which credential is meant.
#[derive(Debug, Args)]
pub(super) struct WhichCredential {
    /// The credential's id as `list` prints it, or as many characters of its beginning as set it apart.
    #[arg(value_name = "ID", allow_hyphen_values = true)]
    pub(super) id: String,
}

pub(super) fn run(context: &Context, verb: CredentialVerb) -> Result<(), Failure> {
    match verb {
        CredentialVerb::List { rp_id, pin } => credential_list::run(context, rp_id.as_deref(), &pin.source()),
        CredentialVerb::Show { which, pin } => credential_show::run(context, &which.id, &pin.source()),
        CredentialVerb::Rename { which, name, display_name, pin } => {
            credential_rename::run(context, &which.id, Names { name, display_name }, &pin.source())
        }
        CredentialVerb::Delete { which, yes, pin } => credential_delete::run(context, &which.id, yes, &pin.source()),
        CredentialVerb::Metadata { pin } => credential_metadata::run(context, &pin.source()),
    }
}

/// Characters of an id that a table shows at least.
const SHORTEST_PREFIX: usize = 8;

/// Has the person of `key` allow `access`.
pub(super) fn manage<'a>(
    context: &Context,
    key: &'a mut Key,
    access: Access,
    pin: &PinSource,
) -> Result<CredentialManager<'a>, Failure> {
    // Before anybody types a PIN for nothing.
    key.require_credential_management()?;
    let grant = verified(context, key, pin, |key, verification, operation| {
        key.authorize_management(access, verification, operation)
    })?;
    Ok(key.manage_credentials(grant))
}

/// The one credential whose id is `wanted` or begins with it.
pub(super) fn find(credentials: Vec<ListedCredential>, wanted: &str) -> Result<ListedCredential, Failure> {
    // fido2-token prints ids in Base64 with padding; what it prints is understood too.
    let normal = wanted.trim_end_matches('=').replace('+', "-").replace('/', "_");
    let mut matching: Vec<ListedCredential> = credentials
        .into_iter()
        .filter(|listed| !normal.is_empty() && listed.credential.id.to_string().starts_with(&normal))
        .collect();
    if let Some(exact) = matching.iter().position(|listed| listed.credential.id.to_string() == normal) {
        return Ok(matching.swap_remove(exact));
    }
    match (matching.pop(), matching.len()) {
        (Some(only), 0) => Ok(only),
        (Some(_), others) => Err(Failure::AmbiguousCredential { prefix: wanted.to_owned(), count: others + 1 }),
        (None, _) => Err(Failure::NoSuchCredential(wanted.to_owned())),
    }
}

/// As many characters of each id as set it apart from the others.
pub(super) fn prefixes(credentials: &[ListedCredential]) -> Vec<String> {
    let ids: Vec<String> = credentials.iter().map(|listed| listed.credential.id.to_string()).collect();
    let prefix = |id: &String| {
        let is_shared = |length: &usize| {
            let prefix = id.get(..*length);
            ids.iter().filter(|other| prefix.is_some_and(|prefix| other.starts_with(prefix))).count() > 1
        };
        let length = (SHORTEST_PREFIX..id.len()).find(|length| !is_shared(length)).unwrap_or(id.len());
        id.get(..length).unwrap_or(id).to_owned()
    };
    ids.iter().map(prefix).collect()
}

/// A credential in JSON.
#[derive(Serialize)]
pub(super) struct Entry {
    /// base64url, like all bytes here.
    credential_id: CredentialId,
    rp_id: String,
    /// What the key keeps of the relying party's name, mostly nothing.
    rp_name: Option<String>,
    /// SHA-256 of the RP ID.
    rp_id_hash: Base64UrlBytes,
    user: User,
    /// COSE identifier.
    algorithm: i64,
    /// COSE_Key.
    public_key: Base64UrlBytes,
    /// 1 to 3, or null when the key does not say.
    cred_protect: Option<u64>,
}

#[derive(Serialize)]
struct User {
    id: Base64UrlBytes,
    name: Option<String>,
    display_name: Option<String>,
}

impl From<&ListedCredential> for Entry {
    fn from(listed: &ListedCredential) -> Self {
        let ListedCredential { relying_party, credential } = listed;
        Self {
            credential_id: credential.id.clone(),
            rp_id: relying_party.id.clone(),
            rp_name: relying_party.name.clone(),
            rp_id_hash: relying_party.id_hash.as_slice().into(),
            user: User {
                id: credential.user.id.as_slice().into(),
                name: credential.user.name.clone(),
                display_name: credential.user.display_name.clone(),
            },
            algorithm: credential.algorithm,
            public_key: credential.public_key.encode().as_slice().into(),
            cred_protect: credential.cred_protect,
        }
    }
}

/// Shows one credential with all that is known of it.
pub(super) fn show(context: &Context, listed: &ListedCredential) -> Result<(), Failure> {
    let entry = Entry::from(listed);
    if context.json {
        return output::json(&entry);
    }
    let algorithm = Algorithm::from_id(entry.algorithm).map_or(entry.algorithm.to_string(), |known| known.to_string());
    let text = |text: Option<String>| text.map(Value::from);
    let lines = [
        (messages::credential_field_id(), text(Some(entry.credential_id.to_string()))),
        (messages::credential_field_rp(), text(Some(entry.rp_id))),
        (messages::credential_field_rp_name(), text(entry.rp_name)),
        (messages::credential_field_user(), text(entry.user.name)),
        (messages::credential_field_display_name(), text(entry.user.display_name)),
        (messages::credential_field_user_handle(), text(Some(entry.user.id.to_string()))),
        (messages::credential_field_algorithm(), text(Some(algorithm))),
        (messages::credential_field_protection(), entry.cred_protect.map(|level| messages::protection(level).into())),
        (messages::credential_field_public_key(), text(Some(entry.public_key.to_string()))),
    ];
    table::fields(lines.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

#[cfg(test)]
mod tests {
    use shared::cbor::Map;

    use super::*;
    use crate::ctap2::{StoredCredential, StoredRelyingParty, StoredUser};

    fn listed(id: &[u8]) -> ListedCredential {
        ListedCredential {
            relying_party: StoredRelyingParty { id: "example.org".into(), name: None, id_hash: [0; 32] },
            credential: StoredCredential {
                id: CredentialId::new(id).unwrap(),
                user: StoredUser::default(),
                public_key: Map::new(),
                algorithm: -7,
                cred_protect: None,
                large_blob_key: None,
            },
        }
    }

    fn three() -> Vec<ListedCredential> {
        // base64url: AAAAAAAAAAAB, AAAAAAAAAAAC and -_8.
        vec![listed(&[0, 0, 0, 0, 0, 0, 0, 0, 1]), listed(&[0, 0, 0, 0, 0, 0, 0, 0, 2]), listed(&[0xfb, 0xff])]
    }

    #[test]
    fn an_id_is_found_whole_or_by_its_beginning() {
        for (wanted, found) in [
            ("AAAAAAAAAAAB", "AAAAAAAAAAAB"),
            ("-", "-_8"),
            ("-_8", "-_8"),
            // As fido2-token prints it.
            ("+/8=", "-_8"),
        ] {
            assert_eq!(find(three(), wanted).unwrap().credential.id.to_string(), found);
        }
        assert!(matches!(find(three(), "AAAA"), Err(Failure::AmbiguousCredential { count: 2, .. })));
        for wanted in ["B", "AAAAAAAAAAABA", "", "==="] {
            assert!(matches!(find(three(), wanted), Err(Failure::NoSuchCredential(_))), "{wanted}");
        }
        // An id that another begins with is meant when it is written whole.
        let nested = vec![listed(&[0; 9]), listed(&[0; 12])];
        assert_eq!(find(nested, "AAAAAAAAAAAA").unwrap().credential.id.as_bytes().len(), 9);
    }

    #[test]
    fn prefixes_are_long_enough_to_tell_ids_apart() {
        assert_eq!(prefixes(&three()), ["AAAAAAAAAAAB", "AAAAAAAAAAAC", "-_8"]);
        assert_eq!(prefixes(&[listed(&[7; 32])]), ["BwcHBwcH"]);
        for (prefix, wanted) in prefixes(&three()).iter().zip(three()) {
            assert_eq!(find(three(), prefix).unwrap(), wanted);
        }
    }
}
