// Elements of the page. Every text becomes a text node, so that nothing from a file is read as HTML.

/** The element of the page with this id. */
export const byId = (id) => document.getElementById(id);

/** A new element with properties and children; texts among the children become text nodes. */
export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made) made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/** Children that show `code` between backquotes as code. */
export function prose(text) {
  return text.split(/(`[^`]+`)/).map((part) =>
    part.length > 2 && part.startsWith("`") && part.endsWith("`")
      ? element("code", {}, part.slice(1, -1))
      : part,
  );
}

/** `1 finding`, `2 findings`. */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** Moves the focus among tabs with the arrow keys, Home and End, and opens the tab that gets it. */
export function arrowKeys(list) {
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.querySelectorAll("[role=tab]")];
    const at = tabs.indexOf(document.activeElement);
    const to = {
      ArrowLeft: (at + tabs.length - 1) % tabs.length,
      ArrowRight: (at + 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    // A click may replace the tabs, so the one with the focus is looked up again.
    tabs[to].click();
    [...list.querySelectorAll("[role=tab]")][to]?.focus();
  });
}
