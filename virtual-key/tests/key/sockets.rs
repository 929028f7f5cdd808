//! The Unix socket and the control socket.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::time::Duration;

use shared::cbor::Map;
use shared::ctap::commands::{Command, HidCommand, HidError};
use virtual_key::control::{self, Command as Control};
use virtual_key::{Presence, VirtualKey};

use crate::host::{Host, WAIT, connect_unix, make_credential};

fn key(presence: Presence) -> (VirtualKey, tempfile::TempDir) {
    (VirtualKey::builder().presence(presence).build().unwrap(), tempfile::tempdir().unwrap())
}

#[test]
fn each_connection_is_a_handle_and_hears_every_report() {
    let (key, folder) = key(Presence::Auto);
    let server = key.serve_unix(folder.path().join("key")).unwrap();
    let mut first = Host::open(connect_unix(server.path()));
    let mut second = Host::open(connect_unix(server.path()));
    assert_ne!(first.channel, second.channel);
    assert!(second.call(Command::GetInfo, &Map::new()).is_ok());
    // As on hidraw, the first handle has read the reply too; its host passes it over by the channel.
    first.channel = second.channel;
    let heard = std::iter::from_fn(|| first.message()).find(|(command, _)| *command == HidCommand::Cbor);
    assert_eq!(heard.unwrap().1[0], 0);
}

#[test]
fn a_host_that_does_not_read_holds_up_nobody() {
    let (key, folder) = key(Presence::Auto);
    let server = key.serve_unix(folder.path().join("key")).unwrap();
    let deaf = Host::open(connect_unix(server.path()));
    let mut host = Host::open(connect_unix(server.path()));
    // Far more than a socket and an outbox hold.
    for _ in 0..60 {
        host.send(HidCommand::Ping, &[7; 7609]);
        assert_eq!(host.message().unwrap().1.len(), 7609);
    }
    drop(deaf);
    assert!(host.call(Command::GetInfo, &Map::new()).is_ok());
}

#[test]
fn hosts_at_the_same_time_are_served_or_told_that_the_key_is_busy() {
    let (key, folder) = key(Presence::Auto);
    let server = key.serve_unix(folder.path().join("key")).unwrap();
    std::thread::scope(|scope| {
        for user in 0..4_u8 {
            let path = server.path();
            scope.spawn(move || {
                let mut host = Host::open(connect_unix(path));
                let request = make_credential("example.org", &[user]);
                let mut made = 0;
                request.start(&mut host);
                while made < 10 {
                    match host.message().unwrap() {
                        (HidCommand::Keepalive, _) => continue,
                        (HidCommand::Cbor, reply) => {
                            assert_eq!(reply[0], 0);
                            made += 1;
                        }
                        (command, error) => {
                            assert_eq!((command, &error[..]), (HidCommand::Error, &[HidError::ChannelBusy.code()][..]));
                        }
                    }
                    if made < 10 {
                        request.start(&mut host);
                    }
                }
            });
        }
    });
    assert_eq!(key.status().unwrap().sign_count(), 40);
}

#[test]
fn half_a_report_is_no_report() {
    let (key, folder) = key(Presence::Auto);
    let server = key.serve_unix(folder.path().join("key")).unwrap();
    let mut broken = connect_unix(server.path());
    broken.write_all(&[0xff; 63]).unwrap();
    drop(broken);
    assert!(Host::open(connect_unix(server.path())).call(Command::GetInfo, &Map::new()).is_ok());
}

#[test]
fn an_unplugged_key_ends_its_connections() {
    let (key, folder) = key(Presence::Auto);
    let server = key.serve_unix(folder.path().join("key")).unwrap();
    let mut host = Host::open(connect_unix(server.path()));
    key.unplug();
    let mut end = [0; 1];
    host.link.set_read_timeout(Some(WAIT)).unwrap();
    assert_eq!(host.link.read(&mut end).unwrap(), 0);
    let mut refused = connect_unix(server.path());
    refused.set_read_timeout(Some(WAIT)).unwrap();
    assert_eq!(refused.read(&mut end).unwrap(), 0);
    key.plug();
    assert!(Host::open(connect_unix(server.path())).call(Command::GetInfo, &Map::new()).is_ok());
}

#[test]
fn socket_files_are_private_replaced_when_stale_and_removed_at_the_end() {
    let (key, folder) = key(Presence::Auto);
    let path = folder.path().join("key");
    // A listener that ended without cleaning up leaves its file.
    drop(UnixListener::bind(&path).unwrap());
    let server = key.serve_unix(&path).unwrap();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let error = key.serve_unix(&path).err().unwrap().to_string();
    assert!(error.contains("another program listens on it"), "{error}");
    drop(server);
    assert!(!path.exists());

    std::fs::write(&path, "a diary").unwrap();
    let error = key.serve_unix(&path).err().unwrap().to_string();
    assert!(error.contains("not a socket"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "a diary");
    let error = key.serve_unix(folder.path().join("nowhere/key")).err().unwrap().to_string();
    assert!(error.contains("folder does not exist"), "{error}");
}

#[test]
fn the_control_socket_is_a_hand() {
    let (key, folder) = key(Presence::Manual);
    let server = key.serve_control(folder.path().join("control")).unwrap();
    let control = |command| control::send(server.path(), command, Duration::ZERO);
    assert_eq!(control(Control::Touch).unwrap_err().to_string(), "no command is waiting for a touch");

    let mut host = Host::open(key.connect());
    make_credential("example.org", b"a").start(&mut host);
    host.expect_touch_wanted();
    let status: serde_json::Value = serde_json::from_str(&control(Control::Status).unwrap()).unwrap();
    assert_eq!(status["waiting_for_touch"], true);
    assert_eq!(status["plugged"], true);
    assert_eq!(status["presence"], "manual");
    assert_eq!((&status["pin_set"], &status["pin_retries"]), (&false.into(), &8.into()));
    assert_eq!(control(Control::Touch).unwrap(), "ok");
    assert!(host.reply().is_ok());
    assert_eq!(control(Control::Finger("2 too-left".parse().unwrap())).unwrap(), "ok");

    host.start(Command::Selection, &Map::new());
    // With patience there is no need to know when the key asks.
    assert_eq!(control::send(server.path(), Control::Deny, WAIT).unwrap(), "ok");
    assert!(host.reply().is_err());

    assert_eq!(control(Control::Unplug).unwrap(), "ok");
    assert!(!key.status().unwrap().plugged);
    assert_eq!(control(Control::Plug).unwrap(), "ok");
    assert!(key.status().unwrap().plugged);
}

#[test]
fn the_control_socket_answers_line_by_line_and_explains_itself() {
    let (key, folder) = key(Presence::Manual);
    let server = key.serve_control(folder.path().join("control")).unwrap();
    let mut connection = UnixStream::connect(server.path()).unwrap();
    connection.write_all(b"dance\nfinger thumb\nplug\n").unwrap();
    let mut lines = BufReader::new(connection).lines();
    let first = lines.next().unwrap().unwrap();
    assert_eq!(first, "error unknown command: send touch, deny, unplug, plug, status, finger N or fault NAME");
    let second = lines.next().unwrap().unwrap();
    assert!(second.starts_with("error \"thumb\" is not a finger: give its number"), "{second}");
    assert_eq!(lines.next().unwrap().unwrap(), "ok");

    drop(server);
    let error = control::send(&folder.path().join("control"), Control::Touch, Duration::ZERO).unwrap_err().to_string();
    assert!(error.contains("is `virtual-key serve --control"), "{error}");
}
