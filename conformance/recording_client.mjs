// The official client, with every answer kept beside the name of the method that asked for it.

import OpenAI from 'openai';

import { adminKey } from './programs.mjs';

/// The client as a program would make it, only that a failure is not hidden by trying again.
export function client({ baseURL }, options = {}) {
  return new OpenAI({ adminAPIKey: adminKey, baseURL, maxRetries: 0, logLevel: 'off', ...options });
}

/// Looks like `client(emulator).admin.organization`. `answers` receives {method, body}; `method` is an array such
/// as ['projects', 'groups', 'roles', 'list'], `body` parsed JSON.
export function recording(emulator, answers, method = []) {
  const keep = async (...request) => {
    const answer = await fetch(...request);
    answers.push({ method, body: await answer.clone().json() });
    return answer;
  };
  return new Proxy(() => {}, {
    get: (_, name) => recording(emulator, answers, [...method, name]),
    apply: (_, __, args) => {
      const resource = method
        .slice(0, -1)
        .reduce((at, name) => at[name], client(emulator, { fetch: keep }).admin.organization);
      return resource[method.at(-1)](...args);
    },
  });
}
