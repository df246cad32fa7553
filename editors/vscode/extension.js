// Starts `lt-lint server` for YAML and JSON, and stops it with the window.
'use strict';

const { workspace } = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

let client;

exports.activate = async () => {
  const settings = workspace.getConfiguration('lt-lint');
  const server = {
    command: settings.get('path'),
    args: ['server', ...settings.get('arguments')],
    transport: TransportKind.stdio,
  };
  const documents = ['yaml', 'json'].map((language) => ({ scheme: 'file', language }));
  client = new LanguageClient('lt-lint', 'lt-lint', server, { documentSelector: documents });
  await client.start();
};

exports.deactivate = () => client?.stop();
