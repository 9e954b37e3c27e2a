// A published site: its text is there before the program, which takes over what is on the screen.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { App, WATCH_SHIFT, publish, serve } from './app.mjs';

const SITE = mkdtempSync(path.join(tmpdir(), 'peyk-site-'));
// One of each kind: front, lists of words, of other lists, of pages, of pictures and of films; a story, one
// with a gallery, a film, and a table; a tag.
const PAGES = [
  '', 's/science/', 's/provinces/', 's/pages/', 's/photo/', 's/video/',
  'n/867012/', 'n/101201/', 'n/101101/', 'n/101301/', `t/${encodeURIComponent('محیط زیست')}/`,
];
let server;
let app;
before(async () => {
  publish(SITE);
  server = await serve({ dir: SITE });
  app = await App.open(server, { width: 360 });
  // The first visit brings the web font, whose letters are of other widths than those before it.
  await app.go('');
  await app.until('return !!navigator.serviceWorker.controller', 'the worker, which keeps it');
  // What is there when the page has been parsed, and what moves from then on.
  await app.cdp('Page.enable', {});
  await app.cdp('Page.addScriptToEvaluateOnNewDocument', { source: `${WATCH_SHIFT}
    document.addEventListener('DOMContentLoaded', () => {
      window.published = { running: !!document.querySelector('#app[data-running]'), nodes: [...document.querySelectorAll('main :not(.list-end *)')], text: document.querySelector('main')?.textContent };
    });` });
});
after(async () => {
  await app?.quit();
  server?.stop();
});

for (const page of PAGES) {
  test(`/${decodeURIComponent(page)} is there before the program, which keeps every node of it`, async () => {
    await app.go(page);
    const seen = await app.run(`return {
      early: !published.running && published.text.length > 100,
      kept: published.nodes.filter((node) => !node.isConnected).map((node) => node.outerHTML.slice(0, 120)),
      moved, again: (() => {
        const held = JSON.parse(document.getElementById('peyk-state').textContent).items.filter((item) => item.content_html || item.content_text);
        const files = held.map(({ id }) => \`/data/n/\${id}.json\`);
        return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((name) => files.includes(name));
      })() }`);
    assert.ok(seen.early, 'the text was there first');
    assert.deepEqual(seen.kept, [], 'no node was replaced');
    assert.deepEqual(seen.moved, [], 'nothing moved');
    assert.deepEqual(seen.again, [], 'what the page holds is not fetched again');
    assert.deepEqual(await app.complaints(), []);
  });
}

test('from a published page the reader goes on within the app', async () => {
  await app.go('n/867012/');
  await app.run("window.same = true; document.querySelector('.menu-row a[href=\"/s/culture/\"]').click()");
  await app.until("return location.pathname === '/s/culture/' && document.querySelectorAll('main .card').length > 2", 'the section');
  await app.run("document.querySelector('main .headline a').click()");
  await app.until("return location.pathname.startsWith('/n/') && !!document.querySelector('.story-body p')", 'the story');
  assert.ok(await app.run('return window.same === true'), 'without another page load');
  assert.deepEqual(await app.complaints(), []);
});

test('who loads a long story anew, or comes back to it, finds the same line at the same place', async () => {
  const line = () => app.run(`
    const parts = [...document.querySelectorAll('.story-body > *')];
    const at = parts.findIndex((part) => part.getBoundingClientRect().bottom > 0);
    return [at, Math.round(parts[at]?.getBoundingClientRect().top)];`);
  const settled = () => app.until('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))', 'a frame');
  await app.go('n/103501/');
  for (let part = 3; part < 14; part += 1) {
    await app.run("document.querySelectorAll('.story-body > *')[arguments[0]].scrollIntoView({ behavior: 'instant' })", part);
    await settled();
  }
  await app.run('scrollBy(0, 9)');
  await settled();
  const [at, top] = await line();
  const stands = async (what) => {
    await app.until('return scrollY > 1000', what);
    await settled();
    const [now, there] = await line();
    assert.deepEqual([now, Math.abs(there - top) <= 2], [at, true], `${what}: ${now} at ${there}, it was ${at} at ${top}`);
  };
  await app.driver.navigate().refresh();
  await app.ready();
  await stands('loaded anew');
  await app.run("document.querySelector('.menu-row a[href=\"/s/culture/\"]').click()");
  await app.until("return location.pathname === '/s/culture/' && document.querySelectorAll('main .card').length > 2", 'the section');
  await app.run('history.back()');
  await app.until("return !!document.querySelector('.story-body p')", 'the story');
  await stands('back');
});

