// Starts the extension of editors/vscode in Node: what is of the editor is a stand-in, and so is its client, which
// starts the server with the extension's own options, shakes hands with it and writes down what it answers, as JSON.
'use strict';

const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const extension = process.argv[2];
const defaults = require(path.join(extension, 'package.json')).contributes.configuration.properties;
const seen = {};

const vscode = {
  workspace: {
    getConfiguration: (section) => ({ get: (key) => defaults[`${section}.${key}`].default }),
  },
};

class LanguageClient {
  constructor(id, name, server, client) {
    Object.assign(this, { server });
    Object.assign(seen, { id, name, transport: server.transport, selector: client.documentSelector });
  }

  send(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  // The first message of the server answers the only request so far.
  answer() {
    return new Promise((resolve, reject) => {
      let bytes = Buffer.alloc(0);
      const take = (part) => {
        bytes = Buffer.concat([bytes, part]);
        const start = bytes.indexOf('\r\n\r\n') + 4;
        const end = start + Number(/\d+/.exec(bytes.toString('latin1'))?.[0]);
        if (start < 4 || bytes.length < end) return;
        this.child.stdout.off('data', take).resume();
        resolve(JSON.parse(bytes.subarray(start, end).toString()));
      };
      this.child.on('error', reject);
      this.child.stdout.on('data', take);
    });
  }

  async start() {
    this.child = spawn(this.server.command, this.server.args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.send({ id: 1, method: 'initialize', params: { processId: process.pid, capabilities: {} } });
    seen.server = (await this.answer()).result.serverInfo.name;
    this.send({ method: 'initialized', params: {} });
  }

  async stop() {
    const code = new Promise((resolve) => this.child.on('exit', resolve));
    this.send({ id: 2, method: 'shutdown' });
    this.send({ method: 'exit' });
    seen.code = await code;
  }
}

const standIns = { vscode, 'vscode-languageclient/node': { LanguageClient, TransportKind: { stdio: 0 } } };
const load = Module._load;
Module._load = (name, ...rest) => standIns[name] ?? load(name, ...rest);

(async () => {
  const { activate, deactivate } = require(path.join(extension, 'extension.js'));
  await activate();
  await deactivate();
  writeFileSync(process.env.SEEN, JSON.stringify(seen));
})();
