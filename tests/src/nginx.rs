//! Debian's nginx with the example of the documentation, moved to addresses of its own.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const EXAMPLE: &str = include_str!("../../docs/examples/nginx.conf");
const START: Duration = Duration::from_secs(10);

/// A running nginx; it ends when it is dropped.
#[derive(Debug)]
pub struct Nginx {
    process: Child,
    _folder: tempfile::TempDir,
}

/// Where nginx is installed, if it is.
pub fn installed() -> Option<PathBuf> {
    // Debian puts it where not everybody's PATH leads.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    folders.map(|folder| folder.join("nginx")).find(|program| program.is_file())
}

/// A port that is free now: the service's origin must be known before anything listens.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

impl Nginx {
    /// Starts `program` on `port` of localhost, in front of Nyckel and an application.
    pub fn start(program: &Path, port: u16, nyckel: SocketAddr, application: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let configuration = folder.path().join("nginx.conf");
        std::fs::write(&configuration, whole(&moved(port, nyckel, application))).expect("written");
        let mut command = Command::new(program);
        command.arg("-e").arg("stderr").arg("-p").arg(folder.path()).arg("-c").arg(&configuration);
        let process = command.stdin(Stdio::null()).spawn().expect("nginx starts");
        let mut nginx = Self { process, _folder: folder };
        nginx.wait_for(port);
        nginx
    }

    fn wait_for(&mut self, port: u16) {
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = self.process.try_wait().expect("it is ours to wait for");
            assert!(ended.is_none(), "nginx refused its configuration: {ended:?}");
            assert!(started.elapsed() < START, "nginx was not ready after {START:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The example at other addresses, and without TLS; everything else as it is in the documentation.
fn moved(port: u16, nyckel: SocketAddr, application: SocketAddr) -> String {
    let changes = [
        ("listen 443 ssl;", format!("listen 127.0.0.1:{port};")),
        ("server_name www.example.org;", "server_name localhost;".into()),
        ("ssl_certificate /etc/ssl/certs/www.example.org.pem;", String::new()),
        ("ssl_certificate_key /etc/ssl/private/www.example.org.pem;", String::new()),
        ("server 127.0.0.1:8080;", format!("server {nyckel};")),
        ("server 127.0.0.1:3000;", format!("server {application};")),
    ];
    changes.iter().fold(EXAMPLE.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "the example has {from:?} once");
        text.replace(from, to)
    })
}

/// What Debian's nginx.conf is around it, with everything that is written in its own folder. One process: it ends as it is
/// told.
fn whole(server: &str) -> String {
    format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n\
         client_body_temp_path body;\nproxy_temp_path proxy;\nfastcgi_temp_path fastcgi;\nuwsgi_temp_path uwsgi;\n\
         scgi_temp_path scgi;\n{server}\n}}\n"
    )
}
