// Pictures: an SVG document is shown as an image, in which no script runs and nothing is loaded.

/** Shows an SVG document in an image. */
export function showPicture(image, {svg, description}) {
  const old = image.src;
  image.src = URL.createObjectURL(new Blob([svg], {type: "image/svg+xml"}));
  image.alt = description;
  image.hidden = false;
  if (old) URL.revokeObjectURL(old);
}

export function hidePicture(image) {
  image.hidden = true;
}
