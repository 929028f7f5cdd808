//! A USB key in the eyes of the kernel, through /dev/uhid (Linux include/uapi/linux/uhid.h).
//!
//! Events are packed structs: a `u32` type, then that event's members in native byte order. They are written and read as
//! bytes here.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender, SyncSender};
use std::thread;
use std::time::Duration;

use shared::ctap::packet::{REPORT_SIZE, Report};

use super::link::{Bus, HostId};
use crate::device::Signal;

const DEVICE: &str = "/dev/uhid";
/// How long the kernel may take to start a new device.
const START_TIMEOUT: Duration = Duration::from_secs(5);

// enum uhid_event_type
const UHID_DESTROY: u32 = 1;
const UHID_START: u32 = 2;
const UHID_STOP: u32 = 3;
const UHID_OPEN: u32 = 4;
const UHID_CLOSE: u32 = 5;
const UHID_OUTPUT: u32 = 6;
const UHID_GET_REPORT: u32 = 9;
const UHID_GET_REPORT_REPLY: u32 = 10;
const UHID_CREATE2: u32 = 11;
const UHID_INPUT2: u32 = 12;
const UHID_SET_REPORT: u32 = 13;
const UHID_SET_REPORT_REPLY: u32 = 14;

/// sizeof(struct uhid_event): the type, then the largest member, uhid_create2_req.
const EVENT_SIZE: usize = 4 + 128 + 64 + 64 + 2 + 2 + 4 + 4 + 4 + 4 + DATA_MAX;
/// UHID_DATA_MAX and HID_MAX_DESCRIPTOR_SIZE.
const DATA_MAX: usize = 4096;

const NAME: &str = "Nyckel Virtual Key";
const BUS_USB: u16 = 3;
/// pid.codes' vendor id, and its product id for tests and experiments.
const VENDOR: u32 = 0x1209;
const PRODUCT: u32 = 0x0001;
const VERSION: u32 = 0x0100;
const EIO: u16 = 5;

/// The report descriptor of CTAP 2.1 §11.2.8.1: usage page 0xF1D0, one input and one output report of 64 bytes.
const REPORT_DESCRIPTOR: [u8; 34] = [
    0x06, 0xd0, 0xf1, // Usage Page (FIDO Alliance)
    0x09, 0x01, // Usage (CTAPHID)
    0xa1, 0x01, // Collection (Application)
    0x09, 0x20, //   Usage (Data In)
    0x15, 0x00, //   Logical Minimum (0)
    0x26, 0xff, 0x00, //   Logical Maximum (255)
    0x75, 0x08, //   Report Size (8)
    0x95, 0x40, //   Report Count (64)
    0x81, 0x02, //   Input (Data, Variable, Absolute)
    0x09, 0x21, //   Usage (Data Out)
    0x15, 0x00, //   Logical Minimum (0)
    0x26, 0xff, 0x00, //   Logical Maximum (255)
    0x75, 0x08, //   Report Size (8)
    0x95, 0x40, //   Report Count (64)
    0x91, 0x02, //   Output (Data, Variable, Absolute)
    0xc0, // End Collection
];

/// /dev/uhid cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UhidError {
    /// The kernel module is not there.
    #[error("{DEVICE} does not exist: load the kernel's module with `modprobe uhid` as root, or use --socket")]
    Missing,
    /// The user may not open it.
    #[error("no permission for {DEVICE}: run as root, or let your user write to it, or use --socket")]
    Permission,
    /// The kernel took the device but did not start it.
    #[error("the kernel did not start the device within {} s: see the kernel's log (dmesg)", START_TIMEOUT.as_secs())]
    NotStarted,
    /// Another failure.
    #[error("cannot use {DEVICE}: {0}")]
    Io(#[from] io::Error),
}

/// The key on the virtual USB bus of the kernel.
pub(crate) struct Uhid {
    device: Arc<File>,
}

