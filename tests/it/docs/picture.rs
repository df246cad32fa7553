//! A picture of what a terminal shows, made from the text with its colours.

use std::fmt::Write;

/// Colours of a terminal.
pub(crate) struct Colors {
    ground: &'static str,
    text: &'static str,
    /// By the last digit of the code, from black to white.
    ansi: [&'static str; 8],
}

/// On a light ground.
pub(crate) const LIGHT: Colors = Colors {
    ground: "#ffffff",
    text: "#24292f",
    ansi: ["#24292f", "#cf222e", "#116329", "#7d4e00", "#0550ae", "#8250df", "#1b7c83", "#57606a"],
};
/// On a dark ground.
pub(crate) const DARK: Colors = Colors {
    ground: "#0d1117",
    text: "#e6edf3",
    ansi: ["#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4"],
};

/// Width of a character and height of a line.
const CELL: (f64, f64) = (7.8, 18.0);
/// The margin around the text.
const MARGIN: f64 = 14.0;

/// How text looks.
#[derive(Clone, Copy, Default)]
struct Look {
    color: Option<usize>,
    bold: bool,
    dim: bool,
}

impl Look {
    /// The look behind an escape sequence, given by its numbers.
    fn after(self, codes: &str) -> Self {
        codes.split(';').fold(self, |look, code| match code.parse::<usize>().unwrap_or(0) {
            0 => Self::default(),
            1 => Self { bold: true, ..look },
            2 => Self { dim: true, ..look },
            code @ 30..=37 => Self { color: Some(code - 30), ..look },
            39 => Self { color: None, ..look },
            _ => look,
        })
    }

    fn attributes(self, colors: &Colors) -> String {
        let mut out = String::new();
        if let Some(color) = self.color.and_then(|at| colors.ansi.get(at)) {
            let _ = write!(out, " fill=\"{color}\"");
        }
        if self.bold {
            out.push_str(" font-weight=\"bold\"");
        }
        if self.dim {
            out.push_str(" opacity=\"0.6\"");
        }
        out
    }
}

/// The text as a picture.
pub(crate) fn svg(text: &str, colors: &Colors) -> String {
    let (mut rows, mut widest, mut look) = (String::new(), 0, Look::default());
    for (at, line) in text.lines().enumerate() {
        let y = MARGIN + CELL.1 * (f64::from(u32::try_from(at).unwrap()) + 0.75);
        let mut column = 0;
        for (index, part) in line.split("\u{1b}[").enumerate() {
            let (codes, shown) =
                if index == 0 { ("", part) } else { part.split_once('m').unwrap() };
            look = if index == 0 { look } else { look.after(codes) };
            let length = shown.chars().count();
            if !shown.trim().is_empty() {
                let x = MARGIN + CELL.0 * f64::from(u32::try_from(column).unwrap());
                let shown = shown.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let attributes = look.attributes(colors);
                let _ =
                    writeln!(rows, "<text x=\"{x:.1}\" y=\"{y:.1}\"{attributes}>{shown}</text>");
            }
            column += length;
        }
        widest = widest.max(column);
    }
    let width = CELL.0 * f64::from(u32::try_from(widest).unwrap()) + 2.0 * MARGIN;
    let lines = u32::try_from(text.lines().count()).unwrap();
    let height = CELL.1 * f64::from(lines) + 2.0 * MARGIN;
    let Colors { ground, text, .. } = colors;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
         height=\"{height:.0}\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{ground}\"/>\n\
         <g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, monospace\" font-size=\"13\" \
         xml:space=\"preserve\" fill=\"{text}\">\n{rows}</g>\n</svg>\n"
    )
}
