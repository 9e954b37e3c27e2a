import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { begun, fresh, records, settle, tab } from './tabs.mjs';

const MOST_READ = 2000;
const MOST_STORY = 8e6;
const mark = (code) => ({ code: String(code), at: code + 1, place: 3 });

let kept;
before(() => {
  Object.assign(globalThis, { addEventListener: () => {}, location: { href: 'https://news.example/' }, scrollY: 0, innerHeight: 600 });
  globalThis.window ??= globalThis;
});

/** A browser whose page loads the marks, and what the page asks of the journal. */
const page = async () => {
  fresh();
  Object.assign(document, { querySelector: () => null, querySelectorAll: () => [], documentElement: { dataset: {} } });
  kept = await import(`../../plain/kept.js?${Math.random()}`);
  const journal = await tab();
  const asked = { all: 0, underWay: 0, most: 0 };
  const all = async (store) => {
    asked.all += 1;
    asked.underWay += 1;
    asked.most = Math.max(asked.most, asked.underWay);
    const found = await journal.all(store);
    asked.underWay -= 1;
    return found;
  };
  return { journal, asked, start: () => kept.start({ ...journal, all }) };
};

/** A file as the app writes it. */
const fileOf = async (reading) => {
  const { hash } = await import('../../plain/records.js');
  const all = { settings: '', drafts: [], saved: [], reading };
  return JSON.stringify({ format: 'peyk-reader', version: 1, ...all, sum: hash(JSON.stringify(all)) });
};

test('marks that are too many go at once, and the newest stay', async () => {
  const { journal, asked, start } = await page();
  const surplus = 4000;
  await journal.all('reading');
  await new Promise((resolve) => {
    indexedDB.open('peyk').onsuccess = ({ target: { result } }) => {
      const transaction = result.transaction('reading', 'readwrite');
      for (let code = 0; code < MOST_READ + surplus; code += 1) transaction.objectStore('reading').put(mark(code));
      transaction.oncomplete = () => { result.close(); resolve(); };
    };
  });
  const count = await begun(async () => {
    start();
    while ((await records('reading')).length > MOST_READ) await settle();
    await settle();
  });
  const left = await records('reading');
  assert.deepEqual([left.length, Math.min(...left.map(({ at }) => at))], [MOST_READ, surplus + 1]);
  // Those of this test that read the store are among them.
  assert.ok(count < 100, `${count} transactions`);
  assert.equal(asked.all, 1);
});

test('whatever is told while the marks are loaded, they are loaded once more, after it', async () => {
  const { asked, start } = await page();
  start();
  for (let time = 0; time < 1000; time += 1) document.dispatchEvent(new CustomEvent('peyk:kept', { detail: {} }));
  await settle();
  assert.deepEqual([asked.all, asked.most], [2, 1]);
  document.dispatchEvent(new CustomEvent('peyk:kept', { detail: {} }));
  await settle();
  assert.equal(asked.all, 3);
});

test('of a file with too many marks the newest are taken, and the others counted', async () => {
  const { journal, start } = await page();
  start();
  const file = await fileOf(Array.from({ length: 6000 }, (_, code) => mark(code)));
  const { reading, refused } = await journal.importAll(file);
  assert.deepEqual([reading, refused], [MOST_READ, 4000]);
  const left = await records('reading');
  assert.deepEqual([left.length, Math.min(...left.map(({ at }) => at))], [MOST_READ, 4001]);
  assert.equal((await journal.importAll(file)).reading, 0, 'twice is as once');
});

test('a file\'s marks that are older than all that are remembered here are counted as left out', async () => {
  const { journal } = await page();
  await journal.importAll(await fileOf(Array.from({ length: MOST_READ }, (_, code) => mark(code + 10))));
  const { reading, refused } = await journal.importAll(await fileOf([mark(1), mark(2), mark(5000), mark(5000), mark(500)]));
  // One story twice is one mark; the one that is here already is neither taken nor left out.
  assert.deepEqual([reading, refused], [1, 3]);
});

test('no more of an answer is read than a saved story may have', async () => {
  await page();
  let read = 0;
  let cancelled = false;
  const body = new ReadableStream({
    pull(stream) {
      read += 1 << 20;
      stream.enqueue(new Uint8Array(1 << 20).fill(97));
    },
    cancel() { cancelled = true; },
  });
  const { fetch } = globalThis;
  globalThis.fetch = async () => new Response(body);
  await assert.rejects(kept.answer('https://news.example/n/7.json'), /too long/);
  assert.ok(cancelled && read < MOST_STORY + (4 << 20), `${read}`);

  const text = `\uFEFF${'ژ👨'.repeat(1e5)}`;
  const bytes = new TextEncoder().encode(text);
  // Letters that two parts share.
  globalThis.fetch = async () => new Response(new ReadableStream({
    start(stream) {
      for (let from = 0; from < bytes.length; from += 4099) stream.enqueue(bytes.slice(from, from + 4099));
      stream.close();
    },
  }));
  assert.equal(await kept.answer('https://news.example/n/7.json'), text.slice(1));
  globalThis.fetch = async () => new Response('', { status: 503 });
  await assert.rejects(kept.answer('https://news.example/n/7.json'), /503/);
  globalThis.fetch = fetch;
});
