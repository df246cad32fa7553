// Pictures: an SVG document is shown as an image, in which no script runs and nothing is loaded.

/** Shows an SVG document in an image, with its own description as the alternative text. */
export function showPicture(image, svg) {
  const old = image.src;
  image.src = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
  image.alt = described(svg);
  image.hidden = false;
  if (old) URL.revokeObjectURL(old);
}

export function hidePicture(image) {
  image.hidden = true;
}

/** The text of the first `desc`, or else of the `title`. It is parsed and never put into the page. */
function described(svg) {
  const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
  const text = (name) => parsed.querySelector(name)?.textContent?.trim();
  return text("desc") || text("title") || "The plan";
}
