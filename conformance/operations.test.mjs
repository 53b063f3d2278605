// Every operation that the emulator has is called through the official client, and its effect looked at. What
// the answers must look like is not said here: the types of the client's own declarations are held against them.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';

import { mistakes } from './declared_types.mjs';
import { organization } from './organization.mjs';
import { Emulator } from './programs.mjs';
import { client, recording } from './recording_client.mjs';

// The client has all 60 operations of the emulator, so none needs to be checked by plain fetch.
const everyMethod = {
  roles: ['create', 'retrieve', 'update', 'list', 'delete'],
  groups: ['create', 'retrieve', 'update', 'list', 'delete'],
  'groups.users': ['create', 'retrieve', 'list', 'delete'],
  'groups.roles': ['create', 'retrieve', 'list', 'delete'],
  users: ['retrieve', 'update', 'list', 'delete'],
  'users.roles': ['create', 'retrieve', 'list', 'delete'],
  invites: ['create', 'retrieve', 'list', 'delete'],
  projects: ['create', 'retrieve', 'update', 'list', 'archive'],
  'projects.roles': ['create', 'retrieve', 'update', 'list', 'delete'],
  'projects.users': ['create', 'retrieve', 'update', 'list', 'delete'],
  'projects.users.roles': ['create', 'retrieve', 'list', 'delete'],
  'projects.groups': ['create', 'retrieve', 'list', 'delete'],
  'projects.groups.roles': ['create', 'retrieve', 'list', 'delete'],
  'projects.serviceAccounts': ['list'],
  adminAPIKeys: ['list'],
  auditLogs: ['list'],
};

// What the client can do to these things and the emulator cannot, since no access follows from it.
const outOfScope = {
  'projects.serviceAccounts': ['create', 'retrieve', 'update', 'delete'],
  adminAPIKeys: ['create', 'retrieve', 'delete'],
};

let emulator;
let api;
const answers = [];

before(async () => {
  emulator = await Emulator.start();
  api = recording(emulator, answers);
});
after(() => emulator.stop());
beforeEach(() => emulator.reset(organization));
// What a test left in the audit log is held against the declared types too.
afterEach(async () => {
  await api.auditLogs.list({ limit: 100 });
  await api.auditLogs.list({ limit: 100, tenant_only: true });
});

const names = (page) => page.data.map(({ name }) => name);
const ids = (page) => page.data.map(({ id }) => id);

function refused(call, kind) {
  return assert.rejects(call, (error) => error.constructor.name === kind);
}

test('organization roles', async () => {
  const made = await api.roles.create({
    role_name: 'Auditor',
    permissions: ['api.audit_logs.read'],
    description: 'Looks',
  });
  assert.equal(made.resource_type, 'api.organization');
  assert.equal(made.predefined_role, false);
  assert.deepEqual(await api.roles.retrieve(made.id), made);
  const changed = await api.roles.update(made.id, { permissions: ['api.usage.read'], description: null });
  assert.deepEqual(changed.permissions, ['api.usage.read']);
  assert.equal(changed.name, 'Auditor');
  assert.deepEqual(names(await api.roles.list()), [
    'owner',
    'reader',
    'Steward',
    'Watcher',
    'Reviewer',
    'Planner',
    'Auditor',
  ]);
  assert.deepEqual(await api.roles.delete(made.id), { object: 'role.deleted', id: made.id, deleted: true });
  await refused(api.roles.retrieve(made.id), 'NotFoundError');
});

test('project roles', async () => {
  const project_id = 'proj_search';
  const made = await api.projects.roles.create(project_id, { role_name: 'Indexer', permissions: ['api.files.write'] });
  assert.equal(made.resource_type, 'api.project');
  assert.match(made.id, /^role_proj_search~/);
  assert.deepEqual(await api.projects.roles.retrieve(made.id, { project_id }), made);
  const changed = await api.projects.roles.update(made.id, { project_id, role_name: 'Librarian' });
  assert.equal(changed.name, 'Librarian');
  assert.deepEqual(names(await api.projects.roles.list(project_id)), ['owner', 'member', 'viewer', 'Librarian']);
  assert.equal((await api.projects.roles.delete(made.id, { project_id })).deleted, true);
  await refused(api.projects.roles.retrieve(made.id, { project_id }), 'NotFoundError');
});

test('groups', async () => {
  const made = await api.groups.create({ name: 'Night Shift' });
  assert.equal(made.is_scim_managed, false);
  assert.deepEqual(await api.groups.retrieve(made.id), made);
  assert.equal((await api.groups.update(made.id, { name: 'Day Shift' })).name, 'Day Shift');
  assert.ok(names(await api.groups.list()).includes('Day Shift'));
  assert.deepEqual(await api.groups.delete(made.id), { object: 'group.deleted', id: made.id, deleted: true });
  await refused(api.groups.retrieve(made.id), 'NotFoundError');
});

