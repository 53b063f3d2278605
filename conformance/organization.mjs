// The organization that the official client is let loose on: more than one page of everything.

const people = ['ada', 'alan', 'barbara', 'edsger', 'grace'];
const key = (name, at) => ({ id: `key_${name}`, name, created_at: at, owner: 'ada@example.com' });
const event = (id, at, type, project, who) => ({
  id: `audit_log-${id}`,
  type,
  effective_at: at,
  ...(project ? { project } : {}),
  actor: {
    type: 'session',
    session: { ip_address: '127.0.0.1', user: { id: `user-${who}`, email: `${who}@example.com` } },
  },
  payload: { id: `thing_${id}` },
});

export const organization = {
  organization: { id: 'org-conformance', name: 'Conformance' },
  users: people.map((name) => ({
    id: `user-${name}`,
    name,
    email: `${name}@example.com`,
    roles: name === 'ada' ? ['owner', 'role_steward', 'role_watcher'] : ['reader'],
  })),
  roles: [
    {
      id: 'role_steward',
      name: 'Steward',
      description: 'Keeps groups',
      permissions: ['api.groups.read', 'api.groups.write'],
    },
    { id: 'role_watcher', name: 'Watcher', permissions: ['api.usage.read'] },
    { id: 'role_reviewer', name: 'Reviewer', permissions: ['api.audit_logs.read'] },
    { id: 'role_planner', name: 'Planner', permissions: ['api.projects.read'] },
  ],
  groups: [
    {
      id: 'group_support',
      name: 'Support Team',
      members: people.map((name) => `user-${name}`),
      roles: ['Steward', 'Watcher', 'Reviewer'],
    },
    { id: 'group_sales', name: 'Sales', members: ['user-alan'], roles: ['Watcher'] },
    { id: 'group_directory', name: 'Directory', is_scim_managed: true },
    { id: 'group_everyone', name: 'Everyone', group_type: 'tenant_group' },
    { id: 'group_empty', name: 'Empty' },
  ],
  projects: [
    { id: 'proj_default', name: 'Default project', default: true },
    {
      id: 'proj_checkout',
      name: 'Checkout',
      roles: [
        { id: 'role_proj_checkout~1', name: 'Key Keeper', permissions: ['api.organization.projects.api_keys.read'] },
        { id: 'role_proj_checkout~2', name: 'Builder', description: 'Builds', permissions: ['api.responses.write'] },
        { id: 'role_proj_checkout~3', name: 'Tester', permissions: ['api.evals.read'] },
      ],
      groups: [
        { group: 'group_support', roles: ['viewer', 'Key Keeper', 'Builder'] },
        { group: 'group_sales', roles: ['member'] },
        { group: 'group_everyone', roles: ['viewer'] },
      ],
      users: [
        { user: 'user-ada', roles: ['owner'] },
        { user: 'user-alan', roles: ['member', 'Key Keeper', 'Builder'] },
        { user: 'user-barbara', roles: ['member'] },
      ],
      service_accounts: ['build', 'deploy', 'night'].map((name) => ({ id: `svc_acct_${name}`, name, role: 'member' })),
    },
    { id: 'proj_search', name: 'Search' },
    { id: 'proj_old', name: 'Old', status: 'archived' },
    { id: 'proj_older', name: 'Older', status: 'archived' },
  ],
  invites: [
    { id: 'invite-1', email: 'kurt@example.com', role: 'reader', projects: [{ id: 'proj_checkout', role: 'owner' }] },
    { id: 'invite-2', email: 'emmy@example.com', role: 'owner', status: 'expired' },
    { id: 'invite-3', email: 'ada@example.com', role: 'owner', status: 'accepted', accepted_at: 1760000000 },
  ],
  admin_keys: [key('first', 1750000001), key('second', 1750000002), key('third', 1750000003)],
  audit_logs: [
    event(1, 1760000001, 'group.created', null, 'ada'),
    event(2, 1760000002, 'role.created', 'proj_checkout', 'ada'),
    event(3, 1760000003, 'role.updated', 'proj_checkout', 'alan'),
    event(4, 1760000004, 'project.created', 'proj_search', 'alan'),
    event(5, 1760000005, 'group.deleted', null, 'grace'),
    event(6, 1760000006, 'tenant.group.member.added', null, 'grace'),
  ],
};
