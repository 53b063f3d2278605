// What `rolecall validate --report` writes is read by programs that are not ours: SARIF by a JSON Schema validator
// against SARIF's own schema, JUnit by an XML parser that forgives nothing.

import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';

import AjvDraft04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { SaxesParser } from 'saxes';

import { repository, rolecall } from './programs.mjs';

const require = createRequire(import.meta.url);
const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
// Strict about keywords and formats; how the schema is written is not ours to judge.
const lenient = { strictTypes: false, strictRequired: false, unicodeRegExp: false };
const ajv = addFormats(new AjvDraft04({ strict: true, ...lenient, allErrors: true }));
const isSarif = ajv.compile(schema);

const golden = (...place) => path.join(repository, 'tests', 'golden', ...place);
const read = (...place) => readFileSync(path.join(...place), 'utf8');
const count = (results, level) => results.filter((result) => result.level === level).length;

/// The only run of a log that is SARIF, and more than its schema says: what GitHub asks for.
function runOf(text) {
  const log = JSON.parse(text);
  assert.deepEqual(isSarif(log) ? [] : isSarif.errors, []);
  assert.equal(log.runs.length, 1);
  const [run] = log.runs;
  const { rules } = run.tool.driver;
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  for (const { id, name, shortDescription, fullDescription, help } of rules) {
    assert.match(id, /^RC\d{3}$/);
    assert.match(name, /^([A-Z][a-z0-9]*)+$/);
    for (const { text: words } of [shortDescription, fullDescription, help])
      assert.ok(words.endsWith('.') && words.length <= 1024, words);
  }
  for (const { ruleId, ruleIndex, locations } of run.results) {
    if (ruleIndex !== undefined) assert.equal(rules[ruleIndex].id, ruleId);
    for (const { physicalLocation } of locations) {
      const { uri } = physicalLocation.artifactLocation;
      assert.equal(new URL(uri, 'https://example.com/a/b/').origin, 'https://example.com', uri);
      assert.ok(decodeURIComponent(uri).length > 0);
    }
  }
  return run;
}

/// The test cases of a document that is well-formed and holds what JUnit's readers need.
function casesOf(xml) {
  const parser = new SaxesParser();
  const cases = [];
  let suite;
  parser.on('error', (error) => assert.fail(error.message));
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'testsuite') suite = attributes;
    if (name === 'testcase') cases.push({ ...attributes, inside: [] });
    if (name === 'failure' || name === 'system-out') cases.at(-1).inside.push(name);
  });
  parser.write(xml).close();
  assert.equal(Number(suite.tests), cases.length);
  assert.equal(Number(suite.failures), cases.filter(({ inside }) => inside.includes('failure')).length);
  assert.equal(new Set(cases.map(({ classname, name }) => `${classname}\n${name}`)).size, cases.length);
  return cases;
}

/// The issues of a report that GitLab reads to its end.
function issuesOf(text) {
  const issues = JSON.parse(text);
  assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
  for (const { description, check_name, severity, location } of issues) {
    assert.ok(description && check_name && location.path && !location.path.startsWith('./'));
    assert.ok(['major', 'minor'].includes(severity));
    assert.ok(Number.isInteger(location.lines.begin) && location.lines.begin > 0);
  }
  return issues;
}

/// Annotations, told apart as the runner of GitHub Actions does.
function annotationsOf(text) {
  const lines = text.split('\n').slice(0, -1);
  for (const line of lines) {
    assert.match(line, /^::(error|warning) file=[^:,]+,line=\d+,endLine=\d+(,col=\d+,endColumn=\d+)?,title=RC\d{3}::./);
    assert.doesNotMatch(line, /##\[/);
  }
  return lines;
}

describe('policies with every kind of mistake', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolecall-reports-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const name of readdirSync(golden('diagnostics')).sort())
    test(name.replaceAll('-', ' '), async () => {
      const cwd = golden('diagnostics', name);
      const kinds = ['sarif', 'junit', 'codequality', 'github', 'json'];
      const reports = kinds.flatMap((kind) => ['--report', `${kind}=${folder}/${kind}`]);
      const policy = existsSync(path.join(cwd, 'policy')) ? 'policy' : 'policy.yaml';
      const { status, stderr } = await rolecall(['validate', ...reports, policy], { cwd });
      const { valid, diagnostics } = JSON.parse(read(folder, 'json'));
      assert.equal(status, valid ? 0 : 3, stderr);

      const { results } = runOf(read(folder, 'sarif'));
      assert.equal(results.length, diagnostics.length);
      assert.ok(results.every(({ ruleIndex }) => ruleIndex !== undefined));
      for (const [index, { rule, range }] of diagnostics.entries()) {
        const { region } = results[index].locations[0].physicalLocation;
        assert.equal(results[index].ruleId, rule);
        assert.deepEqual([region.startLine, region.startColumn], [range.start.line, range.start.column]);
        assert.deepEqual([region.endLine, region.endColumn], [range.end.line, range.end.column]);
      }
      const cases = casesOf(read(folder, 'junit'));
      assert.equal(cases.filter(({ inside }) => inside.length > 0).length, diagnostics.length);
      const issues = issuesOf(read(folder, 'codequality'));
      assert.equal(issues.filter(({ severity }) => severity === 'major').length, count(results, 'error'));
      assert.equal(issues.length, diagnostics.length);
      assert.equal(annotationsOf(read(folder, 'github')).length, diagnostics.length);
    });
});

describe('golden files, of findings that no policy above has', () => {
  for (const name of readdirSync(golden('ci')).sort())
    test(name.replaceAll('-', ' '), () => {
      const { results } = runOf(read(golden('ci', name), 'report.sarif'));
      casesOf(read(golden('ci', name), 'junit.xml'));
      assert.equal(issuesOf(read(golden('ci', name), 'codequality.json')).length, results.length);
      assert.equal(annotationsOf(read(golden('ci', name), 'github.txt')).length, results.length);
    });
});

describe('the readers here', () => {
  const log = () => JSON.parse(read(golden('ci', 'all-sorts-of-findings'), 'report.sarif'));

  test('refuse SARIF with a member too many, a line 0 or a blank in a URI', () => {
    const spoilers = [
      (run) => (run.extra = 1),
      ({ results: [{ locations }] }) => (locations[0].physicalLocation.region.startLine = 0),
      ({ results: [{ locations }] }) => (locations[0].physicalLocation.artifactLocation.uri = 'a b'),
    ];
    for (const spoil of spoilers) {
      const spoilt = log();
      spoil(spoilt.runs[0]);
      assert.equal(isSarif(spoilt), false, String(spoil));
    }
  });

  test('refuse XML with a raw ampersand or a control character', () => {
    for (const inside of ['a & b', 'a \u0001 b', '\uffff'])
      assert.throws(() => casesOf(`<testsuites><testsuite tests="0" failures="0">${inside}</testsuite></testsuites>`));
  });
});
