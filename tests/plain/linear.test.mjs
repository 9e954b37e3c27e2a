import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { direction, holds, length } from '../../plain/letters.js';

/** What is not linear takes hours. */
const MOST_MS = 120_000;

test('whatever looks at a text of others ends on a megabyte of its worst', () => {
  const worst = fileURLToPath(new URL('worst.mjs', import.meta.url));
  const said = execFileSync(process.execPath, [worst], { timeout: MOST_MS, encoding: 'utf8' });
  for (const name of ['holds', 'state']) assert.match(said, new RegExp(`^${name}: `, 'm'));
});

test('the worker ends on a page whose head is a megabyte of one word', () => {
  const script = `
    Object.assign(globalThis, { self: globalThis, PEYK: { build: '1', shell: 'index.html', files: {} }, registration: { scope: 'https://news.example/' }, heard: {} });
    globalThis.addEventListener = (name, act) => { heard[name] = act; };
    globalThis.fetch = async () => new Response('a-'.repeat(5e5), { headers: { 'content-type': 'text/html' } });
    await import(${JSON.stringify(new URL('../../plain/sw.js', import.meta.url).href)});
    let work;
    heard.message({ data: { peyk: 'keep', pages: ['https://news.example/n/7/'], news: [], pictures: [] }, ports: [], waitUntil: (kept) => { work = kept; } });
    await work;
    console.log('done');`;
  assert.match(execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: MOST_MS, encoding: 'utf8' }), /done/);
});

test('a text follows its first letter, past mentions, tags and addresses', () => {
  for (const [text, wanted] of [
    ['', 'rtl'], ['سلام world', 'rtl'], ['hello سلام', 'ltr'], ['@user سلام', 'rtl'], ['#tag سلام', 'rtl'], ['https://news.example/a سلام', 'rtl'],
    ['www.news.example سلام', 'rtl'], ['(www.news.example) سلام', 'rtl'], ['a@b سلام', 'ltr'], ['«https://x» سلام', 'rtl'], ['12 news', 'ltr'], ['12 ۱۲', 'rtl'],
    ['@user hello', 'ltr'], [`${'1 '.repeat(6000)}hello`, 'rtl'], [`https://${'x'.repeat(20000)} سلام`, 'rtl'],
  ]) assert.equal(direction(text), wanted, text.slice(0, 40));
});

test('a text holds another where a browser\'s own search finds it', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 30 }), fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (long, short) => {
    assert.equal(holds(long, short), long.includes(short), `${short} in ${long}`);
  }), { numRuns: 20000 });
  for (const [long, short] of [['', ''], ['', 'a'], ['سلام بر همه', 'بر'], ['👨‍👩‍👧', '👩'], ['a'.repeat(1e5), 'ab']]) assert.equal(holds(long, short), long.includes(short));
});

test('versions of a draft that are a megabyte of the worst are put together in time', () => {
  const script = `
    import { fresh, lay, records, tab } from ${JSON.stringify(new URL('tabs.mjs', import.meta.url).href)};
    import { sumOf } from ${JSON.stringify(new URL('../../plain/records.js', import.meta.url).href)};
    fresh();
    const made = (code, at, text) => {
      const record = { v: 2, code, text, at, rev: code, from: null, title: '' };
      return { ...record, sum: sumOf(record) };
    };
    const short = 'a'.repeat(25e4) + 'b' + 'a'.repeat(25e4);
    await lay([made('7', 5, 'c' + 'a'.repeat(1e6) + 'c'), made('7~x', 4, short), made('7~y', 6, short + 'd')]);
    const one = await tab();
    await one.openDraft('7');
    one.typed('7', 'e' + 'a'.repeat(1e6) + 'e', '');
    one.hide();
    await one.settle('7', 'join');
    console.log(\`versions: \${(await records()).length > 1}\`);
    process.exit();`;
  assert.match(execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: MOST_MS, encoding: 'utf8' }), /versions: true/);
});

test('of a great many versions not all are compared, and those that are not stay', () => {
  const script = `
    import { fresh, lay, records, tab } from ${JSON.stringify(new URL('tabs.mjs', import.meta.url).href)};
    import { sumOf } from ${JSON.stringify(new URL('../../plain/records.js', import.meta.url).href)};
    fresh();
    const made = (code, at, text) => {
      const record = { v: 2, code, text, at, rev: code, from: null, title: '' };
      return { ...record, sum: sumOf(record) };
    };
    const long = 'c' + 'a'.repeat(5e6) + 'c';
    await lay([made('7', 5, long), ...Array.from({ length: 5000 }, (_, at) => made('7~' + at, 4, 'b' + at))]);
    const one = await tab();
    await one.openDraft('7');
    const all = await records();
    console.log(\`versions: \${all.length} \${all[0].text === long}\`);
    process.exit();`;
  assert.match(execFileSync(process.execPath, ['--input-type=module', '-e', script], { timeout: MOST_MS, encoding: 'utf8' }), /versions: 5001 true/);
});

test('a reader\'s characters are counted, in a long text by code points', () => {
  assert.deepEqual([length(''), length('سلام'), length('مَ'), length('👨‍👩‍👧'), length('👨'.repeat(20000))], [0, 4, 1, 1, 20000]);
  // Letters with a mark: a browser takes long to part them.
  assert.deepEqual([length('مَ'.repeat(1999)), length('مَ'.repeat(2000))], [1999, 4000]);
});

test('a story\'s code is the one that the program makes of its name', async () => {
  Object.assign(globalThis, { document: { querySelector: () => null }, location: { href: 'https://news.example/' } });
  const { codeOf, titleOf } = await import('../../plain/kept.js');
  const fnv = (text) => {
    let hash = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    return `h${hash.toString(16).padStart(16, '0')}`;
  };
  for (const id of ['https://news.example/7', 'خبر', '', 'a b', '👨', '\0', 'x'.repeat(65), 'é'.repeat(1000)]) assert.equal(codeOf({ id }), fnv(id));
  assert.deepEqual([codeOf({ id: '۷' }), codeOf({ id: 7 }), codeOf({ id: 'x', _peyk: { code: 'y' } })], ['7', '7', 'y']);
  // The empty text's is the start of the hash, as the program's own tests have it.
  assert.equal(codeOf({ id: '' }), 'hcbf29ce484222325');
  for (const [text, title] of [['', null], ['null', null], ['{"items":{}}', null], ['{"items":[null,5,{"id":"7","title":{}}]}', ''], ['{"items":[{"id":"7","title":"خبر"}]}', 'خبر']]) assert.equal(titleOf(text, '7'), title, text);
  assert.equal(titleOf(JSON.stringify({ items: [{ id: '7', title: 'x'.repeat(1e6) }] }), '7').length, 300);
});
