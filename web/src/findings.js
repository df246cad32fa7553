// The list of findings, with what is wrong, why it matters and what to write, and what wasn't checked.

import {byId, count, element, prose} from "./dom.js";
import {safeFix} from "./editor.js";

/** Order of the list: the gravest first, otherwise by place. */
const GRAVITY = {error: 0, warning: 1, info: 2};

/** The findings of a report in the order of the list. */
export const inOrder = (report) =>
  report.findings
    .map((finding, at) => [finding, at])
    .sort(([a, i], [b, j]) => GRAVITY[a.severity] - GRAVITY[b.severity] || i - j)
    .map(([finding]) => finding);

const place = ({path, start}) => `${path}:${start.line}:${start.column}`;

function item(finding, {onShow, onFix}) {
  const link = (label, text) =>
    element("button", {type: "button", className: "place", onclick: () => onShow(label)}, text);
  const related = finding.related.map((label) =>
    element("li", {}, link(label, place(label)), label.text ? " " : null, ...prose(label.text)),
  );
  const fixes = (finding.fixes ?? []).map((fix) => {
    const title = prose(fix.title);
    if (fix.applicability === "display") return element("p", {className: "fix"}, "Likely: ", ...title);
    const sure = fix.applicability === "safe" ? "Fix: " : "Likely fix: ";
    const className = fix.applicability === "safe" ? "fix safe" : "fix";
    return element("button", {type: "button", className, onclick: () => onFix(finding, fix)}, sure, ...title);
  });
  return element(
    "li",
    {className: `finding ${finding.severity}`},
    element(
      "p",
      {className: "what"},
      element("span", {className: "severity"}, finding.severity),
      " ",
      ...prose(finding.message),
    ),
    element("p", {className: "where"}, link(finding.primary, place(finding.primary)), " ", element("code", {}, finding.rule)),
    element("p", {className: "why"}, ...prose(finding.why)),
    element("p", {className: "help"}, ...prose(finding.help)),
    related.length > 0 ? element("ul", {className: "related"}, ...related) : null,
    fixes.length > 0 ? element("div", {className: "fixes"}, ...fixes) : null,
  );
}

const remark = (title, lines) =>
  lines.length === 0
    ? null
    : element(
        "details",
        {},
        element("summary", {}, `${title} (${lines.length})`),
        element("ul", {}, ...lines.map((line) => element("li", {}, ...prose(line)))),
      );

/** Shows a report. */
export function showReport(report, actions) {
  const findings = inOrder(report);
  byId("findings").replaceChildren(...findings.map((finding) => item(finding, actions)));
  const {errors, warnings, infos, suppressed} = report.summary;
  const counts = [
    [errors, "error"],
    [warnings, "warning"],
    [infos, "info"],
  ];
  const parts = counts.filter(([number]) => number > 0).map(([number, noun]) => count(number, noun));
  if (suppressed > 0) parts.push(`${suppressed} suppressed`);
  byId("summary").textContent = parts.join(", ") || nothing(report);
  byId("fix-all").disabled = !findings.some(safeFix);
  const unchecked = report.not_checked.map(({what, why, how}) => `${what}: ${why}${how ? `; ${how}` : ""}`);
  const skipped = report.skipped.map(({at, reason}) => `${at.path}: ${reason}`);
  const suppressions = report.suppressed.map(({finding, reason}) => {
    const why = reason ? ` (${reason})` : "";
    return `${place(finding.primary)}: ${finding.message}${why}`;
  });
  const remarks = [remark("Not checked", unchecked), remark("Skipped", skipped), remark("Suppressed", suppressions)];
  byId("remarks").replaceChildren(...remarks.filter((one) => one !== null));
}

function nothing({errors, summary}) {
  if (errors.length > 0) return errors.map(({reason}) => reason).join("; ");
  return summary.files === 0 ? "no Kubernetes objects here" : "no findings";
}
