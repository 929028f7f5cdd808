//! A server that takes the two requests of a sign-in and answers with as many bytes as rp-server would, and does nothing else.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::post;
use shared::api::FinishSignIn;
use tests::process::Process;

/// The bytes of a real answer, but for the challenge.
const BEGUN: &str = r#"{"ceremony":"AAAAAAAAAAAAAAAAAAAAAA","publicKey":{"challenge":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","timeout":300000,"rpId":"localhost","allowCredentials":[{"type":"public-key","id":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","transports":["usb"]}],"userVerification":"required","hints":["security-key"]}}"#;

/// The bytes of a real request, but for its meaning.
const FINISH: &str = r#"{"ceremony":"AAAAAAAAAAAAAAAAAAAAAA","credential":{"id":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","rawId":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","type":"public-key","response":{"clientDataJSON":"eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6ODA4MCIsImNyb3NzT3JpZ2luIjpmYWxzZX0","authenticatorData":"SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ","signature":"MEUCIQCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","userHandle":"AAAAAAAAAAAAAAAAAAAAAA"},"authenticatorAttachment":"cross-platform","clientExtensionResults":{}}}"#;

/// The bytes of a real answer.
const SIGNED_IN: &str = r#"{"account":{"userName":"client-0-650c9e3f4b2a1","displayName":"client-0-650c9e3f4b2a1","createdAt":"2026-01-01T00:00:00Z"},"key":{"id":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","name":"Security key","aaguid":"00000000-0000-0000-0000-000000000000","createdAt":"2026-01-01T00:00:00Z","lastUsedAt":"2026-01-01T00:00:00Z","suspectedClone":false,"transports":["usb"]},"sessionExpiresAt":"2026-01-01T00:00:00Z"}"#;

const COOKIE: &str = "nyckel=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; HttpOnly; SameSite=Lax; Path=/";

/// The server in a process of its own: the CPU time of clients must not count.
pub(crate) struct BareServer {
    /// Where it listens.
    pub(crate) url: String,
    /// What clients finish with.
    pub(crate) answer: FinishSignIn,
    process: Process,
}

impl BareServer {
    /// Starts it on a free port.
    pub(crate) fn start() -> Self {
        let mut command = Command::new(std::env::current_exe().expect("our own program"));
        command.arg("bare-server");
        let (process, port) = Process::start_command("bare-server", command, "listening on ");
        let answer = serde_json::from_str(FINISH).expect("the request is well-formed");
        Self { url: format!("http://localhost:{port}"), answer, process }
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

/// Serves until killed.
pub(crate) fn serve() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let app = Router::new()
            .route("/api/v1/sign-in/begin", post(async |_: Bytes| json(BEGUN)))
            .route("/api/v1/sign-in/finish", post(async |_: Bytes| ([(header::SET_COOKIE, COOKIE)], json(SIGNED_IN))));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = tokio::net::TcpListener::bind(address).await.expect("a free port");
        println!("listening on {}", listener.local_addr().expect("a bound port").port());
        axum::serve(listener, app).await.expect("it serves");
    });
}

fn json(body: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], body)
}
