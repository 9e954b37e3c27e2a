// What is kept, in WebKit: pages that are left in the middle of writing lie in the back/forward cache, and
// the pages after them need the database.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { publish, serve } from '../e2e/app.mjs';
import { record } from '../e2e/promises.mjs';
import { Window, wait } from './webkit.mjs';

const FILE = 'tests/webkit/drafts.test.mjs';
const SITE = 'target/e2e/webkit';
const STORIES = ['/n/867012/', '/n/101601/'];
/** No page waits longer for the database (plain/journal.js), in milliseconds. */
const MOST_WAIT_MS = 4000;
const ROUNDS = 24;

let server;
let window;
before(async () => {
  publish(SITE);
  server = await serve({ dir: SITE });
  window = await Window.open();
});
after(async () => {
  await window?.close();
  server?.stop();
});

const FIELD = "document.querySelector('textarea')";
/** The page that came after the one that was marked has its scripts. */
const arrived = () => window.until("return !window.leaving && document.readyState === 'complete' && !!window.peykJournal", 'the next page');
const go = async (path) => {
  await window.go(server.address + path);
  await arrived();
};
const path = () => window.run('return location.pathname');

const WAYS = {
  'another page': "location.href = other",
  reload: 'location.reload()',
  back: 'history.back()',
  forward: 'history.forward()',
};

test('a page that is left at any moment after a key loses no letter, and the next page has its field at once', async () => {
  const texts = {};
  let slowest = 0;
  await go(STORIES[0]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const here = await path();
    texts[here] ??= '';
    const began = Date.now();
    await window.until(`return ${FIELD}?.value === arguments[0]`, `the text of ${here} in round ${round}: ${texts[here]}`, texts[here]);
    slowest = Math.max(slowest, Date.now() - began);
    const [way, leave] = Object.entries(WAYS)[round % 4];
    const letters = `${round}${'ابپتث'[round % 5]} `;
    texts[here] += letters;
    await window.run(`
      const [letters, moment, other] = arguments;
      const field = ${FIELD};
      window.leaving = true;
      addEventListener('pageshow', () => { delete window.leaving; }, { once: true });
      for (const letter of letters) {
        field.value += letter;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
      setTimeout(() => { ${leave}; }, moment);`, letters, [0, 20, 60, 120, 150, 250][round % 6], STORIES.find((one) => one !== here));
    // At the end of the history it stays where it is.
    if (way === 'forward') await wait(600);
    if (way === 'forward') await window.run('delete window.leaving');
    await arrived();
  }
  await window.until("return document.querySelector('[data-status]').dataset.state === 'saved'", 'the end of writing');
  const drafts = await window.run('return window.peykJournal.drafts()');
  assert.deepEqual(drafts?.map(({ text, others, state }) => [text, others, state]).sort(), Object.values(texts).filter(Boolean).map((text) => [text, [], 'saved']).sort());
  await go('/drafts/');
  await window.until("return document.querySelectorAll('#desk .kept li').length === arguments[0]", 'the list of drafts', drafts.length);
  record('WebKit: a page that is left within 250 ms of a key, by link, reload, back and forward, loses no letter', FILE, `${ROUNDS} times: none lost, no second version; the next field filled within ${slowest} ms of its page's scripts`);
});

test('a story can be saved on the page after one that was left while it was writing', async () => {
  await go(STORIES[0]);
  await window.until(`return ${FIELD}.value !== ''`, 'the draft in its field');
  await window.run(`
    window.leaving = true;
    const field = ${FIELD};
    field.value += 'و';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    window.peykJournal.put('reading', { code: '1', at: 1, place: 0 });
    setTimeout(() => { location.href = arguments[0]; }, 150);`.replace('arguments[0]', JSON.stringify(STORIES[1])));
  await arrived();
  await window.until("const save = document.querySelector('#main .story [data-save]'); if (save?.getAttribute('aria-pressed') === 'false') save.click(); return save?.getAttribute('aria-pressed') === 'true'", 'the pressed button');
  const saved = await window.run("return window.peykJournal.keys('saved')");
  assert.equal(saved.length, 1);
  await go('/saved/');
  await window.until("return document.querySelectorAll('#desk .kept li').length > 0", 'the saved story');
});

test('a database that another page holds ends each wait: the field shows the last-moment copy, and the list of drafts says so', async () => {
  await go(STORIES[0]);
  await window.until(`return ${FIELD}.value !== '' && document.querySelector('[data-status]').dataset.state === 'saved'`, 'the draft in its field');
  // A page in the back/forward cache, or of another tab, that never ends its transaction.
  await window.run(`
    await new Promise((resolve, reject) => {
      const request = indexedDB.open('peyk');
      request.onerror = reject;
      request.onsuccess = () => {
        const store = request.result.transaction('drafts', 'readwrite').objectStore('drafts');
        const hold = () => { if (!window.released) store.count().onsuccess = hold; };
        hold();
        resolve();
      };
    });
    const field = ${FIELD};
    field.value += ' در آخرین دم';
    field.dispatchEvent(new Event('input', { bubbles: true }));`);
  await window.until("return document.querySelector('[data-status]').dataset.state === 'failed'", 'the word that it is not stored');
  const text = await window.run(`return ${FIELD}.value`);
  const [waited, drafts, copies] = await window.run(`
    const began = performance.now();
    const drafts = await window.peykJournal.drafts();
    return [performance.now() - began, drafts ?? null, window.peykJournal.copies()];`);
  assert.equal(drafts, null);
  assert.ok(waited < 4 * MOST_WAIT_MS, `${waited} ms`);
  assert.equal(copies[0].text, text);
  await window.run('window.released = true');
  await window.until("return document.querySelector('[data-status]').dataset.state === 'saved'", 'the word that it is stored');
  assert.equal((await window.run('return window.peykJournal.drafts()'))[0].text, text);
});
