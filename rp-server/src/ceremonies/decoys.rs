//! Credentials of accounts that do not exist, so that nobody can ask which do (WebAuthn L3 §14.6.2).

use shared::ids::{CredentialId, IdError, UserHandle};
use shared::webauthn_json::{CredentialDescriptor, PUBLIC_KEY};

use crate::records::UserName;
use crate::secret::{MacKey, ServerSecret};

/// Lengths that credential ids of well-known security keys have, in bytes.
const LENGTHS: [usize; 4] = [48, 64, 64, 96];

/// Makes the same decoys for the same name as long as the server's secret lives.
#[derive(Debug)]
pub struct Decoys(MacKey);

impl Decoys {
    /// Decoys under `secret`.
    pub fn new(secret: &ServerSecret) -> Self {
        Self(secret.key("decoys"))
    }

    /// An account for `name` that no credential belongs to, and the credentials it seems to have: one, or sometimes two, since
    /// people have spare keys.
    pub fn of(&self, name: &UserName) -> Result<(UserHandle, Vec<CredentialDescriptor>), IdError> {
        let part = |part: u8| self.0.mac(&[&[part], name.as_str().as_bytes()]);
        let account = UserHandle::new(part(0))?;
        let [count, shape, way, ..] = part(1);
        let transports: &[&str] = if way % 2 == 0 { &["usb"] } else { &["nfc", "usb"] };
        // Keys of one person are often of one model: both have the same length.
        let length = LENGTHS.get(usize::from(shape) % LENGTHS.len()).copied().unwrap_or(64);
        let seem = |first: u8| {
            let id: Vec<u8> = (first..).flat_map(part).take(length).collect();
            Ok(CredentialDescriptor {
                credential_type: PUBLIC_KEY.into(),
                id: CredentialId::new(id)?,
                transports: transports.iter().map(|&transport| transport.into()).collect(),
            })
        };
        let firsts: &[u8] = if count % 4 == 0 { &[2, 100] } else { &[2] };
        let credentials = firsts.iter().map(|&first| seem(first)).collect::<Result<_, _>>()?;
        Ok((account, credentials))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_name_always_gets_the_same_decoy_and_no_other_name_does() {
        let decoys = Decoys::new(&ServerSecret::from_bytes([1; 32]));
        let of = |name: &str| decoys.of(&UserName::new(name).unwrap()).unwrap();
        assert_eq!(of("anna"), of("Anna"));
        assert_ne!(of("anna").0, of("bert").0);
        assert_ne!(of("anna").1[0].id, of("bert").1[0].id);
        let elsewhere = Decoys::new(&ServerSecret::from_bytes([2; 32]));
        assert_ne!(elsewhere.of(&UserName::new("anna").unwrap()).unwrap(), of("anna"));
        let decoys: Vec<_> = (0..100).map(|n| of(&format!("user{n}")).1).collect();
        let lengths: BTreeSet<_> = decoys.iter().flatten().map(|decoy| decoy.id.as_bytes().len()).collect();
        let counts: BTreeSet<_> = decoys.iter().map(Vec::len).collect();
        let ids: BTreeSet<_> = decoys.iter().flatten().map(|decoy| &decoy.id).collect();
        assert_eq!(lengths.into_iter().collect::<Vec<_>>(), [48, 64, 96]);
        assert_eq!(counts.into_iter().collect::<Vec<_>>(), [1, 2]);
        assert_eq!(ids.len(), decoys.iter().flatten().count());
    }
}
