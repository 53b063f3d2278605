// Compares answers with the types that the official client declares for them. No shape is written down here:
// each answer becomes a constant in a TypeScript program, and TypeScript's own checker judges whether it may be
// assigned to what the method returns. Members that nobody declared are allowed, as they are in the API.

import path from 'node:path';
import ts from 'typescript';

import { repository } from './programs.mjs';

const file = path.join(repository, 'conformance', 'answers.ts');

// `as const` keeps 'role' from becoming string, and makes everything readonly.
const prelude = `
import type OpenAI from 'openai';
type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
type Listed<Page> = Page extends { data: infer Items; has_more: infer More }
  ? { object: 'list'; data: Items; has_more: More }
  : never;
type Answer<Method extends (...args: any) => any> =
  Awaited<ReturnType<Method>> extends { getPaginatedItems(): unknown }
    ? Listed<Awaited<ReturnType<Method>>>
    : Awaited<ReturnType<Method>>;
type Organization = OpenAI['admin']['organization'];
`;

const declaration = ({ method, body }, at) => {
  const type = `Organization${method.map((name) => `['${name}']`).join('')}`;
  return `const answer${at} = ${JSON.stringify(body)} as const;
export const typed${at}: Frozen<Answer<${type}>> = answer${at};
`;
};

function diagnostics(text) {
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
}

/// A sentence for each answer ({method, body}) that is not what its method declares; [] if all are.
export function mistakes(answers) {
  const text = prelude + answers.map(declaration).join('');
  return diagnostics(text).map(({ start = 0, messageText }) => {
    const at = /^typed(\d+)/.exec(text.slice(start))?.[1];
    const who = at === undefined ? 'the checks themselves' : answers[at].method.join('.');
    return `${who}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}