test('the list of a published section goes on where the page ends', async () => {
  await app.go('s/society/');
  await app.until("return performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/feed.json'))", 'the feed');
  await app.until("return !!document.querySelector('.list-end .quiet') || !!document.querySelector('.list-end .more')", 'the end of the list');
});

test('without scripts the pages are read and followed', async () => {
  await app.cdp('Emulation.setScriptExecutionDisabled', { value: true });
  try {
    await app.driver.get(`${server.address}/`);
    await (await app.find('main .headline a')).click();
    assert.ok((await (await app.find('.story-body')).getText()).length > 100);
    await (await app.find('.menu-row a[href^="/s/"]')).click();
    assert.ok((await (await app.find('main h1')).getText()).length > 0);
  } finally {
    await app.cdp('Emulation.setScriptExecutionDisabled', { value: false });
  }
});

test('a comment begun before the program came stays, in its field, with its focus', async () => {
  await app.cdp('Network.enable', {});
  await app.cdp('Network.setBlockedURLs', { urls: ['*.wasm'] });
  try {
    await app.driver.get(`${server.address}/n/867012/`);
    await app.run("document.querySelector('textarea').focus()");
    await app.press('پیش از برنامه');
    await app.until("return document.querySelector('textarea').value === 'پیش از برنامه'", 'the typed text');
  } finally {
    await app.cdp('Network.setBlockedURLs', { urls: [] });
  }
  await app.go('n/867012/');
  await app.until("return document.querySelector('textarea').value === 'پیش از برنامه'", 'the draft');
  await app.emptyComment();
  await app.complaints();
});

test('a comment that was typed before any script of ours had come is there on the next page', async () => {
  await app.cdp('Network.enable', {});
  await app.cdp('Network.setBlockedURLs', { urls: ['*/boot-*.js'] });
  try {
    await app.driver.get(`${server.address}/n/867012/`);
    await app.run("document.querySelector('textarea').focus()");
    await app.press('پیش از همه');
    await app.until("return document.querySelector('textarea').value === 'پیش از همه'", 'the typed text');
  } finally {
    await app.cdp('Network.setBlockedURLs', { urls: [] });
  }
  await app.complaints();
  await app.go('n/867012/');
  await app.until("return document.querySelector('textarea').value === 'پیش از همه'", 'the draft');
  await app.emptyComment();
  await app.until("return document.querySelector('[data-status]').dataset.state === 'empty'", 'its being gone');
});

test('a comment that was typed before the database had opened is there after the page was left', async () => {
  const late = "IDBFactory.prototype.open = function () { return new EventTarget(); };";
  const { identifier } = await app.cdp('Page.addScriptToEvaluateOnNewDocument', { source: late });
  try {
    await app.driver.get(`${server.address}/n/867012/`);
    await app.run("document.querySelector('textarea').focus()");
    await app.press('در آخرین دم');
    await app.until("return document.querySelector('textarea').value === 'در آخرین دم'", 'the typed text');
  } finally {
    await app.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
  }
  await app.go('n/867012/');
  await app.until("return document.querySelector('textarea').value === 'در آخرین دم'", 'the draft');
  await app.until("return Object.keys(localStorage).filter((key) => key !== 'peyk:visits').length === 0", 'its being at home');
  await app.emptyComment();
});
