// The YAML language server, as an editor starts it: spoken to over its standard input and output.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import rpc from 'vscode-jsonrpc/node.js';

import { repository } from './programs.mjs';

const require = createRequire(import.meta.url);
const program = path.join(
  path.dirname(require.resolve('yaml-language-server/package.json')),
  'bin',
  'yaml-language-server',
);

// Schemas come from the first line of a document and from nowhere else.
const settings = {
  validate: true,
  hover: true,
  completion: true,
  schemaStore: { enable: false },
  kubernetesCRDStore: { enable: false },
};

const capabilities = {
  workspace: { configuration: true },
  textDocument: {
    hover: { contentFormat: ['plaintext', 'markdown'] },
    completion: { completionItem: { documentationFormat: ['plaintext'], snippetSupport: true } },
  },
};

export class LanguageServer {
  static async start() {
    const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
    const connection = rpc.createMessageConnection(
      new rpc.StreamMessageReader(child.stdout),
      new rpc.StreamMessageWriter(child.stdin),
    );
    const server = new LanguageServer(child, connection);
    const configured = new Promise((resolve) => {
      connection.onRequest('workspace/configuration', ({ items }) => {
        resolve();
        return items.map(({ section }) => (section === 'yaml' ? settings : null));
      });
    });
    connection.onRequest('client/registerCapability', () => null);
    connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) =>
      server.waiting.get(uri)?.(diagnostics),
    );
    connection.listen();
    await server.ask('initialize', { processId: process.pid, rootUri: null, workspaceFolders: null, capabilities });
    await connection.sendNotification('initialized', {});
    await server.unlessEnded(configured);
    return server;
  }

  constructor(child, connection) {
    this.connection = connection;
    this.ended = once(child, 'exit');
    this.waiting = new Map();
  }

  unlessEnded(promise) {
    return Promise.race([promise, this.ended.then(() => assert.fail('the language server has ended'))]);
  }

  ask(method, parameters) {
    return this.unlessEnded(this.connection.sendRequest(method, parameters));
  }

  /// Opens a document as if `file` of the repository held `text`; what the server marks in it.
  async open(file, text) {
    const uri = pathToFileURL(path.join(repository, file)).href;
    const told = new Promise((resolve) => this.waiting.set(uri, resolve));
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    const diagnostics = await this.unlessEnded(told);
    this.waiting.delete(uri);
    return { uri, diagnostics };
  }

  /// The text that is shown for what stands at `position`.
  async hover(uri, position) {
    const shown = await this.ask('textDocument/hover', { textDocument: { uri }, position });
    return shown?.contents.value ?? '';
  }

  /// What may be written at `position`, with its documentation, by label.
  async complete(uri, position) {
    const { items } = await this.ask('textDocument/completion', { textDocument: { uri }, position });
    return new Map(items.map(({ label, documentation }) => [label, documentation?.value ?? documentation]));
  }

  /// Ends it, and expects that it ends well.
  async stop() {
    await this.ask('shutdown');
    await this.connection.sendNotification('exit');
    assert.deepEqual(await this.ended, [0, null], 'how the language server ended');
  }
}