test('members of a group', async () => {
  const group_id = 'group_empty';
  assert.deepEqual(await api.groups.users.create(group_id, { user_id: 'user-grace' }), {
    object: 'group.user',
    user_id: 'user-grace',
    group_id,
  });
  assert.equal((await api.groups.users.retrieve('user-grace', { group_id })).email, 'grace@example.com');
  assert.deepEqual(ids(await api.groups.users.list(group_id)), ['user-grace']);
  assert.deepEqual(await api.groups.users.delete('user-grace', { group_id }), {
    object: 'group.user.deleted',
    deleted: true,
  });
  assert.deepEqual(ids(await api.groups.users.list(group_id)), []);
});

test('users', async () => {
  assert.equal((await api.users.retrieve('user-alan')).role, 'reader');
  assert.equal((await api.users.update('user-alan', { role: 'owner' })).role, 'owner');
  assert.equal((await api.users.list()).data.length, organization.users.length);
  assert.deepEqual(await api.users.delete('user-alan'), {
    object: 'organization.user.deleted',
    id: 'user-alan',
    deleted: true,
  });
  await refused(api.users.retrieve('user-alan'), 'NotFoundError');
});

test('invites', async () => {
  const projects = [{ id: 'proj_search', role: 'member' }];
  const made = await api.invites.create({ email: 'sofia@example.com', role: 'reader', projects });
  assert.equal(made.status, 'pending');
  assert.deepEqual(made.projects, projects);
  assert.deepEqual(await api.invites.retrieve(made.id), made);
  assert.deepEqual(ids(await api.invites.list()), ['invite-1', 'invite-2', 'invite-3', made.id]);
  assert.deepEqual(await api.invites.delete(made.id), {
    object: 'organization.invite.deleted',
    id: made.id,
    deleted: true,
  });
  await refused(api.invites.retrieve(made.id), 'NotFoundError');
});

test('projects', async () => {
  const made = await api.projects.create({ name: 'Ledger', residency: 'EU_STORAGE_PROCESSING' });
  assert.equal(made.status, 'active');
  assert.deepEqual(await api.projects.retrieve(made.id), made);
  assert.equal((await api.projects.update(made.id, { name: 'Books' })).name, 'Books');
  assert.ok(names(await api.projects.list()).includes('Books'));
  const archived = await api.projects.archive(made.id);
  assert.equal(archived.status, 'archived');
  assert.equal(typeof archived.archived_at, 'number');
  assert.ok(!names(await api.projects.list()).includes('Books'));
});

test('users of a project', async () => {
  const project_id = 'proj_search';
  const made = await api.projects.users.create(project_id, { user_id: 'user-grace', role: 'member' });
  assert.equal(made.role, 'member');
  assert.equal(
    (await api.projects.users.create(project_id, { email: 'alan@example.com', role: 'member' })).id,
    'user-alan',
  );
  assert.deepEqual(await api.projects.users.retrieve('user-grace', { project_id }), made);
  assert.equal((await api.projects.users.update('user-grace', { project_id, role: 'owner' })).role, 'owner');
  assert.deepEqual(ids(await api.projects.users.list(project_id)), ['user-grace', 'user-alan']);
  assert.equal((await api.projects.users.delete('user-grace', { project_id })).deleted, true);
  await refused(api.projects.users.retrieve('user-grace', { project_id }), 'NotFoundError');
});

test('groups of a project', async () => {
  const project_id = 'proj_search';
  const [role] = ids(await api.projects.roles.list(project_id));
  const made = await api.projects.groups.create(project_id, { group_id: 'group_sales', role });
  assert.equal(made.group_name, 'Sales');
  assert.deepEqual(await api.projects.groups.retrieve('group_sales', { project_id }), made);
  assert.deepEqual((await api.projects.groups.list(project_id)).data, [made]);
  assert.deepEqual(await api.projects.groups.delete('group_sales', { project_id }), {
    object: 'project.group.deleted',
    deleted: true,
  });
  assert.deepEqual((await api.projects.groups.list(project_id)).data, []);
});

test('a tenant group of a project is found only if its type is said', async () => {
  const project_id = 'proj_checkout';
  await refused(api.projects.groups.retrieve('group_everyone', { project_id }), 'NotFoundError');
  const found = await api.projects.groups.retrieve('group_everyone', { project_id, group_type: 'tenant_group' });
  assert.equal(found.group_type, 'tenant_group');
});

