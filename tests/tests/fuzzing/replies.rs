//! Any bytes as a reply, read by all who read replies.

use std::io;
use std::sync::OnceLock;
use std::time::Instant;

use hid_client::ctap2::{
    AskInfo, Authorization, EnrollBegin, EnrollCaptureNextSample, EnrollmentGrant, EnumerateCredentialsBegin,
    EnumerateCredentialsNext, EnumerateEnrollments, EnumerateRpsBegin, EnumerateRpsNext, GetAssertion,
    GetCredsMetadata, GetKeyAgreement, GetNextAssertion, GetPinRetries, GetSensorInfo, MakeCredential, ManagementGrant,
    ReadLargeBlobs, Request as _,
};
use hid_client::ctaphid::CtapHid;
use hid_client::driver::Authenticator as _;
use hid_client::key::{Access, CreateExtensions, GetExtensions, Key, NewCredential, SignRequest, Verification};
use hid_client::large_blob::{LargeBlobArray, LargeBlobKey};
use hid_client::pin_protocol::PinProtocol;
use hid_client::transport::Transport;
use hid_client::u2f::U2fKey;
use shared::cbor::Map;
use shared::ctap::commands::{Command, HidCommand};
use shared::ctap::packet::{ChannelId, Packet, REPORT_SIZE, Report, fragment};
use shared::ids::{CredentialId, RpId, UserHandle};
use shared::webauthn_json::UserEntity;

use super::meddling::MeddledKey;
use super::{check, pin, within};

/// What lets somebody ask for lists.
struct Grants {
    management: ManagementGrant,
    enrollment: EnrollmentGrant,
}

fn grants() -> &'static Grants {
    static GRANTS: OnceLock<Grants> = OnceLock::new();
    GRANTS.get_or_init(|| {
        let granted = within(|operation| {
            let mut key = Key::open(Box::new(MeddledKey::new(&[])), operation)?;
            key.set_pin(&pin(), operation)?;
            let verification = Verification::Pin(pin());
            Ok(Grants {
                management: key.authorize_management(Access::Change, &verification, operation)?,
                enrollment: key.authorize_fingerprints(&verification, operation)?,
            })
        });
        granted.unwrap()
    })
}

fn user() -> UserEntity {
    UserEntity { id: UserHandle::new([1]).unwrap(), name: "a".into(), display_name: "A".into() }
}

/// The body of a CTAP2 reply, as the answer to each command.
pub fn ctap2_replies(body: &[u8]) {
    let (user, ids) = (user(), [CredentialId::new([1]).unwrap()]);
    check(AskInfo.parse(body));
    check(GetPinRetries.parse(body));
    check(GetKeyAgreement(PinProtocol::One).parse(body));
    check(GetKeyAgreement(PinProtocol::Two).parse(body));
    let make = MakeCredential {
        client_data_hash: [0; 32],
        rp_id: "a",
        rp_name: "A",
        user: &user,
        algorithms: &[-7],
        exclude_list: &[],
        resident_key: false,
        extensions: Map::new(),
        authorization: Authorization::None,
    };
    check(make.parse(body));
    let get = GetAssertion {
        rp_id: "a",
        client_data_hash: [0; 32],
        allow_list: &ids,
        user_presence: true,
        extensions: Map::new(),
        authorization: Authorization::None,
    };
    check(get.parse(body));
    check(GetNextAssertion.parse(body));
    let Grants { management: grant, enrollment } = grants();
    check(GetCredsMetadata { grant }.parse(body));
    check(EnumerateRpsBegin { grant }.parse(body));
    check(EnumerateRpsNext { grant }.parse(body));
    check(EnumerateCredentialsBegin { grant, rp_id_hash: &[0; 32] }.parse(body));
    check(EnumerateCredentialsNext { grant }.parse(body));
    check(GetSensorInfo { command: Command::BioEnrollment }.parse(body));
    check(EnrollBegin { grant: enrollment, timeout_milliseconds: 1 }.parse(body));
    let sample = EnrollCaptureNextSample { grant: enrollment, template_id: &[1], timeout_milliseconds: 1 };
    check(sample.parse(body));
    check(EnumerateEnrollments { grant: enrollment }.parse(body));
    check(ReadLargeBlobs { count: 100, offset: 0 }.parse(body));
    if let Ok(array) = LargeBlobArray::parse(body) {
        let _opened = array.find(&LargeBlobKey::new([7; 32]));
    }
}

/// The replies of a key from before FIDO2, to a registration and a sign-in: each behind two bytes for its length.
pub fn u2f_replies(bytes: &[u8]) {
    check(within(|operation| {
        let hid = CtapHid::open(Box::new(Saying::new(bytes)), operation)?;
        let mut key = U2fKey::over(hid, operation)?;
        let rp_id = RpId::new("example.org").unwrap();
        let new = NewCredential {
            client_data_json: b"{}".to_vec(),
            rp_id: rp_id.clone(),
            rp_name: "An example".into(),
            user: user(),
            algorithms: vec![-7],
            exclude: vec![CredentialId::new([2]).unwrap()],
            resident_key: false,
            extensions: CreateExtensions::default(),
        };
        let made = key.make_credential(&new, &Verification::None, operation);
        let request = SignRequest {
            client_data_json: b"{}".to_vec(),
            rp_id,
            allow: vec![CredentialId::new([1]).unwrap()],
            extensions: GetExtensions::default(),
        };
        let signed = key.sign(&request, &Verification::None, operation);
        made.map(drop).and(signed.map(drop))
    }));
}

/// Says one thing after the other, and that it knows U2F first.
struct Saying {
    rest: Vec<u8>,
    has_begun: bool,
    missing: usize,
    sent: std::collections::VecDeque<Report>,
}

impl Saying {
    fn new(bytes: &[u8]) -> Self {
        Self { rest: bytes.to_vec(), has_begun: false, missing: 0, sent: std::collections::VecDeque::new() }
    }

    fn next(&mut self) -> Option<Vec<u8>> {
        if !std::mem::replace(&mut self.has_begun, true) {
            return Some(b"U2F_V2\x90\x00".to_vec());
        }
        let [high, low, rest @ ..] = self.rest.as_slice() else { return None };
        let length = usize::from(u16::from_be_bytes([*high, *low])).min(rest.len()).min(7609);
        let (said, after) = rest.split_at(length);
        let said = said.to_vec();
        self.rest = after.to_vec();
        Some(said)
    }
}

impl Transport for Saying {
    fn write(&mut self, report: &Report) -> io::Result<()> {
        match Packet::parse(report) {
            Packet::Initialization { command, data, .. } if command == HidCommand::Init.code() => {
                let mut answer = data[..8].to_vec();
                answer.extend_from_slice(&[1, 2, 3, 4, 2, 1, 0, 0, 0]);
                self.sent.extend(fragment(ChannelId::BROADCAST, command, &answer).unwrap());
                return Ok(());
            }
            Packet::Initialization { length, data, .. } => {
                self.missing = usize::from(length).saturating_sub(data.len())
            }
            Packet::Continuation { data, .. } => self.missing = self.missing.saturating_sub(data.len()),
        }
        if self.missing == 0 {
            let said = self.next().ok_or(io::ErrorKind::BrokenPipe)?;
            self.sent.extend(fragment(ChannelId(0x0102_0304), HidCommand::Msg.code(), &said).unwrap());
        }
        Ok(())
    }

    fn read(&mut self, report: &mut Report, _deadline: Instant) -> io::Result<usize> {
        *report = self.sent.pop_front().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(REPORT_SIZE)
    }
}
