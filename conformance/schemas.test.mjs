// What rolecall writes as JSON is read by a JSON Schema validator that is not ours, against the schemas that we
// publish in schema/.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import Ajv from 'ajv';

import { Emulator, repository, rolecall, trust } from './programs.mjs';

const json = (...place) => JSON.parse(readFileSync(path.join(repository, ...place), 'utf8'));
const folders = (...place) => readdirSync(path.join(repository, ...place)).sort();
const policyIn = (folder, file) => (existsSync(path.join(repository, folder, 'policy')) ? 'policy' : file);

/// The folders of examples, below examples/policies/: `shared` holds two policies of one organization.
const examples = folders('examples', 'policies').flatMap((name) =>
  name === 'shared' ? ['shared/platform', 'shared/research'] : [name],
);
const stateOf = (example) => ['examples', 'policies', example.split('/')[0], 'state.json'];

const ajv = new Ajv({ strict: true, strictRequired: true, allErrors: true });
const schemas = ['plan', 'apply', 'diagnostics', 'state'];
const validators = {};
const written = { plan: [], apply: [], diagnostics: [], state: [] };

before(() => {
  for (const name of schemas) validators[name] = ajv.compile(json('schema', `${name}.schema.json`));
});

/// The document in `text`, which must be valid.
function valid(schema, text) {
  const document = JSON.parse(text);
  assert.deepEqual(validators[schema](document) ? [] : validators[schema].errors, []);
  written[schema].push(document);
  return document;
}

for (const name of schemas)
  test(`schema/${name}.schema.json is itself a schema of draft 7, without a member that means nothing`, () => {
    const schema = json('schema', `${name}.schema.json`);
    assert.equal(schema.$schema, 'http://json-schema.org/draft-07/schema#');
    assert.equal(ajv.validateSchema(schema), true, ajv.errorsText());
    assert.equal(typeof validators[name], 'function');
  });

describe('examples', () => {
  let emulator;
  before(async () => {
    emulator = await Emulator.start();
  });
  after(() => emulator.stop());

  /// Runs `rolecall COMMAND --format json` on an example. What it writes is valid; of what schema, is usually the
  /// command's name, but an apply that applies nothing writes its plan.
  async function run(command, example, expected, options = [], schema = command) {
    const folder = `examples/policies/${example}`;
    const { status, stdout, stderr } = await rolecall(
      [command, '--format', 'json', ...trust, ...options, policyIn(folder, 'rolecall.yaml')],
      { baseURL: emulator.baseURL, cwd: path.join(repository, folder) },
    );
    assert.equal(status, expected, stderr);
    return valid(schema, stdout);
  }

  for (const example of examples) {
    const state = () => json(...stateOf(example));

    test(`${example}: plan, apply, plan`, async () => {
      await emulator.reset(state());
      const planned = await run('plan', example, 2, ['--show-kept', '--detailed-exitcode']);
      const applied = await run('apply', example, 0, ['--yes']);
      assert.equal(applied.complete, true);
      assert.deepEqual(
        applied.steps.map(({ address }) => address),
        planned.resource_changes.map(({ address }) => address),
      );
      const again = await run('plan', example, 0, ['--detailed-exitcode']);
      assert.deepEqual(again.summary, { add: 0, change: 0, remove: 0 });
      assert.deepEqual((await run('apply', example, 0, ['--yes'])).steps, []);
    });

    test(`${example}: its state, and a snapshot of it, from which the same organization starts`, async () => {
      await emulator.reset({ invites: [{ email: 'eve@example.com' }], ...state() });
      const byHand = readFileSync(path.join(repository, ...stateOf(example)), 'utf8');
      assert.equal(validators.state(JSON.parse(byHand)), true, JSON.stringify(validators.state.errors));
      const { status, stdout, stderr } = await rolecall(['snapshot', ...trust], { baseURL: emulator.baseURL });
      assert.equal(status, 0, stderr);
      valid('state', stdout);
      const lived = await emulator.control('GET', 'state');
      assert.equal(validators.state(lived), true, JSON.stringify(validators.state.errors));
      await emulator.reset(JSON.parse(stdout));
      assert.equal((await rolecall(['snapshot', ...trust], { baseURL: emulator.baseURL })).stdout, stdout);
    });

    test(`${example}: changes that are refused`, async () => {
      await emulator.reset(state());
      await emulator.fail('400@POST *', '400@DELETE *');
      const applied = await run('apply', example, 1, ['--yes', '--concurrency', '1']);
      assert.equal(applied.complete, false);
      assert.ok(applied.summary.failed > 0);
    });

    test(`${example}: lists that may not be read`, async () => {
      await emulator.reset(state());
      await emulator.fail('403@GET /organization/groups');
      const planned = await run('plan', example, 8);
      assert.equal(planned.errored, true);
      assert.notDeepEqual(planned.unreadable, []);
      const { unreadable } = await run('apply', example, 8, ['--yes'], 'plan');
      assert.deepEqual(
        unreadable.map(({ what }) => what),
        planned.unreadable.map(({ what }) => what),
      );
    });
  }

  test('a plan that a guard refuses is what apply writes then too', async () => {
    await emulator.reset(json(...stateOf('people')));
    const planned = await run('plan', 'people', 4, ['--max-removals', '0']);
    assert.equal(planned.applyable, false);
    assert.ok(planned.guards.some(({ refused }) => refused));
    assert.deepEqual(await run('apply', 'people', 4, ['--yes', '--max-removals', '0'], 'plan'), planned);
  });

  test('a dry run writes the plan', async () => {
    await emulator.reset(json(...stateOf('startup')));
    assert.deepEqual(await run('apply', 'startup', 0, ['--dry-run'], 'plan'), await run('plan', 'startup', 0));
  });
});

