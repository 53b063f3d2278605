// The official client walks every list to its end, a few entries a page, and filters.

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

const project_id = 'proj_checkout';

// Each list with how many entries it has; those of the first kind are told the next page by `next`, those of the
// second by `last_id`, and the last one by the id of the last entry. `ordered` are those that take an order.
const lists = [
  { name: 'roles', size: 6, ordered: true, list: (query) => api.roles.list(query) },
  { name: 'groups', size: 5, ordered: true, list: (query) => api.groups.list(query) },
  {
    name: 'members of a group',
    size: 5,
    ordered: true,
    list: (query) => api.groups.users.list('group_support', query),
  },
  { name: 'roles of a group', size: 3, ordered: true, list: (query) => api.groups.roles.list('group_support', query) },
  { name: 'roles of a user', size: 4, ordered: true, list: (query) => api.users.roles.list('user-ada', query) },
  { name: 'project roles', size: 6, ordered: true, list: (query) => api.projects.roles.list(project_id, query) },
  { name: 'groups of a project', size: 3, ordered: true, list: (query) => api.projects.groups.list(project_id, query) },
  {
    name: 'roles of a group in a project',
    size: 3,
    ordered: true,
    list: (query) => api.projects.groups.roles.list('group_support', { project_id, ...query }),
  },
  {
    name: 'roles of a user in a project',
    size: 4,
    ordered: true,
    list: (query) => api.projects.users.roles.list('user-alan', { project_id, ...query }),
  },
  { name: 'users', size: 5, list: (query) => api.users.list(query) },
  { name: 'invites', size: 3, list: (query) => api.invites.list(query) },
  { name: 'projects', size: 3, list: (query) => api.projects.list(query) },
  { name: 'all projects', size: 5, list: (query) => api.projects.list({ include_archived: true, ...query }) },
  { name: 'users of a project', size: 3, list: (query) => api.projects.users.list(project_id, query) },
  { name: 'service accounts', size: 3, list: (query) => api.projects.serviceAccounts.list(project_id, query) },
  { name: 'audit log', size: 5, list: (query) => api.auditLogs.list(query) },
  { name: 'admin keys', size: 3, ordered: true, list: (query) => api.adminAPIKeys.list(query) },
];

const idOf = (item) => item.group_id ?? item.id;

async function walked(pages) {
  const found = [];
  for await (const item of pages) found.push(idOf(item));
  return found;
}

describe('a walk over small pages', () => {
  for (const cursors of ['id', 'opaque'])
    for (const { name, size, list } of lists)
      test(`${name}, cursors are ${cursors === 'id' ? 'ids' : 'opaque'}`, async () => {
        await emulator.behave({ next_cursor: cursors, last_id: cursors });
        const whole = (await list({ limit: 100 })).data.map(idOf);
        assert.equal(new Set(whole).size, size);
        for (const limit of [1, 2, size]) {
          await emulator.control('DELETE', 'requests');
          assert.deepEqual(await walked(list({ limit })), whole);
          assert.equal((await emulator.requests()).length, Math.ceil(size / limit), `requests, ${limit} a page`);
        }
      });
});

describe('a walk in the other order', () => {
  for (const { name, list } of lists.filter(({ ordered }) => ordered))
    test(name, async () => {
      const up = await walked(list({ limit: 2, order: 'asc' }));
      const down = await walked(list({ limit: 2, order: 'desc' }));
      assert.notDeepEqual(down, up);
      assert.deepEqual(down, up.reverse());
    });
});

test('members of a group come latest first, everything else earliest first', async () => {
  const first = async (list, order) => idOf((await list({ limit: 1, ...(order ? { order } : {}) })).data[0]);
  for (const { name, list } of lists.filter(({ ordered }) => ordered)) {
    const usual = name === 'members of a group' ? 'desc' : 'asc';
    assert.equal(await first(list), await first(list, usual), name);
  }
});

test('the audit log can be walked backwards', async () => {
  const page = await api.auditLogs.list({ limit: 2, before: 'audit_log-1' });
  assert.deepEqual(page.data.map(idOf), ['audit_log-3', 'audit_log-2']);
  assert.equal(page.has_more, true);
});

test('a list without entries is one empty page', async () => {
  for (const pages of [api.projects.groups.list('proj_search'), api.projects.users.list('proj_search')]) {
    const page = await pages;
    assert.deepEqual([page.data, page.hasNextPage()], [[], false]);
  }
  assert.equal((await emulator.requests()).length, 2);
});

test('users are filtered by address, without regard to case', async () => {
  const emails = ['Grace@example.com', 'alan@example.com', 'nobody@example.com'];
  assert.deepEqual(await walked(api.users.list({ emails, limit: 1 })), ['user-alan', 'user-grace']);
});

test('archived projects come only if they are asked for', async () => {
  const open = ['proj_default', 'proj_checkout', 'proj_search'];
  assert.deepEqual(await walked(api.projects.list()), open);
  assert.deepEqual(await walked(api.projects.list({ include_archived: false })), open);
  assert.deepEqual(await walked(api.projects.list({ include_archived: true })), [...open, 'proj_old', 'proj_older']);
});

describe('the audit log is filtered', () => {
  const filters = [
    ['by time, from', { effective_at: { gte: 1760000004 } }, [5, 4]],
    ['by time, after', { effective_at: { gt: 1760000004 } }, [5]],
    ['by time, between', { effective_at: { gt: 1760000001, lt: 1760000004 } }, [3, 2]],
    ['by time, until', { effective_at: { lte: 1760000001 } }, [1]],
    ['by type', { event_types: ['group.created', 'role.updated'] }, [3, 1]],
    ['by project', { project_ids: ['proj_checkout'] }, [3, 2]],
    ['by actor', { actor_ids: ['user-alan'] }, [4, 3]],
    ['by address of the actor', { actor_emails: ['grace@example.com', 'ada@example.com'] }, [5, 2, 1]],
    ['by what was changed', { resource_ids: ['thing_2', 'thing_5'] }, [5, 2]],
    ['by two things at once', { actor_ids: ['user-alan'], project_ids: ['proj_search'] }, [4]],
    ['to nothing', { actor_ids: ['user-alan'], event_types: ['group.created'] }, []],
    ['for the tenant', { tenant_only: true }, [6]],
  ];
  for (const [name, filter, found] of filters)
    test(name, async () => {
      assert.deepEqual(
        await walked(api.auditLogs.list({ ...filter, limit: 1 })),
        found.map((n) => `audit_log-${n}`),
      );
    });
});
