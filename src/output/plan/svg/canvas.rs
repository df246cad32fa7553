//! A picture that grows downwards: shapes and texts from the `svg` crate, in units of one pixel.

use svg::node::Node;
use svg::node::element::{Description, Group, Rectangle, Style, Text, Title};

use crate::text::printable;

use super::paint::{self, Paint};
use super::text::Font;

/// How wide the picture is.
pub(super) const WIDTH: u32 = 840;
/// What is left free at each side.
pub(super) const MARGIN: u32 = 32;
/// Fonts that systems have; none is embedded.
const FONTS: &str =
    "-apple-system, BlinkMacSystemFont, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif";

/// How a text is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    /// Its font.
    pub font: Font,
    /// Its colour.
    pub paint: Paint,
}

impl Pen {
    pub(super) const fn new(size: u32, bold: bool, paint: Paint) -> Self {
        Self { font: Font { size, bold }, paint }
    }

    pub(super) const fn in_colour(self, paint: Paint) -> Self {
        Self { paint, ..self }
    }
}

/// The picture as far as it is drawn.
#[derive(Debug)]
pub(super) struct Canvas {
    body: Group,
    /// Where the next line starts.
    pub y: u32,
}

impl Default for Canvas {
    fn default() -> Self {
        Self { body: Group::new(), y: MARGIN }
    }
}

impl Canvas {
    /// Text that starts at `x` and takes at most `room`; a longer one loses its middle. `y` is its base line.
    pub(super) fn name(&mut self, x: u32, y: u32, text: &str, pen: Pen, room: u32) {
        let text = pen.font.cut(&shown(text), room);
        self.write(x, y, &text, pen, "start");
    }

    /// Text that ends at `x` and takes at most `room`; a longer one becomes smaller.
    pub(super) fn figure(&mut self, x: u32, y: u32, text: &str, pen: Pen, room: u32) {
        let text = shown(text);
        let font = pen.font.shrunk(&text, room);
        self.write(x, y, &text, Pen { font, ..pen }, "end");
    }

    /// A sentence that starts at `x`, in as many lines as it takes, each `step` high.
    pub(super) fn sentence(&mut self, x: u32, text: &str, pen: Pen, room: u32, step: u32) {
        for line in pen.font.lines(&shown(text), room) {
            self.y += step;
            self.write(x, self.y, &line, pen, "start");
        }
    }

    /// A box with round corners.
    pub(super) fn rectangle(
        &mut self,
        (x, y): (u32, u32),
        (width, height): (u32, u32),
        radius: u32,
        paint: Paint,
    ) {
        let shape =
            Rectangle::new().set("x", x).set("y", y).set("width", width).set("height", height);
        self.body
            .append(shape.set("rx", radius).set("class", paint.class()).set("fill", paint.light()));
    }

    /// A line across the picture, with some room above and below.
    pub(super) fn divider(&mut self) {
        self.y += 20;
        self.rectangle((MARGIN, self.y), (WIDTH - 2 * MARGIN, 1), 0, Paint::Rule);
        self.y += 8;
    }

    /// The document, with its title and its description.
    pub(super) fn finish(self, title: &str, description: &str) -> String {
        let height = self.y + MARGIN;
        let mut ground = Canvas::default();
        ground.rectangle((0, 0), (WIDTH, height), 12, Paint::Rule);
        ground.rectangle((1, 1), (WIDTH - 2, height - 2), 11, Paint::Page);
        let document = svg::Document::new()
            .set("viewBox", (0, 0, WIDTH, height))
            .set("width", WIDTH)
            .set("height", height)
            .set("role", "img")
            .set("aria-labelledby", "lt-lint-title lt-lint-description")
            .set("font-family", FONTS)
            .add(Title::new(shown(title)).set("id", "lt-lint-title"))
            .add(
                Description::new()
                    .set("id", "lt-lint-description")
                    .add(svg::node::Text::new(shown(description))),
            )
            .add(Style::new(paint::style()))
            .add(ground.body)
            .add(self.body);
        format!("{document}\n")
    }

    fn write(&mut self, x: u32, y: u32, text: &str, pen: Pen, anchor: &str) {
        if text.is_empty() {
            return;
        }
        let node = Text::new(text).set("x", x).set("y", y).set("font-size", pen.font.size);
        let node = node.set("class", pen.paint.class()).set("fill", pen.paint.light());
        let node = if anchor == "start" { node } else { node.set("text-anchor", anchor) };
        self.body.append(if pen.font.bold { node.set("font-weight", "600") } else { node });
    }
}

/// Text as XML can hold it; the `svg` crate escapes what is markup.
fn shown(text: &str) -> String {
    printable(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
