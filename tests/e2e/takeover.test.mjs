// Taking over under the conditions of the real web: a slow network, a program that comes late or
// never, hands that have changed the page before, and readers who press before it is there.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { App, WATCH_SHIFT, publish, serve } from './app.mjs';

const SITE = mkdtempSync(path.join(tmpdir(), 'peyk-takeover-'));
const STORY = 'n/867012/';
let server;
let between;
let app;

/** Stands between the browser and the server: changes pages, and keeps the program back. */
const proxy = async (to) => {
  const self = { change: (html) => html, held: false, waiting: [], asked: [] };
  self.release = () => { self.held = false; self.waiting.splice(0).forEach((go) => go()); };
  const http = createServer((incoming, outgoing) => {
    self.asked.push(incoming.url);
    const go = () => {
      const headers = { ...incoming.headers, 'accept-encoding': 'identity' };
      const sent = request(`${to}${incoming.url}`, { headers }, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => {
          const isPage = response.headers['content-type']?.startsWith('text/html');
          const whole = Buffer.concat(parts);
          const body = isPage && response.statusCode === 200 ? Buffer.from(self.change(whole.toString())) : whole;
          outgoing.writeHead(response.statusCode, { ...response.headers, 'content-length': body.length });
          outgoing.end(body);
        });
      });
      sent.on('error', () => outgoing.destroy());
      sent.end();
    };
    if (self.held && incoming.url.endsWith('.wasm')) self.waiting.push(go);
    else go();
  });
  await new Promise((resolve) => { http.listen(0, '127.0.0.1', resolve); });
  self.address = `http://127.0.0.1:${http.address().port}`;
  self.stop = () => { http.closeAllConnections(); http.close(); };
  return self;
};

const open = (page) => app.driver.get(`${between.address}/${page}`);
const running = () => app.until("return !!document.querySelector('#app[data-running]')", 'the program');
const afresh = () => { Object.assign(between, { change: (html) => html, held: false, asked: [] }); };

before(async () => {
  publish(SITE);
  server = await serve({ dir: SITE });
  between = await proxy(server.address);
  app = await App.open({ ...server, address: between.address }, { width: 360 });
  // What is fetched is counted here: nothing is to be answered from the device.
  await app.cdp('Network.enable', {});
  await app.cdp('Network.setBypassServiceWorker', { bypass: true });
  await app.cdp('Page.enable', {});
  await app.cdp('Network.enable', {});
  // A program that is kept back must not come from the browser's own store.
  await app.cdp('Network.setCacheDisabled', { cacheDisabled: true });
  await app.cdp('Page.addScriptToEvaluateOnNewDocument', { source: WATCH_SHIFT });
});
after(async () => {
  await app?.quit();
  between?.stop();
  server?.stop();
});

