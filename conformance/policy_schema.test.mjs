// The schema of the policy language, read by a JSON Schema validator and by a YAML reader that are not ours: what
// rolecall accepts is valid, and what an editor should mark is not.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';

import Ajv from 'ajv';
import { parseDocument } from 'yaml';

import { repository } from './programs.mjs';

const schema = JSON.parse(readFileSync(path.join(repository, 'schema', 'policy.schema.json'), 'utf8'));
// Names are text, and what YAML takes for another kind of scalar is a name too: hence unions of types.
const ajv = new Ajv({ strict: true, strictRequired: true, allowUnionTypes: true, allErrors: true });
const validate = ajv.compile(schema);

/// What is wrong with a policy file, as POINTER KEYWORD; undefined if it is not YAML at all.
function faults(text) {
  const document = parseDocument(text, { version: '1.2', schema: 'core' });
  if (document.errors.length > 0) return undefined;
  if (validate(document.toJS())) return [];
  return validate.errors
    .filter(({ keyword }) => keyword !== 'if') // says only that what stands in `then` or `else` is wrong
    .map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

const isPolicy = (name) => /\.ya?ml$/.test(name);
const policiesBelow = (...folder) =>
  readdirSync(path.join(repository, ...folder), { recursive: true })
    .filter(isPolicy)
    .sort()
    .map((name) => path.join(...folder, name));
const contents = (file) => readFileSync(path.join(repository, file), 'utf8');

test('it is a schema of draft 7, without a word that other readers do not know', () => {
  assert.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#');
  assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
});

describe('examples', () => {
  const examples = policiesBelow('examples', 'policies');
  for (const file of examples)
    test(`${file} is valid, and its first line leads to the schema`, () => {
      assert.deepEqual(faults(contents(file)), []);
      const [, place] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(contents(file));
      assert.equal(
        path.join(repository, path.dirname(file), place),
        path.join(repository, 'schema', 'policy.schema.json'),
      );
    });
  test('there are some', () => assert.ok(examples.length > 10));
});

// Wrong type, no value, unknown key, not supported yet, wrong version: of these the schema knows as much as rolecall.
const ofShape = /error: .*\[RC04[01235]\]/;

describe('golden policies', () => {
  for (const name of readdirSync(path.join(repository, 'tests', 'golden', 'diagnostics')).sort()) {
    const folder = path.join('tests', 'golden', 'diagnostics', name);
    const said = contents(path.join(folder, 'expected.txt'));
    const found = () => policiesBelow(folder).map((file) => faults(contents(file)));
    if (said.endsWith('the policy is valid\n'))
      test(`valid: ${name}`, () => found().forEach((list) => assert.deepEqual(list, [])));
    else if (ofShape.test(said)) test(`refused: ${name}`, () => assert.ok(found().some((list) => list?.length !== 0)));
  }
});

describe('the schema refuses, and points at it', () => {
  const table = [
    ['no version', 'manage: additive', [' required']],
    ['another version', 'version: 2', ['/version const']],
    ['a version that is text', 'version: "1"', ['/version const']],
    ['a misspelt key of the file', 'version: 1\ngruops: {}', [' additionalProperties']],
    ['a misspelt key of a group', 'version: 1\ngroups: {A: {rols: []}}', ['/groups/A additionalProperties']],
    ['a key of another map', 'version: 1\ngroups: {A: {permissions: []}}', ['/groups/A additionalProperties']],
    ['a group without a value', 'version: 1\ngroups:\n  A:', ['/groups/A type']],
    ['a section without a value', 'version: 1\nroles:', ['/roles type']],
    ['a list where a map belongs', 'version: 1\ngroups: [A]', ['/groups type']],
    ['text where a list belongs', 'version: 1\ngroups: {A: {roles: reader}}', ['/groups/A/roles type']],
    ['null among names', 'version: 1\ngroups: {A: {roles: [reader, ~]}}', ['/groups/A/roles/1 type']],
    ['a map among names', 'version: 1\ngroups: {A: {roles: [a: b]}}', ['/groups/A/roles/0 type']],
    ['an empty name', 'version: 1\ngroups: {"": {}}', ['/groups minLength', '/groups propertyNames']],
    ['a word that is no boolean', 'version: 1\ngroups: {A: {create: no}}', ['/groups/A/create type']],
    ['an unknown word', 'version: 1\nmanage: aditive', ['/manage enum']],
    ['an unknown word for one list', 'version: 1\nmanage: {grants: aditive}', ['/manage/grants enum']],
    ['an unknown list to manage', 'version: 1\nmanage: {role: additive}', ['/manage additionalProperties']],
    ['manage as a list', 'version: 1\nmanage: [additive]', ['/manage type', '/manage enum']],
    [
      'what projects do not manage',
      'version: 1\nprojects: {P: {manage: {groups: additive}}}',
      ['/projects/P/manage additionalProperties'],
    ],
    ['a role without permissions', 'version: 1\nroles: {R: {description: Reads}}', ['/roles/R required']],
    ['an empty role', 'version: 1\nroles: {R: {}}', ['/roles/R required']],
    ['an empty role of project_roles', 'version: 1\nproject_roles: {R: {}}', ['/project_roles/R required']],
    [
      "a project's role without permissions",
      'version: 1\nprojects: {P: {roles: {R: {create: true}}}}',
      ['/projects/P/roles/R required'],
    ],
    [
      'permissions of a role of others',
      'version: 1\nroles: {R: {create: false, permissions: []}}',
      ['/roles/R/permissions false schema'],
    ],
    ['a permission with a blank', 'version: 1\nroles: {R: {permissions: [a b]}}', ['/roles/R/permissions/0 pattern']],
    ['a set without a name', 'version: 1\nroles: {R: {permissions: ["@"]}}', ['/roles/R/permissions/0 pattern']],
    ['name without id', 'version: 1\nprojects: {P: {name: Old}}', ['/projects/P dependencies']],
    ['an id with a blank', 'version: 1\nprojects: {P: {id: proj abc}}', ['/projects/P/id pattern']],
  ];
  for (const [what, text, expected] of table) test(what, () => assert.deepEqual(faults(text), expected));
});

describe('the schema accepts', () => {
  const table = [
    ['a file without manage: another one has it', 'version: 1'],
    ['names that YAML takes for something else', 'version: 1\ngroups: {1e3: {roles: [1e3, no, true, 0x1F]}, true: {}}'],
    ['empty bodies and lists', 'version: 1\nmanage: {}\nroles: {}\ngroups: {A: {}, B: {roles: []}}\nprojects: {P: {}}'],
    ['a role of others', 'version: 1\nroles: {R: {create: false}}'],
    ['a role that is said to be created', 'version: 1\nroles: {R: {create: true, permissions: []}}'],
    ['{} for a shared role', 'version: 1\nprojects: {P: {roles: {R: {}}}}'],
    ['a permission set with blanks in its name', 'version: 1\nroles: {R: {permissions: ["@read all"]}}'],
    [
      'a description that is a number or empty',
      'version: 1\nroles: {R: {description: 12, permissions: []}, S: {description: "", permissions: []}}',
    ],
  ];
  for (const [what, text] of table) test(what, () => assert.deepEqual(faults(text), []));
});
