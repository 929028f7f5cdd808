//! Child processes that never outlive us: each is waited for with a deadline, and stopped when its owner goes away.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// How often a waiting loop looks again. Short beside anything a person or a step waits for.
const POLL: Duration = Duration::from_millis(10);

/// How long a program may take to end by itself after SIGTERM.
const GRACE: Duration = Duration::from_secs(5);

/// Turns Ctrl-C and its relatives into a flag, so that every child is stopped before we end.
pub(crate) fn stop_on_signals() -> Result<()> {
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        signal_hook::flag::register(signal, Arc::clone(stop_flag())).context("failed to listen for signals")?;
    }
    Ok(())
}

/// Whether a person asked us to stop.
pub(crate) fn stop_requested() -> bool {
    stop_flag().load(Ordering::Relaxed)
}

/// An error once a person asked us to stop.
pub(crate) fn check_not_stopped() -> Result<()> {
    if stop_requested() {
        bail!("stopped");
    }
    Ok(())
}

fn stop_flag() -> &'static Arc<AtomicBool> {
    static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    STOP.get_or_init(Arc::default)
}

/// A program that runs beside us and is stopped when this value is dropped.
pub(crate) struct Background {
    name: String,
    child: Child,
}

impl Background {
    /// Starts `command`, known as `name` in messages.
    pub(crate) fn start(name: &str, command: &mut Command) -> Result<Self> {
        let child = command.spawn().with_context(|| format!("failed to start {name}"))?;
        Ok(Self { name: name.to_owned(), child })
    }