describe('assigned roles', () => {
  // The four families differ only in where the ids go: behind the dot, or among the parameters.
  const families = [
    { of: 'a group', at: 'groups', who: 'group_empty', role: 'role_steward', rest: { group_id: 'group_empty' } },
    { of: 'a user', at: 'users', who: 'user-grace', role: 'role_planner', rest: { user_id: 'user-grace' } },
    {
      of: 'a group in a project',
      at: 'projects.groups',
      who: 'group_sales',
      role: 'role_proj_checkout~2',
      scope: { project_id: 'proj_checkout' },
      rest: { group_id: 'group_sales', project_id: 'proj_checkout' },
    },
    {
      of: 'a user in a project',
      at: 'projects.users',
      who: 'user-ada',
      role: 'role_proj_checkout~3',
      scope: { project_id: 'proj_checkout' },
      rest: { user_id: 'user-ada', project_id: 'proj_checkout' },
    },
  ];
  for (const { of, at, who, role, scope = {}, rest } of families)
    test(of, async () => {
      const { roles } = at.split('.').reduce((found, name) => found[name], api);
      const made = await roles.create(who, { ...scope, role_id: role });
      assert.equal(made.role.id, role);
      assert.equal((made.group ?? made.user).id, who);
      assert.equal((await roles.retrieve(role, rest)).name, made.role.name);
      assert.ok(ids(await roles.list(who, scope)).includes(role));
      assert.equal((await roles.delete(role, rest)).deleted, true);
      assert.ok(!ids(await roles.list(who, scope)).includes(role));
      await refused(roles.delete(role, rest), 'NotFoundError');
    });
});

test('a role that a user holds through a group names the group as its source', async () => {
  const held = (await api.users.roles.list('user-alan')).data.find(({ id }) => id === 'role_steward');
  assert.deepEqual(held.assignment_sources, [{ principal_id: 'group_support', principal_type: 'group' }]);
});

test('service accounts, admin keys, audit log', async () => {
  assert.deepEqual(names(await api.projects.serviceAccounts.list('proj_checkout')), ['build', 'deploy', 'night']);
  assert.deepEqual(names(await api.adminAPIKeys.list()), ['first', 'second', 'third']);
  const seen = await api.auditLogs.list();
  assert.deepEqual(
    seen.data.map(({ id }) => id),
    [5, 4, 3, 2, 1].map((n) => `audit_log-${n}`),
  );
});

test('each change leaves an event in the audit log that the client can read', async () => {
  await api.roles.create({ role_name: 'Auditor', permissions: [] });
  await api.groups.create({ name: 'Night Shift' });
  const [group, role] = (await api.auditLogs.list({ limit: 2 })).data;
  assert.equal(group['group.created'].data.group_name, 'Night Shift');
  assert.equal(role['role.created'].role_name, 'Auditor');
  assert.equal(role.actor.type, 'api_key');
});

test('the types of the client find what is wrong with an answer', () => {
  const { body } = answers.find(({ method }) => method.join('.') === 'roles.create');
  const { permissions, ...without } = body;
  const page = { object: 'list', data: [body], has_more: false, next: null };
  const create = (changed) => ({ method: ['roles', 'create'], body: changed });
  const list = (changed) => ({ method: ['roles', 'list'], body: { ...page, ...changed } });
  assert.deepEqual(mistakes([create({ ...body, undeclared: 1 }), list({ undeclared: 1 }), list({ data: [] })]), []);
  const wrong = [
    create(without),
    create({ ...body, permissions: 'all' }),
    create({ ...body, object: 'rule' }),
    list({ data: [body, without] }),
    list({ has_more: undefined }),
  ];
  const found = mistakes(wrong).map((sentence) => sentence.split(':')[0]);
  assert.deepEqual(
    found,
    wrong.map(({ method }) => method.join('.')),
  );
});

test('every answer has the type that the client declares for it', () => {
  assert.deepEqual(mistakes(answers.filter(({ body }) => !body.error)), []);
});

test('no method of the client was left out', () => {
  const called = new Set(answers.filter(({ body }) => !body.error).map(({ method }) => method.join('.')));
  const wanted = Object.entries(everyMethod).flatMap(([at, methods]) => methods.map((name) => `${at}.${name}`));
  assert.equal(wanted.length, 60);
  assert.deepEqual([...called].sort(), wanted.sort());
});

test('the client has no other methods for what the emulator has', () => {
  const { organization: all } = client(emulator).admin;
  for (const [at, methods] of Object.entries(everyMethod)) {
    const resource = at.split('.').reduce((found, name) => found[name], all);
    const there = Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).filter((name) => name !== 'constructor');
    assert.deepEqual(there.sort(), [...methods, ...(outOfScope[at] ?? [])].sort(), at);
  }
});
