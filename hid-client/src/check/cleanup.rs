//! Removing what a run made.

use super::Stays;
use super::bench::Bench;
use super::credential_management::grant;
use super::requests::rp_id_hash;
use super::trouble::Trouble;
use crate::ctap2::{
    DeleteCredential, EnumerateCredentialsBegin, EnumerateCredentialsNext, ManagementGrant, Request as _,
    StoredCredential,
};
use shared::ctap::status::Status;

/// More credentials than a run makes at one relying party.
const MOST: u64 = 16;

/// Deletes the discoverable credentials of this run; gives what stays and why.
pub(super) fn clean_up(bench: &mut Bench<'_>) -> Vec<Stays> {
    let rp_ids = std::mem::take(&mut bench.made.kept_at);
    let mut stays: Vec<Stays> = Vec::new();
    for rp_id in rp_ids {
        if stays.iter().any(|known| known.rp_id == rp_id) {
            continue;
        }
        match delete_all(bench, &rp_id) {
            Ok(()) => {}
            Err(Trouble::NotClaimed(reason)) => stays.push(Stays { rp_id, reason }),
            Err(Trouble::NotTried(reason)) => stays.push(Stays { rp_id, reason }),
            Err(_) => stays.push(Stays { rp_id, reason: "the key did not delete them" }),
        }
    }
    stays
}

fn delete_all(bench: &mut Bench<'_>, rp_id: &str) -> Result<(), Trouble> {
    if !bench.info.option("credMgmt") && !bench.info.option("credentialMgmtPreview") {
        return Err(Trouble::NotClaimed("the key cannot delete single credentials; only a reset does"));
    }
    let grant = grant(bench)?;
    for credential in credentials_at(bench, &grant, rp_id)? {
        bench.call(&DeleteCredential { grant: &grant, id: &credential.id })?;
    }
    if credentials_at(bench, &grant, rp_id)?.is_empty() { Ok(()) } else { Err(Trouble::broken("some are left")) }
}

/// The credentials at `rp_id`; none is no error.
pub(super) fn credentials_at(
    bench: &mut Bench<'_>,
    grant: &ManagementGrant,
    rp_id: &str,
) -> Result<Vec<StoredCredential>, Trouble> {
    let hash = rp_id_hash(rp_id);
    let begin = EnumerateCredentialsBegin { grant, rp_id_hash: &hash };
    let body = match bench.cbor(&begin.encode())? {
        (Status::Ok, body) => body,
        (Status::NoCredentials, _) => return Ok(Vec::new()),
        (status, _) => return Err(Trouble::Broken(format!("enumerateCredentialsBegin was refused with {status}"))),
    };
    let (first, total) = begin.parse(&body)?;
    if total > MOST {
        return Err(Trouble::Broken(format!("there are {total} credentials where some were made")));
    }
    let mut all = vec![first];
    for _ in 1..total {
        all.push(bench.call(&EnumerateCredentialsNext { grant })?);
    }
    Ok(all)
}
