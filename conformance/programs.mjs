// The two programs under test: an emulator behind TLS, steered by its /__emulator/ paths, and rolecall.
// script/conformance says where they are, and makes the certificate that Node and rolecall trust.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';

export const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const adminKey = 'sk-admin-conformance';

const binaries = process.env.ROLECALL_BIN_DIR;
const tls = process.env.ROLECALL_CONFORMANCE_TLS;
assert.ok(binaries && tls, 'These checks are run by script/conformance.');

/// An emulator on a port of its own; `state` is a file to begin with.
export class Emulator {
  static async start({ state } = {}) {
    const options = ['--tls-cert', `${tls}/ca.pem`, '--tls-key', `${tls}/key.pem`, '--admin-key', adminKey];
    if (state) options.push('--state', state);
    const child = spawn(`${binaries}/rolecall-emulator`, options, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    const [line] = await Promise.race([once(readline.createInterface(child.stdout), 'line'), ended]);
    assert.match(String(line), /^listening on https:/, 'the emulator does not start');
    return new Emulator(child, ended, line.replace('listening on ', ''));
  }

  constructor(child, ended, baseURL) {
    this.child = child;
    this.ended = ended;
    this.baseURL = baseURL;
  }

  /// Ends it, and expects that it ends well.
  async stop() {
    this.child.kill('SIGTERM');
    const [code, signal] = await this.ended;
    assert.deepEqual([code, signal], [0, null], 'how the emulator ended');
  }

  async control(method, name, body) {
    const answer = await fetch(new URL(`/__emulator/${name}`, this.baseURL), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    return JSON.parse(text);
  }

  /// The organization is `state` again, behaves as by default, nothing goes wrong, and nobody asked for anything.
  async reset(state) {
    await this.control('PUT', 'state', state);
    await this.control('POST', 'faults', []);
    if (this.usual) await this.control('POST', 'behaviours', this.usual);
    await this.control('DELETE', 'requests');
  }

  async behave(behaviours) {
    this.usual ??= await this.control('GET', 'behaviours');
    await this.control('POST', 'behaviours', behaviours);
  }

  async fail(...faults) {
    await this.control('POST', 'faults', faults);
  }

  /// What came in since the last reset, as `GET /organization/roles?limit=2`, with the status of the answer.
  async requests() {
    const { requests } = await this.control('GET', 'requests');
    return requests.map(({ method, target, status }) => ({ line: `${method} ${target.replace('/v1', '')}`, status }));
  }
}

/// Runs rolecall to its end.
export async function rolecall(words, { baseURL, cwd = repository } = {}) {
  const environment = { PATH: process.env.PATH, HOME: tls, OPENAI_ADMIN_KEY: adminKey };
  if (baseURL) environment.OPENAI_BASE_URL = baseURL;
  const child = spawn(`${binaries}/rolecall`, words, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'])
    child[stream].setEncoding('utf8').on('data', (text) => (said[stream] += text));
  const [status] = await once(child, 'close');
  return { status, ...said };
}

export const trust = ['--ca-file', `${tls}/ca.pem`];
