//! `man` and `completions`: what the program says about itself, for others to show.

use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::arguments::Arguments;
use super::failure::Failure;
use super::output;

/// Prints the man page, or writes one for each verb into the folder `directory`.
pub(super) fn man(directory: Option<&Path>) -> Result<(), Failure> {
    let mut command = Arguments::command();
    // Gives the verbs their whole names.
    command.build();
    if let Some(directory) = directory {
        return clap_mangen::generate_to(command, directory)
            .map_err(|error| Failure::File { path: directory.display().to_string(), error });
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(Failure::Output)?;
    output::bytes(&page)
}

/// Prints a script that completes this program's arguments in `shell`.
pub(super) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "hid-client", &mut script);
    output::bytes(&script)
}
