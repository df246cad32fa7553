// Tabs of files.

import {arrowKeys, byId, count, element} from "./dom.js";

const list = () => byId("file-tabs");

/** Shows a tab for each file, with the number of findings in it. */
export function showTabs(files, open, findings, onOpen) {
  const tabs = files.map(({name}) => {
    const inFile = findings.filter((finding) => finding.primary.path === name);
    const isGrave = inFile.some((finding) => finding.severity === "error");
    const badge =
      inFile.length > 0
        ? element("span", {className: isGrave ? "badge error" : "badge", title: count(inFile.length, "finding")}, String(inFile.length))
        : null;
    const isOpen = name === open;
    return element(
      "button",
      {type: "button", role: "tab", "aria-selected": String(isOpen), tabIndex: isOpen ? 0 : -1, onclick: () => onOpen(name)},
      element("span", {}, name),
      badge,
    );
  });
  const hadFocus = list().contains(document.activeElement);
  list().replaceChildren(...tabs);
  const chosen = tabs[files.findIndex(({name}) => name === open)];
  if (hadFocus) chosen?.focus();
  chosen?.scrollIntoView({block: "nearest", inline: "nearest"});
}

/** Makes the arrow keys move among the tabs. */
export const prepareTabs = () => arrowKeys(list());

/** A name that no file has yet: `file-2.yaml`. */
export function freshName(files) {
  const names = new Set(files.map(({name}) => name));
  let number = files.length + 1;
  while (names.has(`file-${number}.yaml`)) number += 1;
  return `file-${number}.yaml`;
}