impl Uhid {
    /// Opens /dev/uhid and starts to pass on what hosts send; the device itself appears with [`Bus::plug`].
    ///
    /// The second value waits until the kernel has started the device.
    pub(crate) fn open(id: HostId, signals: Sender<Signal>) -> Result<(Self, Started), UhidError> {
        let options = OpenOptions::new().read(true).write(true).open(Path::new(DEVICE));
        let device = Arc::new(options.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => UhidError::Missing,
            io::ErrorKind::PermissionDenied => UhidError::Permission,
            _ => match error.raw_os_error() {
                // ENODEV, ENXIO: the node is there, the module is not.
                Some(6 | 19) => UhidError::Missing,
                _ => UhidError::Io(error),
            },
        })?);
        let (started, waiting) = mpsc::sync_channel(1);
        let reading = Arc::clone(&device);
        thread::Builder::new()
            .name("vk-uhid".to_owned())
            .spawn(move || read_events(&reading, id, &signals, &started))?;
        Ok((Self { device }, Started(waiting)))
    }

    fn write(&self, event: &[u8]) {
        if let Err(error) = (&*self.device).write_all(event) {
            tracing::error!(%error, "the kernel refused an event for {DEVICE}");
        }
    }
}

/// Tells when the kernel has started the device.
pub(crate) struct Started(mpsc::Receiver<()>);

impl Started {
    pub(crate) fn wait(&self) -> Result<(), UhidError> {
        self.0.recv_timeout(START_TIMEOUT).map_err(|_| UhidError::NotStarted)
    }
}

impl Bus for Uhid {
    fn plug(&mut self) {
        self.write(&create2());
    }

    fn unplug(&mut self) {
        self.write(&UHID_DESTROY.to_ne_bytes());
    }

    fn send(&mut self, report: &Report) {
        tracing::trace!(kind = command_or_sequence(report), "report to the hosts");
        self.write(&input2(report));
    }
}

/// The byte behind the channel: a command with its highest bit set, or the number of a continuation (CTAP 2.1 §11.2.4). For the
/// trace, which must not have what stands behind it.
fn command_or_sequence(report: &Report) -> Option<u8> {
    report.get(4).copied()
}

fn read_events(device: &File, id: HostId, signals: &Sender<Signal>, started: &SyncSender<()>) {
    let mut event = [0_u8; EVENT_SIZE];
    let mut device_file = device;
    loop {
        let length = match device_file.read(&mut event) {
            Ok(0) => return,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                tracing::error!(%error, "cannot read from {DEVICE}: the key no longer hears its hosts");
                return;
            }
        };
        let Some((kind, payload)) = event.get(..length).and_then(<[u8]>::split_first_chunk::<4>) else { continue };
        match u32::from_ne_bytes(*kind) {
            // Only the first one is waited for.
            UHID_START => drop(started.try_send(())),
            UHID_OUTPUT => {
                let Some(report) = output(payload) else { continue };
                tracing::trace!(kind = command_or_sequence(&report), "report from a host");
                if signals.send(Signal::Report(id, report)).is_err() {
                    return;
                }
            }
            UHID_GET_REPORT | UHID_SET_REPORT => {
                if let Some(reply) = refuse_report_request(u32::from_ne_bytes(*kind), payload)
                    && let Err(error) = device_file.write_all(&reply)
                {
                    tracing::warn!(%error, "the kernel refused a reply for {DEVICE}");
                }
            }
            UHID_STOP | UHID_OPEN | UHID_CLOSE => {}
            other => tracing::debug!(event = other, "unknown event from {DEVICE}"),
        }
    }
}

/// struct uhid_create2_req: name[128], phys[64], uniq[64], rd_size, bus, vendor, product, version, country, rd_data.
fn create2() -> Vec<u8> {
    let mut event = UHID_CREATE2.to_ne_bytes().to_vec();
    text(&mut event, NAME, 128);
    text(&mut event, "", 64);
    text(&mut event, "", 64);
    // The descriptor is 34 bytes.
    event.extend_from_slice(&u16::try_from(REPORT_DESCRIPTOR.len()).unwrap_or_default().to_ne_bytes());
    event.extend_from_slice(&BUS_USB.to_ne_bytes());
    for number in [VENDOR, PRODUCT, VERSION, 0] {
        event.extend_from_slice(&number.to_ne_bytes());
    }
    event.extend_from_slice(&REPORT_DESCRIPTOR);
    event.resize(EVENT_SIZE, 0);
    event
}

