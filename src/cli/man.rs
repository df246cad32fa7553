//! `lt-lint man`: the manual page, in roff.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::console::CLEAN;
use crate::error::Error;

use super::console::Outcome;

/// The manual page of section 1: `lt-lint man | man -l -`.
pub(crate) fn man(command: Command) -> Outcome {
    let mut page = Vec::new();
    render(command, &mut page).map_err(|error| Error::new("man", error.to_string()))?;
    Ok((String::from_utf8_lossy(&page).into_owned(), CLEAN))
}

/// Everything on one page, where clap_mangen would refer to a page for each command.
fn render(command: Command, out: &mut dyn Write) -> io::Result<()> {
    let mut commands = Roff::new();
    commands.control("SH", ["COMMANDS"]);
    for one in command.get_subcommands() {
        commands.control("TP", []);
        commands.text([bold(one.get_name())]);
        commands.text([roman(one.get_about().map(ToString::to_string).unwrap_or_default())]);
    }
    let man = Man::new(command);
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    commands.to_writer(out)?;
    man.render_options_section(out)?;
    man.render_extra_section(out)?;
    man.render_version_section(out)
}