describe('golden files, of plans and outcomes that the examples do not have', () => {
  const names = { plan: 'plan', apply: 'apply', valid: 'diagnostics', invalid: 'diagnostics' };
  for (const folder of folders('tests', 'golden', 'report'))
    for (const file of folders('tests', 'golden', 'report', folder).filter((name) => name.endsWith('.json')))
      test(`${folder}, ${file}`, () => {
        const text = readFileSync(path.join(repository, 'tests', 'golden', 'report', folder, file), 'utf8');
        valid(names[path.basename(file, '.json')], text);
      });
});

describe('validate', () => {
  for (const name of folders('tests', 'golden', 'diagnostics'))
    test(name.replaceAll('-', ' '), async () => {
      const folder = `tests/golden/diagnostics/${name}`;
      const { status, stdout, stderr } = await rolecall(
        ['validate', '--format', 'json', policyIn(folder, 'policy.yaml')],
        {
          cwd: path.join(repository, folder),
        },
      );
      const { valid: good, diagnostics, error_count } = valid('diagnostics', stdout);
      assert.equal(status, good ? 0 : 3, stderr);
      assert.equal(good, error_count === 0);
      assert.equal(error_count, diagnostics.filter(({ severity }) => severity === 'error').length);
    });
});

// Without its version a snapshot is like what is written by hand; not every server tells the organization.
const optional = { state: ['format_version', 'organization'] };

describe('a schema refuses', () => {
  for (const name of schemas) {
    const sample = () => written[name][0];

    test(`${name} without one of its members`, () => {
      for (const member of Object.keys(sample())) {
        if (optional[name]?.includes(member)) continue;
        const { [member]: gone, ...rest } = sample();
        assert.equal(validators[name](rest), false, member);
      }
    });

    test(`${name} with a member of another kind`, () => {
      for (const member of Object.keys(sample()))
        assert.equal(validators[name]({ ...sample(), [member]: 1.5 }), false, member);
    });

    test(`${name} with a member that it does not know`, () => {
      assert.equal(validators[name]({ ...sample(), unknown: true }), false);
    });
  }
});

test('the schema refuses a snapshot that is not whole, though it could be written by hand', () => {
  const { format_version, ...byHand } = { format_version: '1.0', roles: [{ name: 'R' }] };
  assert.equal(validators.state(byHand), true, JSON.stringify(validators.state.errors));
  for (const [list, thing] of [
    ['roles', { name: 'R', permissions: [] }],
    ['roles', { id: 'r', name: 'R' }],
    ['users', { email: 'a@example.com' }],
    ['groups', { id: 'g', name: 'G', roles: [] }],
    ['projects', { name: 'P' }],
    ['invites', { id: 'i', email: 'a@example.com' }],
  ]) {
    const whole = { ...written.state[0], [list]: [thing] };
    assert.equal(validators.state(whole), false, JSON.stringify(thing));
  }
  assert.equal(validators.state({ ...written.state[0], format_version: '2.0' }), false);
});

test('no list of a schema was empty in all that was read', () => {
  for (const name of schemas) {
    const isList = (member) => json('schema', `${name}.schema.json`).properties[member].type === 'array';
    for (const member of Object.keys(written[name][0]).filter(isList))
      assert.ok(
        written[name].some((document) => document[member].length > 0),
        `${name}: ${member}`,
      );
  }
});
