import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

// What the scripts ask of a page while they are loaded.
globalThis.document = { querySelector: () => null, documentElement: { dataset: {} } };
globalThis.location = new URL('https://news.example/');
const { codeOf } = await import('../../plain/kept.js');

test('a story has the code that the program gives it', () => {
  const cases = JSON.parse(readFileSync('tests/fixtures/codes.json', 'utf8'));
  assert.ok(cases.length > 10);
  for (const { item, code } of cases) assert.equal(codeOf(item), code, JSON.stringify(item));
});
