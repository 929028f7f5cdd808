//! A server for one test: the real program on a free port, or the library in this process under a clock that the test moves.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rp_server::clock::{Clock, ManualClock};
use rp_server::config::{Config, Layers, SignUp};
use rp_server::delivery::Delivery;
use rp_server::housekeeping::Housekeeping;
use rp_server::http::{App, AppSettings, Limits, serve};
use rp_server::operator::{Answer, Operator, Reply, Request};
use rp_server::records::Timestamp;
use rp_server::secret::ServerSecret;
use rp_server::store::{SledStore, Store};
use tempfile::TempDir;
use tokio::sync::oneshot;

use crate::person::Person;

/// Where the origin of every test's service is, whatever port it listens on.
pub(crate) const ORIGIN: &str = "http://localhost:8080";
pub(crate) const RP_ID: &str = "localhost";

/// A running server.
pub(crate) trait TestApp {
    /// Where it listens: `http://127.0.0.1:PORT`.
    fn base(&self) -> &str;

    /// Somebody with a browser of their own.
    fn person(&self) -> Person {
        Person::new(self.base())
    }
}

/// The real program.
pub(crate) struct Program {
    process: Child,
    base: String,
    data: Option<TempDir>,
}

impl Program {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    pub(crate) fn start_with(arguments: &[&str]) -> Self {
        let data = TempDir::new().unwrap();
        let mut program = Self::start_on(data.path(), arguments);
        program.data = Some(data);
        program
    }

    /// Starts on a data directory that outlives it.
    pub(crate) fn start_on(data: &Path, arguments: &[&str]) -> Self {
        Self::run(command(data, arguments))
    }

    /// Starts a service under another origin.
    pub(crate) fn start_under(origin: &str) -> Self {
        Self::start_under_each(&[origin])
    }

    /// The same under several.
    pub(crate) fn start_under_each(origins: &[&str]) -> Self {
        let data = TempDir::new().unwrap();
        let mut command = bare_command(data.path());
        command.args(["--listen", "127.0.0.1:0", "--sign-up", "open"]);
        for origin in origins {
            command.args(["--origin", origin]);
        }
        let mut program = Self::run(command);
        program.data = Some(data);
        program
    }

    fn run(mut command: Command) -> Self {
        command.stderr(Stdio::null());
        Self::wait_for(command)
    }

    /// Starts it with its log in a file.
    pub(crate) fn run_logging(mut command: Command, log: &Path) -> Self {
        command.stderr(std::fs::File::create(log).unwrap());
        Self::wait_for(command)
    }

    fn wait_for(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let base = line.trim().strip_prefix("listening on ").expect(&line).to_owned();
        Self { process, base, data: None }
    }

    pub(crate) fn pid(&self) -> rustix::process::Pid {
        rustix::process::Pid::from_child(&self.process)
    }

    /// Its data directory, where it is the server's own.
    pub(crate) fn data(&self) -> &Path {
        self.data.as_ref().expect("the server was not started on another's directory").path()
    }

    /// Runs `rp-server account` on its data directory.
    pub(crate) fn account(&self, arguments: &[&str]) -> Output {
        account(self.data(), arguments)
    }

    pub(crate) fn wait(&mut self) -> std::process::ExitStatus {
        self.process.wait().unwrap()
    }
}

impl TestApp for Program {
    fn base(&self) -> &str {
        &self.base
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// `rp-server serve` on a free port and the tests' origin, without the environment's settings.
pub(crate) fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = bare_command(data);
    command.args(["--listen", "127.0.0.1:0", "--origin", ORIGIN]).args(arguments);
    command
}

/// `rp-server serve` with nothing but its data directory.
pub(crate) fn bare_command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rp-server"));
    command.env_clear().args(["serve", "--data"]).arg(data);
    command
}

/// `rp-server account` on a data directory, without the environment's settings.
pub(crate) fn account(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rp-server"));
    command.env_clear().args(["account", "--origin", ORIGIN, "--data"]).arg(data).args(arguments);
    command.output().unwrap()
}

/// What a command printed, which must have succeeded.
#[track_caller]
pub(crate) fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The library in this process.
pub(crate) struct InProcess {
    pub(crate) clock: ManualClock,
    pub(crate) store: Arc<SledStore>,
    pub(crate) delivery: Delivery,
    housekeeping: Housekeeping,
    settings: String,
    base: String,
    runtime: Option<tokio::runtime::Runtime>,
    stop: Option<oneshot::Sender<()>>,
    data: Option<TempDir>,
}