    /// The process itself, for its streams and its id.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The first line on its piped standard output: how our servers say that they are ready. What follows is read and
    /// dropped, so that the program never waits for a reader.
    pub(crate) fn first_line(&mut self, limit: Duration) -> Result<String> {
        let stdout =
            self.child.stdout.take().with_context(|| format!("{} was started without its output", self.name))?;
        let (sender, receiver) = channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // Nobody waits for the later lines.
                let _ = sender.send(line);
            }
        });
        let deadline = Instant::now() + limit;
        loop {
            match receiver.recv_timeout(POLL) {
                Ok(line) => return Ok(line),
                Err(RecvTimeoutError::Disconnected) => {
                    self.check_alive()?;
                    bail!("{} closed its output without a word", self.name);
                }
                Err(RecvTimeoutError::Timeout) if stop_requested() => bail!("stopped while {} was starting", self.name),
                Err(RecvTimeoutError::Timeout) if Instant::now() >= deadline => {
                    bail!("{} did not say that it is ready within {} s", self.name, limit.as_secs())
                }
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// An error when the program has ended although it should be running.
    pub(crate) fn check_alive(&mut self) -> Result<()> {
        match self.child.try_wait().with_context(|| format!("failed to ask after {}", self.name))? {
            None => Ok(()),
            Some(status) => bail!("{} ended too early ({status})", self.name),
        }
    }

    /// Waits for the program to end by itself; an error when it has not by `deadline` or we are asked to stop.
    pub(crate) fn wait_until(&mut self, deadline: Instant) -> Result<ExitStatus> {
        loop {
            if let Some(status) = self.child.try_wait().with_context(|| format!("failed to wait for {}", self.name))? {
                return Ok(status);
            }
            if stop_requested() {
                bail!("stopped while {} was running", self.name);
            }
            if Instant::now() >= deadline {
                bail!("{} did not end in time", self.name);
            }
            thread::sleep(POLL);
        }
    }

    fn stop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        if let Some(pid) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            // A program that is already gone is what we want.
            let _ = kill_process(pid, Signal::TERM);
        }
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(POLL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What a finished program left behind.
#[derive(Debug)]
pub(crate) struct Finished {
    /// How it ended.
    pub(crate) status: ExitStatus,
    /// All it wrote on standard output, as text.
    pub(crate) stdout: String,
    /// All it wrote on standard error, as text.
    pub(crate) stderr: String,
}

impl Finished {
    /// Both streams in one text, for a message about what went wrong.
    pub(crate) fn everything(&self) -> String {
        [self.stderr.trim(), self.stdout.trim()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// Runs `command` to its end with its output captured; an error when it takes longer than `limit`.
pub(crate) fn capture(command: &mut Command, limit: Duration) -> Result<Finished> {
    capture_with_input(command, b"", limit)
}

/// As [`capture`], with `input` as all of standard input.
pub(crate) fn capture_with_input(command: &mut Command, input: &[u8], limit: Duration) -> Result<Finished> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = Background::start(&name, command)?;
    let streams = (running.child.stdin.take(), running.child.stdout.take(), running.child.stderr.take());
    let (Some(mut stdin), Some(stdout), Some(stderr)) = streams else {
        bail!("{name} was started without its streams");
    };
    let (stdout, stderr) = (collect(stdout), collect(stderr));
    // A program that does not care for its input closes it early: its exit status tells the rest.
    let _ = stdin.write_all(input);
    drop(stdin);
    let status = running.wait_until(Instant::now() + limit);
    drop(running);
    let (stdout, stderr) = (finish(stdout)?, finish(stderr)?);
    match status {
        Ok(status) => Ok(Finished { status, stdout, stderr }),
        Err(error) => Err(error.context(format!("so far it wrote:\n{}{}", stderr, stdout))),
    }
}

fn collect(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<std::io::Result<Vec<u8>>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Ok(bytes)
    })
}

fn finish(reader: thread::JoinHandle<std::io::Result<Vec<u8>>>) -> Result<String> {
    let bytes =
        reader.join().map_err(|_| anyhow!("a reading thread died"))?.context("failed to read a program's output")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Runs `command` on our own terminal and waits for it, however long it takes; whether it succeeded.
pub(crate) fn succeeds(command: &mut Command) -> Result<bool> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut running = Background::start(&name, command)?;
    loop {
        if let Some(status) = running.child.try_wait().with_context(|| format!("failed to wait for {name}"))? {
            return Ok(status.success());
        }
        if stop_requested() {
            bail!("stopped while {name} was running");
        }
        thread::sleep(POLL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_finished_program_leaves_its_status_and_both_streams() {
        let finished = capture(&mut shell("echo out; echo err >&2; exit 3"), Duration::from_secs(10)).unwrap();
        assert_eq!(finished.status.code(), Some(3));
        assert_eq!((finished.stdout.as_str(), finished.stderr.as_str()), ("out\n", "err\n"));
        assert_eq!(finished.everything(), "err\nout");
    }

    #[test]
    fn input_reaches_the_program() {
        let finished = capture_with_input(&mut shell("cat"), b"1234\n", Duration::from_secs(10)).unwrap();
        assert_eq!(finished.stdout, "1234\n");
    }

    #[test]
    fn a_program_that_takes_too_long_is_stopped_and_named_with_what_it_wrote() {
        let started = Instant::now();
        let error = capture(&mut shell("echo half; exec sleep 60"), Duration::from_millis(200)).unwrap_err();
        let message = format!("{error:#}");
        assert!(message.contains("half") && message.contains("sh did not end in time"), "{message}");
        assert!(started.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn the_first_line_of_a_server_is_heard_and_the_rest_does_not_block_it() {
        let mut running =
            Background::start("server", shell("echo ready; yes | head -c 300000").stdout(Stdio::piped())).unwrap();
        assert_eq!(running.first_line(Duration::from_secs(10)).unwrap(), "ready");
        assert!(running.wait_until(Instant::now() + Duration::from_secs(10)).unwrap().success());
    }

    #[test]
    fn a_server_that_ends_without_a_word_is_an_error_with_its_name() {
        let mut running = Background::start("server", shell("exit 4").stdout(Stdio::piped())).unwrap();
        let message = running.first_line(Duration::from_secs(10)).unwrap_err().to_string();
        assert!(message.starts_with("server "), "{message}");
    }

    #[test]
    fn dropping_a_background_program_ends_it() {
        let mut running = Background::start("sleep", Command::new("sleep").arg("60")).unwrap();
        let pid = Pid::from_raw(i32::try_from(running.child().id()).unwrap()).unwrap();
        running.check_alive().unwrap();
        drop(running);
        assert!(rustix::process::test_kill_process(pid).is_err());
    }
}
