// Each failure that the emulator can show arrives in the official client as the error that it has for it.

import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';

import { organization } from './organization.mjs';
import { Emulator } from './programs.mjs';
import { client } from './recording_client.mjs';

let emulator;
let api;

before(async () => {
  emulator = await Emulator.start();
  api = client(emulator).admin.organization;
});
after(() => emulator.stop());
beforeEach(() => emulator.reset(organization));

/// The error of a call that must fail.
async function failure(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  return assert.fail('the call succeeds');
}

const kind = (error) => error.constructor.name;
const statuses = async () => (await emulator.requests()).map(({ status }) => status);

describe('what the emulator refuses', () => {
  const ownerRole = 'role-api-organization-owner__api-organization__org-conformance';
  const refusals = [
    [
      'a wrong key',
      'AuthenticationError',
      401,
      () => client(emulator, { adminAPIKey: 'sk-admin-wrong' }).admin.organization.roles.list(),
    ],
    [
      'a change of a predefined role',
      'PermissionDeniedError',
      403,
      () => api.roles.update(ownerRole, { role_name: 'boss' }),
    ],
    ['deleting a predefined role', 'PermissionDeniedError', 403, () => api.roles.delete(ownerRole)],
    ['a change of a group of the directory', 'PermissionDeniedError', 403, () => api.groups.delete('group_directory')],
    [
      'a member for a tenant group',
      'PermissionDeniedError',
      403,
      () => api.groups.users.create('group_everyone', { user_id: 'user-ada' }),
    ],
    ['a role that is not there', 'NotFoundError', 404, () => api.roles.retrieve('role_none')],
    ['a user that is not there', 'NotFoundError', 404, () => api.users.retrieve('user-none')],
    ['an invite that is not there', 'NotFoundError', 404, () => api.invites.delete('invite-none')],
    ['a project that is not there', 'NotFoundError', 404, () => api.projects.retrieve('proj_none')],
    [
      'an assignment that is not there',
      'NotFoundError',
      404,
      () => api.groups.roles.delete('role_steward', { group_id: 'group_empty' }),
    ],
    [
      'a group of unlisted membership',
      'NotFoundError',
      404,
      () => api.groups.users.retrieve('user-ada', { group_id: 'group_empty' }),
    ],
    ['a path that it does not have', 'NotFoundError', 404, () => api.certificates.list()],
    ['a group without a name', 'BadRequestError', 400, () => api.groups.create({ name: '' })],
    ['a role without permissions', 'BadRequestError', 400, () => api.roles.create({ role_name: 'x' })],
    ['a limit out of range', 'BadRequestError', 400, () => api.users.list({ limit: 101 })],
    ['an unknown order', 'BadRequestError', 400, () => api.groups.list({ order: 'up' })],
    ['an unknown cursor', 'BadRequestError', 400, () => api.groups.list({ after: 'group_none' })],
    [
      'a filter that mixes scopes',
      'BadRequestError',
      400,
      () => api.auditLogs.list({ event_types: ['tenant.group.created'] }),
    ],
    [
      'a change of the default project',
      'BadRequestError',
      400,
      () => api.projects.update('proj_default', { name: 'x' }),
    ],
    ['archiving the default project', 'BadRequestError', 400, () => api.projects.archive('proj_default')],
    ['people of an archived project', 'BadRequestError', 400, () => api.projects.users.list('proj_old')],
    [
      'service accounts of an archived project',
      'BadRequestError',
      400,
      () => api.projects.serviceAccounts.list('proj_old'),
    ],
    ['deleting an accepted invite', 'BadRequestError', 400, () => api.invites.delete('invite-3')],
    [
      'a second invite to one address',
      'BadRequestError',
      400,
      () => api.invites.create({ email: 'kurt@example.com', role: 'reader' }),
    ],
    [
      'a user twice in a project',
      'BadRequestError',
      400,
      () => api.projects.users.create('proj_checkout', { user_id: 'user-ada', role: 'owner' }),
    ],
    [
      'a role name that is taken',
      'ConflictError',
      409,
      () => api.roles.create({ role_name: 'Steward', permissions: [] }),
    ],
    ['a group name that is taken', 'ConflictError', 409, () => api.groups.update('group_sales', { name: 'Empty' })],
  ];
  for (const [name, expected, status, call] of refusals)
    test(`${name}: ${expected}`, async () => {
      const error = await failure(call());
      assert.deepEqual([kind(error), error.status], [expected, status]);
      assert.equal(typeof error.error.message, 'string');
      assert.deepEqual(Object.keys(error.error).sort(), ['code', 'message', 'param', 'type']);
      assert.match(error.requestID, /^req_/);
      assert.deepEqual(await statuses(), [status]);
    });
});