for (const [what, change] of [
  ['a minifier has taken the comments and line breaks out', (html) => html.replace(/<!--[\s\S]*?-->/g, '').replace(/>\n\s*</g, '><')],
  ['a translator has put its own elements around words', (html) => html.replace(/(<div class="story-body"><p>)([^<]{20})/, '$1<font dir="auto"><font>$2</font></font>')],
  ['an extension has put an element before everything', (html) => html.replace('<div id="app">', '<div id="app"><div class="stranger">x</div>')],
  ['the page is of another address', (html) => html.replace(/data-route="[^"]*"/, 'data-route="/n/1/"')],
  ['the page is of another release, whose state cannot be read', (html) => html.replace(/(id="peyk-state"[^>]*>)[\s\S]*?(<\/script>)/, '$1{"v":9}$2')],
]) {
  test(`where ${what}, the app runs and the story stands once`, async () => {
    afresh();
    between.change = change;
    await open(STORY);
    await running();
    await app.until("return document.querySelectorAll('.story-body p').length > 3 && document.querySelectorAll('main').length === 1 && document.querySelectorAll('h1').length === 1", 'the story, once');
    assert.equal(await app.run("return document.querySelectorAll('.masthead').length"), 1);
    assert.deepEqual(await app.complaints(), []);
  });
}

test('on a slow network no frame is blank and nothing but letters moves until the program is there', async () => {
  afresh();
  await app.cdp('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 });
  try {
    await open('');
    const sizes = [];
    for (let done = false; !done;) {
      done = await app.run("return !!document.querySelector('#app[data-running]')");
      const { data } = await app.cdp('Page.captureScreenshot', { format: 'png' });
      sizes.push(data.length);
    }
    // A blank frame is packed into a fraction of a page of words and pictures.
    assert.ok(Math.min(...sizes) > Math.max(...sizes) / 4, `${sizes}`);
    // The web font comes after the text, and its letters are of other widths.
    const [shift, moved] = await app.run('return [shift, moved]');
    assert.ok(shift < 0.01, `${shift}: ${moved.join('; ')}`);
    assert.deepEqual(await app.complaints(), []);
  } finally {
    await app.cdp('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  }
});

test('focus, selection and scroll are after taking over what they were before', async () => {
  afresh();
  between.held = true;
  await open(STORY);
  await app.run(`
    document.querySelector('.tags a').focus({ preventScroll: true });
    getSelection().selectAllChildren(document.querySelector('.story-body p'));
    scrollTo(0, 400);`);
  const seen = "return [document.activeElement.pathname, getSelection().toString(), scrollY]";
  const was = await app.run(seen);
  between.release();
  await running();
  assert.deepEqual(await app.run(seen), was);
  assert.ok(was[1].length > 10 && was[2] === 400);
});

test('with a program that never comes, at 64 kbit/s, there are text, menu, links and the comment field', async () => {
  afresh();
  between.held = true;
  await app.cdp('Network.emulateNetworkConditions', { offline: false, latency: 300, downloadThroughput: 8000, uploadThroughput: 8000 });
  try {
    await open(STORY);
    assert.ok((await app.text('.story-body')).length > 200);
    await app.run("document.querySelector('.menu-all summary').click()");
    assert.ok((await app.text('.menu-all ul')).length > 20);
    await app.run("document.querySelector('textarea').focus()");
    await app.press('کند اما ماندگار');
    await app.until("return new Promise((resolve) => { const ask = indexedDB.open('peyk'); ask.onsuccess = () => { const all = ask.result.transaction('drafts').objectStore('drafts').getAll(); all.onsuccess = () => resolve(all.result.some(({ text }) => text === 'کند اما ماندگار')); }; })", 'the stored comment');
    assert.equal(await app.run("return document.getElementById('peyk-failed').hidden"), true);
    await app.run("document.querySelector('.menu-row a[href^=\"/s/\"]').click()");
    await app.until("return location.pathname.startsWith('/s/') && !!document.querySelector('main .headline')", 'the section');
  } finally {
    await app.cdp('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    between.release();
  }
  await open(STORY);
  await app.until("return document.querySelector('textarea').value === 'کند اما ماندگار'", 'the comment');
  await app.emptyComment();
});

test('a button that is pressed before the program listens is pressed again once it does', async () => {
  afresh();
  between.held = true;
  await open('s/photo/');
  const gallery = await app.run("return document.querySelector('main .headline a').pathname.slice(1)");
  await open(gallery);
  await app.run("document.querySelector('.gallery button').click()");
  assert.equal(await app.run("return document.getElementById('gallery').open"), false);
  between.release();
  await app.until("return document.getElementById('gallery').open && !!document.querySelector('.gallery-picture img')", 'the picture');
  assert.deepEqual(await app.complaints(), []);
});

const bodies = () => between.asked.filter((address) => address.startsWith('/data/n/'));
/** Opens a section whose stories are not on the device, and waits until the feed is. */
const section = async () => {
  afresh();
  await open('s/society/');
  await running();
  await app.until("return performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/feed.json'))", 'the feed');
};
/** A headline's path and the file of its story. */
const last = async () => {
  const link = await app.run("return [...document.querySelectorAll('main .headline a')].at(-1).pathname");
  return { link, file: `/data${link.slice(0, -1)}.json` };
};
const hover = "document.querySelector(`main .headline a[href='${arguments[0]}']`).dispatchEvent(new Event(arguments[1], { bubbles: true }))";

for (const event of ['mouseover', 'touchstart', 'focusin']) {
  test(`a story that is about to be opened (${event}) is fetched once, and is there at once`, async () => {
    await section();
    const { link, file } = await last();
    await app.driver.wait(async () => {
      await app.run(hover, link, event);
      return bodies().includes(file);
    }, 10000, 'the story ahead', 200);
    await app.run("document.querySelector(`main .headline a[href='${arguments[0]}']`).click()", link);
    await app.until("return !!document.querySelector('.story-body p')", 'the story');
    assert.equal(bodies().filter((address) => address === file).length, 1);
    assert.deepEqual(await app.complaints(), []);
  });
}

test('stories in view are fetched while the page stands still; none where the reader spares data', async () => {
  await section();
  await app.driver.wait(async () => bodies().length > 0, 10000, 'a story in view');
  const { identifier } = await app.cdp('Page.addScriptToEvaluateOnNewDocument', { source: "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })" });
  try {
    await section();
    const { link } = await last();
    await app.run(hover, link, 'touchstart');
    // What is asked for later comes later: by then a story ahead would have been asked for.
    await app.run("document.querySelector(`main .headline a[href='${arguments[0]}']`).click()", link);
    await app.until("return !!document.querySelector('.story-body p')", 'the story');
    assert.equal(bodies().length, 1, 'only the one that was opened');
  } finally {
    await app.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
  }
});

test('without scripts galleries, films and long lists are there', async () => {
  afresh();
  await app.cdp('Emulation.setScriptExecutionDisabled', { value: true });
  try {
    await open('s/photo/');
    await (await app.find('main .headline a')).click();
    assert.ok(await (await app.find('.gallery img')).isDisplayed());
    await open('s/video/');
    await (await app.find('main .headline a')).click();
    assert.equal(await (await app.find('video')).getAttribute('controls'), 'true');
    await open('s/provinces/');
    await (await app.find('.list-end a')).click();
    assert.ok((await (await app.find('main h1')).getText()).length > 0);
    assert.equal(new URL(await app.driver.getCurrentUrl()).pathname, '/s/provinces/all/');
  } finally {
    await app.cdp('Emulation.setScriptExecutionDisabled', { value: false });
  }
});
