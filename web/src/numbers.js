// The second view: how many pods reach a target. All arithmetic is the library's.

import {byId, element} from "./dom.js";

const FIELDS = ["target", "nodes", "rate", "node-pods"];

const input = (name) => byId(`n-${name}`);

/** The figures that are written, by the keys of the facts. */
export const readNumbers = () =>
  Object.fromEntries(FIELDS.map((name) => [name, input(name).value.trim()]).filter(([, value]) => value !== ""));

/** Writes figures into the form. */
export const writeNumbers = (numbers) => FIELDS.forEach((name) => (input(name).value = numbers[name] ?? ""));

/** Calls `onChange` when a figure changes. */
export const onNumbers = (onChange) => byId("numbers-form").addEventListener("input", onChange);

/** Shows the answer of the library to the figures. */
export function showNumbers(answer) {
  const [error] = answer.errors ?? [];
  byId("numbers-error").textContent = error?.reason ?? "";
  FIELDS.forEach((name) => input(name).setAttribute("aria-invalid", String(error?.place === name)));
  const goal = answer.plan?.goals[0];
  byId("numbers-answer").textContent = goal ? sentence(goal, answer.plan.limits, readNumbers()["node-pods"]) : error ? "" : "Write a target.";
  const choices = goal?.choices ?? [];
  const table = byId("numbers-table");
  table.hidden = choices.length === 0;
  table.tBodies[0].replaceChildren(...choices.map(row));
}

const row = (choice) =>
  element(
    "tr",
    {},
    ...[choice.replicas, choice.rate.text, choice.per_node, choice.nodes, choice.node_rate.text, choice.total.text].map(
      (value) => element("td", {}, String(value)),
    ),
  );

/** A number of things, in words. */
const count = (number, thing) => `${number} ${thing}${Number(number) === 1 ? "" : "s"}`;

/** The answer in words. */
function sentence(goal, limits, mostPods = limits.most_per_node) {
  const on = goal.nodes === null ? "" : ` on ${count(goal.nodes, "node")}`;
  if (goal.cap && !goal.cap.holds) {
    return `A pod of ${goal.rate.text} is above the limit of ${limits.cap.text} per pod.`;
  }
  if (goal.choices.length === 0) {
    return `${goal.target.text}${on} is out of reach within the limits: at most ${limits.cap.text} per pod and ${count(mostPods, "pod")} per node.`;
  }
  const fewest = goal.choices.reduce((a, b) => (b.replicas < a.replicas ? b : a));
  const needed = goal.needed === null ? "" : `${goal.target.text} needs ${count(goal.needed, "pod")} of ${goal.rate.text}. `;
  const evenly = `${count(fewest.replicas, "pod")} of ${fewest.rate.text}, ${fewest.per_node} on each of ${count(fewest.nodes, "node")}, reach ${fewest.total.text}`;
  const others = goal.choices.length > 1 ? ", with the fewest pods; the table has other ways." : ".";
  return `${needed}${evenly}${others} ${goal.target.text} is ${goal.target.terabytes_per_day} TB per day.`;
}