impl InProcess {
    pub(crate) fn start() -> Self {
        Self::start_with("")
    }

    /// With more settings.
    pub(crate) fn start_with(settings: &str) -> Self {
        let clock = ManualClock::new(Timestamp::from_unix_millis(1_800_000_000_000));
        Self::start_on(TempDir::new().unwrap(), clock, settings.to_owned())
    }

    /// Ends, and begins again on what is stored.
    pub(crate) fn restart(mut self) -> Self {
        let (data, clock, settings) = (self.data.take().unwrap(), self.clock.clone(), self.settings.clone());
        drop(self);
        Self::start_on(data, clock, settings)
    }

    fn start_on(data: TempDir, clock: ManualClock, settings: String) -> Self {
        let toml = format!("origins = [\"{ORIGIN}\"]\ndata = \"{}\"\n{settings}\n", data.path().display());
        let layers = Layers::new().with_toml(&toml, Path::new("test.toml")).unwrap();
        let config = Config::from_layers(&layers).unwrap();
        let store = Arc::new(SledStore::open(data.path()).unwrap());
        let (shared, shared_clock): (Arc<dyn Store>, Arc<dyn Clock>) =
            (Arc::clone(&store) as _, Arc::new(clock.clone()));
        let secret = ServerSecret::open(data.path()).unwrap();
        let relying_party = config.relying_party(8080).unwrap();
        let origin = relying_party.origins().first();
        let delivery = Delivery::new(&config.delivery, &secret, &config.rp_name, origin, &shared_clock).unwrap();
        let served = AppSettings::from(&config);
        let app =
            App::new(Arc::clone(&shared), Arc::clone(&shared_clock), secret, relying_party, served, delivery.clone())
                .unwrap();
        let housekeeping = app.housekeeping();
        let handed = delivery.clone();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            let limits = Limits { head_timeout: Duration::from_secs(5), shutdown_timeout: Duration::from_millis(100) };
            let workers = delivery.start(&shared, &shared_clock);
            serve(listener, None, app.router(), limits, async { drop(stopped.await) }).await;
            workers.stop(Duration::from_millis(100)).await;
        });
        let (runtime, stop, data) = (Some(runtime), Some(stop), Some(data));
        Self { clock, store, delivery: handed, housekeeping, settings, base, runtime, stop, data }
    }

    /// The data directory.
    pub(crate) fn data(&self) -> &Path {
        self.data.as_ref().unwrap().path()
    }

    /// Does what is due by the clock.
    pub(crate) fn keep_house(&self) {
        self.ask(self.housekeeping.round());
    }

    /// Does what an operator wants, who must not be refused.
    #[track_caller]
    pub(crate) fn operate(&self, request: Request) -> Answer {
        match self.ask(self.operator().answer(request)) {
            Reply::Done(answer) => answer,
            Reply::Refused(refusal) => panic!("{refusal:?}"),
        }
    }

    pub(crate) fn operator(&self) -> Operator {
        let store = Arc::clone(&self.store) as Arc<dyn Store>;
        let clock: Arc<dyn Clock> = Arc::new(self.clock.clone());
        let notices = self.delivery.notices(&store, &clock);
        Operator::new(store, clock, notices, SignUp::Invitation, ORIGIN.into())
    }

    /// An invitation's token: for an account of this name, or of any.
    pub(crate) fn invite(&self, user_name: Option<&str>) -> String {
        let request = Request::Invite { user_name: user_name.map(str::to_owned), valid_for_seconds: None };
        let Answer::Invited(invited) = self.operate(request) else { panic!("no invitation") };
        token_of(invited.link.reveal())
    }

    /// An invitation's token: back to the account of this name.
    pub(crate) fn invite_back(&self, account: &str) -> String {
        let Answer::Invited(invited) =
            self.operate(Request::InviteBack { account: account.into(), valid_for_seconds: None })
        else {
            panic!("no invitation")
        };
        token_of(invited.link.reveal())
    }

    /// Asks the store something.
    pub(crate) fn ask<T>(&self, question: impl Future<Output = T>) -> T {
        self.runtime.as_ref().unwrap().block_on(question)
    }
}

/// The token in a link.
#[track_caller]
pub(crate) fn token_of(link: &str) -> String {
    link.trim().strip_prefix(&format!("{ORIGIN}/invitation#")).expect(link).to_owned()
}

impl TestApp for InProcess {
    fn base(&self) -> &str {
        &self.base
    }
}

impl Drop for InProcess {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(2));
        }
    }
}