test('a wrong key has the code that says so', async () => {
  const error = await failure(client(emulator, { adminAPIKey: 'sk-admin-wrong' }).admin.organization.users.list());
  assert.equal(error.code, 'invalid_api_key');
  assert.equal(error.type, 'invalid_request_error');
});

test('a refused member is named', async () => {
  const error = await failure(api.users.list({ limit: 101 }));
  assert.equal(error.param, 'limit');
});

test('a key without a scope is refused as one or the other', async () => {
  for (const [behaviour, expected] of [
    ['403', 'PermissionDeniedError'],
    ['401', 'AuthenticationError'],
  ]) {
    await emulator.behave({ missing_scope: behaviour });
    const error = await failure(api.groups.list());
    assert.equal(kind(error), expected);
    assert.match(error.message, /Missing scopes: api\.management\.read/);
  }
});

describe('what goes wrong when the emulator is told to', () => {
  const faults = [
    ['400', 'BadRequestError'],
    ['401', 'AuthenticationError'],
    ['403', 'PermissionDeniedError'],
    ['404', 'NotFoundError'],
    ['408', 'APIError'],
    ['409', 'ConflictError'],
    ['422', 'UnprocessableEntityError'],
    ['429', 'RateLimitError'],
    ['500', 'InternalServerError'],
    ['502', 'InternalServerError'],
    ['503', 'InternalServerError'],
    ['504', 'InternalServerError'],
    ['520', 'InternalServerError'],
  ];
  for (const [status, expected] of faults)
    test(`${status}: ${expected}`, async () => {
      await emulator.fail(`${status}@GET /organization/groups#1`);
      const error = await failure(api.groups.list());
      assert.deepEqual([kind(error), error.status], [expected, Number(status)]);
      assert.equal((await api.groups.list()).data.length, 5, 'the fault is over');
    });

  for (const fault of ['drop', 'cut', 'reset', 'drop=head'])
    test(`${fault}: APIConnectionError`, async () => {
      await emulator.fail(`${fault}@GET /organization/groups#1`);
      assert.equal(kind(await failure(api.groups.list())), 'APIConnectionError');
    });

  test('silence: APIConnectionTimeoutError', async () => {
    await emulator.fail('stall@GET /organization/groups#1');
    assert.equal(kind(await failure(api.groups.list({}, { timeout: 100 }))), 'APIConnectionTimeoutError');
  });
});

describe('the client waits as it is told and tries again', () => {
  const patient = () => client(emulator, { maxRetries: 2 }).admin.organization;

  for (const fault of ['429=retry-after-ms:1', '429=retry-after:0.001', '503=retry-after-ms:1', '409=retry-after-ms:1'])
    test(fault, async () => {
      await emulator.fail(`${fault}@GET /organization/groups#2`);
      assert.equal((await patient().groups.list()).data.length, 5);
      const status = Number.parseInt(fault, 10);
      assert.deepEqual(await statuses(), [status, status, 200]);
    });

  test('a time to wait arrives with the error', async () => {
    await emulator.fail('429=retry-after:7@GET /organization/groups');
    const error = await failure(api.groups.list());
    assert.equal(error.headers.get('retry-after'), '7');
    assert.equal(error.code, 'rate_limit_exceeded');
  });

  test('a rate limit says how long to wait', async () => {
    await emulator.behave({ rate_limit: '1:header' });
    await api.groups.list();
    const error = await failure(api.groups.list());
    assert.equal(kind(error), 'RateLimitError');
    assert.match(error.headers.get('retry-after'), /^[1-9][0-9]*$/);
  });

  test('not where the answer forbids it', async () => {
    await emulator.fail('500=should-retry:false@GET /organization/groups');
    assert.equal(kind(await failure(patient().groups.list())), 'InternalServerError');
    assert.deepEqual(await statuses(), [500]);
  });

  test('a change that took effect before it failed is there', async () => {
    await emulator.fail('500=after@POST /organization/groups#1');
    assert.equal(kind(await failure(api.groups.create({ name: 'Night Shift' }))), 'InternalServerError');
    const found = (await api.groups.list()).data.filter(({ name }) => name === 'Night Shift');
    assert.equal(found.length, 1);
  });
});