/// struct uhid_input2_req: size, data. The kernel takes an event that ends with its data.
fn input2(report: &Report) -> Vec<u8> {
    let mut event = UHID_INPUT2.to_ne_bytes().to_vec();
    event.extend_from_slice(&(REPORT_SIZE as u16).to_ne_bytes());
    event.extend_from_slice(report);
    event
}

/// struct uhid_output_req: data[4096], size, rtype. The data begins with the report number, which is 0 here and no part
/// of the report; a host that sends less than a report gets zeros for the rest.
fn output(payload: &[u8]) -> Option<Report> {
    let (data, rest) = payload.split_at_checked(DATA_MAX)?;
    let size = usize::from(u16::from_ne_bytes(*rest.first_chunk()?));
    let (_report_number, sent) = data.get(..size)?.split_first()?;
    let mut report = [0; REPORT_SIZE];
    for (to, from) in report.iter_mut().zip(sent) {
        *to = *from;
    }
    Some(report)
}

/// struct uhid_get_report_reply_req (id, err, size, data[4096]) or uhid_set_report_reply_req (id, err): a FIDO device
/// has no feature reports, and hosts do not fetch input reports this way.
fn refuse_report_request(kind: u32, payload: &[u8]) -> Option<Vec<u8>> {
    let request_id = payload.first_chunk::<4>()?;
    let get = kind == UHID_GET_REPORT;
    let reply = if get { UHID_GET_REPORT_REPLY } else { UHID_SET_REPORT_REPLY };
    let mut event = reply.to_ne_bytes().to_vec();
    event.extend_from_slice(request_id);
    event.extend_from_slice(&EIO.to_ne_bytes());
    if get {
        event.extend_from_slice(&0_u16.to_ne_bytes());
    }
    Some(event)
}

/// A NUL-terminated text in a field of `size` bytes.
fn text(event: &mut Vec<u8>, text: &str, size: usize) {
    let end = event.len() + size;
    event.extend(text.bytes().take(size - 1));
    event.resize(end, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_the_layout_of_the_kernels_structs() {
        assert_eq!(EVENT_SIZE, 4376);
        let create = create2();
        assert_eq!(create.len(), EVENT_SIZE);
        assert_eq!(create[..4], UHID_CREATE2.to_ne_bytes());
        assert_eq!(&create[4..23], b"Nyckel Virtual Key\0");
        // rd_size, bus, vendor, product, version, country follow the three texts.
        assert_eq!(create[260..262], 34_u16.to_ne_bytes());
        assert_eq!(create[262..264], 3_u16.to_ne_bytes());
        assert_eq!(create[264..268], VENDOR.to_ne_bytes());
        assert_eq!(create[280..314], REPORT_DESCRIPTOR);

        let input = input2(&[7; 64]);
        assert_eq!(input.len(), 4 + 2 + 64);
        assert_eq!(input[4..6], 64_u16.to_ne_bytes());
    }

    #[test]
    fn an_output_report_loses_its_number_and_bad_events_are_passed_over() {
        let event = |size: u16| {
            let mut payload = vec![0; DATA_MAX];
            payload[1..65].copy_from_slice(&[9; 64]);
            payload.extend_from_slice(&size.to_ne_bytes());
            payload.push(1);
            payload
        };
        assert_eq!(output(&event(65)), Some([9; 64]));
        assert_eq!(output(&event(11)).unwrap()[..11], [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0]);
        assert_eq!(output(&event(0)), None);
        assert_eq!(output(&event(5000)), None);
        assert_eq!(output(&[0; 100]), None);
    }
}
