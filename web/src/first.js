// The answers to what the page asks first, found when it was built: they are shown while the library still loads.

import {startFiles, startNumbers} from "./start.js";

/** The request that the files of a state make. */
export const requestOf = ({files, pedantic}) => ({files, options: {pedantic}});

/** The request for a plan from figures alone. */
export const requestOfNumbers = (load) => ({options: {load}});

/** What the page asks first, each with the verb of the library. */
const questions = [
  ["lint", requestOf({files: startFiles(), pedantic: false})],
  ["plan", requestOf({files: startFiles(), pedantic: false})],
  ["plan", requestOfNumbers(startNumbers())],
];

const asked = questions.map((question) => JSON.stringify(question));

/** The answers of a library to all of them, in order. */
export const answersOf = (library) => questions.map(([verb, request]) => library.ask(verb, request));

/** The answer to a request, where it is one of them. `FIRST_ANSWERS` is what `build.mjs` puts in its place. */
export function firstAnswer(verb, request) {
  const at = asked.indexOf(JSON.stringify([verb, request]));
  return at < 0 ? null : structuredClone(FIRST_ANSWERS[at]);
}
