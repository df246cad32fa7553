// What the page begins with: the templates of k8s/, with one mistake in them.

import configmap from "../../k8s/configmap.yaml";
import account from "../../k8s/scalyr-service-account.yaml";
import sidecar from "../../k8s/scalyr-sidecar.yaml";
import mistake from "./mistake.json";

const templates = [
  ["scalyr-sidecar.yaml", sidecar],
  ["configmap.yaml", configmap],
  ["scalyr-service-account.yaml", account],
];

/** The files, the one with the mistake first. */
export const startFiles = () =>
  templates.map(([name, text]) => ({
    name,
    text: name === mistake.file ? text.replace(mistake.from, mistake.to) : text,
  }));

/** The figures of the second view. */
export const startNumbers = () => ({target: "10GB/s", nodes: "43", rate: "", "node-pods": ""});
