// What an editor makes of the schema of the policy language: the YAML language server reads a policy whose first line
// names the schema in this repository.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { LanguageServer } from './language_server.mjs';
import { repository } from './programs.mjs';

const contents = (...place) => readFileSync(path.join(repository, ...place), 'utf8');
const schema = JSON.parse(contents('schema', 'policy.schema.json'));
const { properties, definitions } = schema;

describe('an editor', { timeout: 120_000 }, () => {
  let server;
  before(async () => {
    server = await LanguageServer.start();
  });
  after(() => server.stop());

  let documents = 0;
  /// A policy beside the examples, that begins with the line for editors; a `‸` in it is where the cursor stands.
  async function open(text) {
    const whole = `# yaml-language-server: $schema=../../schema/policy.schema.json\n${text}`;
    const before = whole.split('‸')[0].split('\n');
    const position = { line: before.length - 1, character: before.at(-1).length };
    documents += 1;
    const opened = await server.open(`examples/policies/open-${documents}.yaml`, whole.replace('‸', ''));
    return { ...opened, position };
  }

  /// What the server marks in `text`, as LINE:COLUMN MESSAGE; lines of `text`, from 1.
  async function marks(text) {
    const { diagnostics } = await open(text);
    return diagnostics.map(({ range: { start }, message }) => `${start.line}:${start.character + 1} ${message}`);
  }

  async function complete(text) {
    const { uri, position } = await open(text);
    return server.complete(uri, position);
  }

  async function hover(text) {
    const { uri, position } = await open(text);
    return server.hover(uri, position);
  }

  describe('marks nothing in a good file', () => {
    for (const file of readdirSync(path.join(repository, 'examples', 'policies'), { recursive: true })
      .filter((name) => name.endsWith('.yaml'))
      .sort())
      test(file, async () => {
        const place = path.join('examples', 'policies', file);
        const { uri, diagnostics } = await server.open(place, contents(place));
        assert.deepEqual(diagnostics, []);
        const line = contents(place).split('\n').indexOf('version: 1');
        assert.ok((await server.hover(uri, { line, character: 0 })).includes(properties.version.description));
      });

    test('with names that YAML takes for something else', async () => {
      assert.deepEqual(await marks('version: 1\ngroups:\n  no: {roles: [1e3, true, 12:30, no]}\n'), []);
    });
  });

  describe('marks', () => {
    const table = [
      [
        'a misspelt key',
        'version: 1\ngroups:\n  Support:\n    rols: [reader]\n',
        ['4:5 Property rols is not allowed.'],
      ],
      ['a misspelt key of manage', 'version: 1\nmanage: {rols: additive}\n', ['2:10 Property rols is not allowed.']],
      [
        'a misspelt word',
        'version: 1\nmanage: aditive\n',
        ['2:9 Value is not accepted. Valid values: "additive", "authoritative".'],
      ],
      [
        'a role without permissions',
        'version: 1\nroles:\n  Reader: {description: Reads}\n',
        ['3:3 Missing property "permissions".'],
      ],
      [
        'permissions of a role of others',
        'version: 1\nroles:\n  Reader: {create: false, permissions: []}\n',
        ['3:27 Property permissions is not allowed.'],
      ],
      ['a group without a value', 'version: 1\ngroups:\n  Support:\n', ['3:11 Incorrect type. Expected "group".']],
      [
        'nothing among names',
        'version: 1\ngroups:\n  Support: {roles: [reader, ~]}\n',
        ['3:29 Incorrect type. Expected one of string, number, boolean.'],
      ],
      ['a file without version', 'manage: additive\n', ['1:1 Missing property "version".']],
      ['another version', 'version: 2\n', ['1:10 Value must be 1.']],
    ];
    for (const [what, text, expected] of table) test(what, async () => assert.deepEqual(await marks(text), expected));
  });

  describe('offers', () => {
    test('the keys of a group, each with what it is for', async () => {
      const offered = await complete('version: 1\ngroups:\n  Support:\n    ‸');
      assert.equal(offered.get('roles'), definitions.group.properties.roles.description);
      assert.deepEqual([...offered.keys()].sort(), Object.keys(definitions.group.properties).sort());
    });

    test('the keys of a file that it does not have yet', async () => {
      const offered = await complete('version: 1\n‸');
      const { version, ...others } = properties;
      assert.equal(offered.get('projects'), others.projects.description);
      assert.deepEqual([...offered.keys()].sort(), Object.keys(others).sort());
    });

    test("the keys of a project's role", async () => {
      const offered = await complete('version: 1\nprojects:\n  Checkout:\n    roles:\n      Keeper:\n        ‸');
      assert.deepEqual([...offered.keys()].sort(), Object.keys(definitions.project_role.properties).sort());
    });

    test('words for manage, and its keys', async () => {
      const words = ['additive', 'authoritative'];
      assert.deepEqual([...(await complete('version: 1\nmanage: ‸')).keys()], words);
      assert.deepEqual([...(await complete('version: 1\nmanage:\n  grants: ‸')).keys()], words);
      const keys = [...(await complete('version: 1\nmanage:\n  ‸')).keys()];
      assert.deepEqual(keys.sort(), Object.keys(definitions.manage.properties).sort());
    });
  });

  describe('shows what a key is for:', () => {
    const { manage, group, role } = definitions;
    const table = [
      ['of the file', 'version: 1\nper‸mission_sets: {}\n', properties.permission_sets],
      ['with a word or a map', 'version: 1\nman‸age: {grants: additive}\n', properties.manage],
      ['with a map', 'version: 1\nmanage: {exc‸ept: {groups: [A]}}\n', manage.properties.except],
      ['of a group', 'version: 1\ngroups:\n  Support:\n    rol‸es: [reader]\n', group.properties.roles],
      ['of a role', 'version: 1\nroles:\n  Reader: {per‸missions: [api.groups.read]}\n', role.properties.permissions],
      ['a name', 'version: 1\ngroups:\n  Sup‸port: {}\n', group],
      ['a permission', 'version: 1\nroles:\n  Reader: {permissions: [api.gro‸ups.read]}\n', definitions.permission],
    ];
    for (const [what, text, { description }] of table)
      test(what, async () => {
        const shown = await hover(text);
        assert.ok(shown.includes(description), shown);
      });
  });
});
