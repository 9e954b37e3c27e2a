// The app without a network, with a network that lies, and with damaged files: every fault is made for
// real, on a host that the test holds in its hand.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, before, beforeEach, test } from 'node:test';
import { App, Key, publish } from './app.mjs';
import { host } from './host.mjs';
import { record } from './promises.mjs';

const WORK = path.resolve('target/offline');
const FIRST = `${WORK}/first`;
const SECOND = `${WORK}/second`;
const STORY = 'n/867012/';

/** The app as another build, whose program has another name and says so: `again` is put into its boot script. */
const rebuilt = (to, mark) => {
  cpSync('dist', to, { recursive: true });
  const old = readdirSync(to).find((name) => /^boot-.*\.js$/.test(name));
  const name = old.replace(/-[0-9a-f]{16}/, `-${mark}`);
  const script = `${readFileSync(`${to}/${old}`, 'utf8')};document.documentElement.dataset.build='${mark}';`;
  for (const kind of ['', '.br', '.gz']) rmSync(`${to}/${old}${kind}`);
  writeFileSync(`${to}/${name}`, script);
  return { old, name };
};

before(async () => {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  publish(FIRST);
  const { createHash } = await import('node:crypto');
  const app = `${WORK}/app`;
  const { old, name } = rebuilt(app, 'abcdefabcdefabcd');
  const sum = (file) => createHash('sha256').update(readFileSync(`${app}/${file}`)).digest('base64');
  for (const page of ['index.html', '404.html']) writeFileSync(`${app}/${page}`, readFileSync(`${app}/${page}`, 'utf8').replaceAll(old, name));
  const [list, ...code] = readFileSync(`${app}/sw.js`, 'utf8').split(';\n');
  const kept = JSON.parse(list.slice('self.PEYK='.length));
  delete kept.files[old];
  kept.files[name] = sum(name);
  kept.files['index.html'] = sum('index.html');
  writeFileSync(`${app}/sw.js`, `self.PEYK=${JSON.stringify(kept)};\n${code.join(';\n')}`);
  for (const kind of ['br', 'gz']) for (const page of ['index.html', '404.html', 'sw.js']) rmSync(`${app}/${page}.${kind}`);
  publish(SECOND, { app });
});

let site;
let app;
beforeEach(async () => {
  site = await host(FIRST);
  app = await App.open(site, { width: 360 });
});
afterEach(async () => {
  await app.quit();
  await site.stop();
});

/** The app is installed on this device: the worker controls the page and has kept it, and the news. */
const installed = () => app.until(`return document.documentElement.dataset.offline === 'ready' && !!navigator.serviceWorker.controller
  && Promise.all([location.href, '/feed.json'].map((url) => caches.match(url))).then((found) => found.every(Boolean))`, 'an installed app');
const visit = async (where) => {
  await app.go(where);
  await installed();
};
/** Whether the device holds the address. */
const holds = (where) => app.until('return caches.match(arguments[0], { ignoreVary: true }).then(Boolean)', `${where} on the device`, new URL(where, `${site.address}/`).href);
const title = () => app.text('main h1');
/** What the device holds of an address. */
const kept = (where) => app.run('return caches.match(arguments[0], { ignoreVary: true }).then((kept) => kept?.text() ?? null)', `${site.address}/${where}`);
/** What was kept a moment ago is old. */
const grown = () => app.run(`return caches.open('peyk-data').then(async (cache) => {
  for (const request of await cache.keys()) {
    const found = await cache.match(request);
    const headers = new Headers(found.headers);
    headers.set('peyk-at', '1');
    await cache.put(request, new Response(await found.arrayBuffer(), { headers }));
  }
})`);
const json = (text) => (response) => response.writeHead(200, { 'content-type': 'application/json', etag: '"bad"' }).end(text);
const EMPTY = 'خوراک خبر خالی رسید؛ نسخهٔ پیشین را می‌بینید';
const behind = () => app.until("return document.querySelector('.masthead .updated')?.dataset.behind", 'word of the trouble');

test('the browser finds nothing that stands against installing the app', async () => {
  await visit('');
  const { installabilityErrors } = await app.cdp('Page.getInstallabilityErrors', {});
  assert.deepEqual(installabilityErrors, []);
  const { data, errors } = await app.cdp('Page.getAppManifest', {});
  assert.deepEqual(errors, []);
  const manifest = JSON.parse(data);
  for (const field of ['id', 'scope', 'start_url', 'screenshots', 'categories', 'share_target']) assert.ok(manifest[field], field);
  assert.deepEqual([manifest.lang, manifest.dir, manifest.shortcuts.length], ['fa', 'rtl', 4]);
  for (const { src } of [...manifest.icons, ...manifest.screenshots]) assert.ok(readFileSync(`${FIRST}/${src}`).length, src);
  record('the browser finds nothing against installing the app', 'tests/e2e/offline.test.mjs', 'no installability error, no manifest error');
});

test('after one visit the app opens without a network: what was seen is read, the rest is told', async () => {
  await visit('');
  await app.go(STORY);
  const told = await title();
  await holds('data/n/867012.json');
  await app.go('s/science/');
  await holds('data/s/science.json');
  const newest = await app.run("return [...document.querySelectorAll('#main [data-save]')].slice(0, 8).map((one) => one.dataset.save)");
  for (const code of newest) await holds(`data/n/${code}.json`);
  await site.stop();

  await app.go('');
  assert.equal(await behind(), 'اینترنت نیست');
  assert.match(await app.text('.masthead .updated'), /^آخرین به‌روزرسانی: [۰-۹]{2}:[۰-۹]{2}$/);
  await app.go(STORY);
  assert.equal(await title(), told);
  await app.go('s/science/');
  // A story of the section that was never opened.
  await app.go(`n/${newest.at(-1)}/`);
  await app.until("return !!document.querySelector('.story-body p')", 'its text');
  await app.go('search/');
  await app.until("return !!document.getElementById('search-field')", 'the search page');
  await app.go('n/999999/');
  await app.until("return !!document.querySelector('.state [role=alert]')", 'a plain word');
  assert.match(await app.text('.state'), /روی دستگاه شما نگه داشته نشده است/);
  await app.shot('offline-missing-360');
  record('after one visit the app opens with the network gone', 'tests/e2e/offline.test.mjs', 'front, story, section, search and a story never opened: all shown');
});

test('the shelf shows what is on the device, and lets it be saved and removed', async () => {
  await visit('');
  await app.go('s/science/');
  await holds('data/s/science.json');
  const codes = await app.run("return [...document.querySelectorAll('#main [data-save]')].slice(0, 8).map((one) => one.dataset.save)");
  for (const code of codes) await holds(`data/n/${code}.json`);
  await app.go('saved/');
  const rows = () => app.run("return [...document.querySelectorAll('#desk section[aria-labelledby=passing-heading] li [data-save]')].map((one) => one.dataset.save)");
  await app.until("return document.querySelectorAll('#desk section[aria-labelledby=passing-heading] li').length >= arguments[0]", 'the shelf', codes.length);
  const all = await rows();
  await app.run("document.querySelector('#desk [data-save=\"' + arguments[0] + '\"]').click()", all[0]);
  await app.until("return !document.querySelector('#desk section[aria-labelledby=passing-heading] [data-save=\"' + arguments[0] + '\"]')", 'it is saved', all[0]);
  await app.run("document.querySelector('#desk [data-save=\"' + arguments[0] + '\"]').nextElementSibling.click()", all[1]);
  await app.until("return !document.querySelector('#desk [data-save=\"' + arguments[0] + '\"]')", 'it is gone', all[1]);
  assert.equal(await app.run('return caches.match(arguments[0]).then(Boolean)', `${site.address}/data/n/${all[1]}.json`), false);
  assert.deepEqual(await app.violations(), []);
  await app.shot('shelf-360');
  record('the shelf shows what is on the device, and lets it be saved and removed', 'tests/e2e/offline.test.mjs', 'age, size and total shown');
});

test('a reader who was never here gets the browser’s own word, and a shell without news a word of ours', async () => {
  await visit('');
  await app.run("return caches.delete('peyk-data')");
  await site.stop();
  await app.driver.get(`${site.address}/t/none/`);
  await app.ready();
  assert.match(await app.text('.state'), /به شبکه دسترسی نیست/);
  await app.shot('offline-no-news-360');
  record('a first visit without a network, or without news, says so', 'tests/e2e/offline.test.mjs', 'the browser’s own word; a shell without news says why and tries again');
});

for (const [name, answer, word] of [
  ['with a page in the place of the feed', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Login</h1>'), 'پاسخ نادرست شبکه'],
  ['with error 500', (response) => response.writeHead(500).end(), 'خطای کارساز خبر'],
  ['with half a feed', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"version":"https://jsonfeed.org/version/1.1","items":[{"id":'), 'پاسخ نادرست شبکه'],
  ['with a body that stalls', (response) => response.writeHead(200, { 'content-type': 'application/json' }).write('{"items":['), 'شبکه کند است'],
  ['with nothing at all', () => {}, 'شبکه کند است'],
  ['with no items', json('{"items":[]}'), EMPTY],
  ['with items that are none', json('{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[null,{},1,{"id":""}]}'), EMPTY],
  ['with JSON that is no feed', json('{}'), 'پاسخ نادرست شبکه'],
  ['with an empty body', json(''), 'پاسخ نادرست شبکه'],
  ['with two megabytes that end like a feed', json(`{"x":"${'x'.repeat(2e6)}"}`), 'پاسخ نادرست شبکه'],
  ['that the feed is not there', (response) => response.writeHead(404).end('no'), 'خطای کارساز خبر'],
]) {
  test(`a host that answers ${name} takes nothing away: the last good copy is shown, and why`, async () => {
    await visit('');
    const before = await app.text('#main .headline');
    site.rule('/feed.json', answer);
    await app.go('');
    assert.equal(await behind(), word);
    assert.equal(await app.text('#main .headline'), before);
    record(`a host that answers ${name} takes nothing away`, 'tests/e2e/offline.test.mjs', `the last good copy, and «${word}»`);
    const kept = await app.run('return caches.match(arguments[0]).then((kept) => kept.json()).then(({ items }) => items.length)', `${site.address}/feed.json`);
    assert.ok(kept > 10, 'the good copy is still there');
  });
}

test('a running app whose feed comes empty keeps what it shows, and says so; the next good one is offered', async () => {
  await visit('');
  const before = await app.text('#main .headline');
  const stop = site.rule('/feed.json', json('{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[]}'));
  await app.run("window.dispatchEvent(new Event('online'))");
  assert.equal(await behind(), EMPTY);
  assert.equal(await app.text('#main .headline'), before);
  assert.ok(JSON.parse(await kept('feed.json')).items.length > 10);
  await app.shot('feed-empty-360');
  stop();
  await app.run("window.dispatchEvent(new Event('online'))");
  await app.until("return !document.querySelector('.masthead .updated')?.dataset.behind", 'no trouble any more');
  record('an empty feed replaces nothing, and is told', 'tests/e2e/offline.test.mjs', 'on opening and while the app runs');
});

test('a story and a list that were kept stay where the network answers with something else', async () => {
  await visit('');
  await app.go(STORY);
  const told = await title();
  await holds('data/n/867012.json');
  await app.go('s/science/');
  await holds('data/s/science.json');
  const [story, list] = [await kept('data/n/867012.json'), await kept('data/s/science.json')];
  const another = story.replaceAll('867012', '867999');
  for (const text of ['{}', '{"items":[]}', '[]', 'null', '', '<h1>Login</h1>', story.slice(0, -20), another]) {
    site.rules.length = 0;
    site.rule('/data/n/867012.json', json(text));
    if (text !== another) site.rule('/data/s/science.json', json(text));
    await app.driver.get(`${site.address}/t/none/`);
    await app.ready();
    await grown();
    await app.run("dispatchEvent(new CustomEvent('peyk:keep', { detail: '/data/s/science.json' }))");
    const asked = site.asked.get('/data/n/867012.json') ?? 0;
    // A link of the app to the story.
    await app.run("const link = document.createElement('a'); link.href = '/' + arguments[0]; document.getElementById('main').append(link); link.click();", STORY);
    await app.until("return document.querySelector('main h1')?.textContent === arguments[0] && !!document.querySelector('.story-body p')", 'the story', told);
    assert.equal(site.asked.get('/data/n/867012.json'), asked + 1, 'the network was asked');
    assert.equal(await kept('data/n/867012.json'), story, text);
    assert.equal(await kept('data/s/science.json'), list, text);
  }
  record('a kept story or list stays where the network answers with something else', 'tests/e2e/offline.test.mjs', '8 answers each');
});

test('a feed that a slow network brings after all is kept for the next time', async () => {
  await visit('');
  const feed = JSON.parse(readFileSync(`${FIRST}/feed.json`, 'utf8'));
  feed.items[0].title = 'خبری که دیر رسید';
  const slow = JSON.stringify(feed);
  site.rule('/feed.json', (response) => setTimeout(() => json(slow)(response), 4000));
  await app.go('');
  assert.equal(await behind(), 'شبکه کند است');
  await app.until('return caches.match("/feed.json").then((kept) => kept.text()).then((text) => text.includes("خبری که دیر رسید"))', 'the late feed on the device');
});

test('a host that is switched off while a story is read leaves the story, and the way on says what is wrong', async () => {
  await visit(STORY);
  await site.stop();
  const told = await title();
  await app.run("document.querySelector('.masthead .name').click()");
  await app.until("return location.pathname === '/'", 'the front page');
  await app.driver.navigate().back();
  await app.until("return document.querySelector('main h1')?.textContent === arguments[0]", 'the story', told);
  await app.run("document.querySelector('textarea').focus()");
  await app.press('پیش‌نویس');
  await app.until("return /ذخیره شد/.test(document.querySelector('.comment')?.textContent ?? document.body.textContent)", 'the draft is kept');
  record('a host that is switched off while a story is read leaves the story', 'tests/e2e/offline.test.mjs', 'the story stays; the next page says what is wrong');
});

test('newer stories do not move the page that was kept; they are offered', async () => {
  await visit('');
  const before = await app.text('#main .headline');
  const feed = JSON.parse(readFileSync(`${FIRST}/feed.json`, 'utf8'));
  feed.items.unshift({ ...feed.items[0], id: 'new-1', url: undefined, title: 'خبری که تازه رسید', date_published: '2026-11-24T23:00:00Z', _peyk: { section: feed.items[0]._peyk?.section } });
  site.rule('/feed.json', (response) => response.writeHead(200, { 'content-type': 'application/json', etag: '"new"' }).end(JSON.stringify(feed)));
  await app.go('');
  await app.until("return !!document.querySelector('.offer button')", 'the offer');
  assert.equal(await app.text('#main .headline'), before);
  await app.run("document.querySelector('.offer button').click()");
  await app.until("return document.body.textContent.includes('خبری که تازه رسید')", 'the new story');
  record('newer stories move nothing of a kept page', 'tests/e2e/offline.test.mjs', 'offered in a line; the page stays as it was');
});

// ---- Builds ---------------------------------------------------------------------------------------
const build = () => app.run("return document.documentElement.dataset.build ?? 'first'");
const look = () => app.run('return navigator.serviceWorker.getRegistration().then((one) => one.update()).then(() => true, () => false)');

test('a new build is offered, taken once, and what was typed stays; an old tab reads on with its own files', async () => {
  await visit('');
  await visit(STORY);
  await app.run("document.querySelector('textarea').focus()");
  await app.press('نوشتهٔ من');
  site.dir = SECOND;
  await look();
  await app.until("return !!document.querySelector('.prompt p')", 'the offer');
  assert.match(await app.text('.prompt p'), /نسخهٔ تازه آماده است/);
  assert.deepEqual(await app.violations(), []);
  await app.shot('update-360');
  assert.equal(await build(), 'first');

  // Another tab of the old build is open meanwhile.
  const reader = await app.driver.getWindowHandle();
  await app.driver.switchTo().newWindow('tab');
  await app.go('');
  assert.equal(await build(), 'first');
  const other = await app.driver.getWindowHandle();
  await app.driver.switchTo().window(reader);

  await app.run("document.querySelector('.prompt button').click()");
  await app.until("return document.documentElement.dataset.build === 'abcdefabcdefabcd'", 'the new build');
  await app.ready();
  assert.equal(await app.run("return document.querySelector('textarea').value"), 'نوشتهٔ من');

  // The old tab fetches a program of its own build, which the host has no more.
  await app.driver.switchTo().window(other);
  assert.equal(await build(), 'first');
  await app.run("document.querySelector('.desk-links a[href$=\"/settings/\"]').click()");
  await app.until("return !!document.querySelector('#desk .setting')", 'the settings');
  await app.go('');
  assert.equal(await build(), 'abcdefabcdefabcd');
  record('a new build is taken once, whole, and an old tab reads on', 'tests/e2e/offline.test.mjs', 'draft kept; the old tab opened a page of its own build');
});

test('a deploy with a file that is missing or wrong changes nothing until it is mended', async () => {
  await visit('');
  site.dir = SECOND;
  const name = readdirSync(SECOND).find((one) => /^boot-.*\.js$/.test(one));
  for (const answer of [(response) => response.writeHead(404).end(), (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>')]) {
    const mend = site.rule(`/${name}`, answer);
    await look();
    await app.until('return navigator.serviceWorker.getRegistration().then((one) => !one.installing && !one.waiting)', 'the end of the install');
    const caches = await app.run('return caches.keys()');
    assert.equal(caches.filter((one) => one.startsWith('peyk-build-')).length, 1, 'no half of a build is left');
    mend();
  }
  await site.stop();
  await app.go('');
  assert.equal(await build(), 'first');
  await site.start();
  await look();
  await app.until('return navigator.serviceWorker.getRegistration().then((one) => !!one.waiting)', 'the mended build');
  record('a deploy with a missing or wrong file changes nothing', 'tests/e2e/offline.test.mjs', 'the old build opens without a network; no half of a build is left');
});

const DAMAGE = {
  truncated: `const body = await (await cache.match(url)).arrayBuffer();
    await cache.put(url, new Response(body.slice(0, body.byteLength / 2), { headers: { 'content-type': type } }));`,
  swapped: `await cache.put(url, new Response(other, { headers: { 'content-type': type } }));`,
  deleted: 'await cache.delete(url);',
};
/** Does `act` with each kept file of a build whose path within the site fits `pattern`: its `url` in its `cache`;
 *  `type` is what it is. Resolves to how many there were. */
const damage = (pattern, act, type = '') => app.driver.executeAsyncScript(`
  const done = arguments[arguments.length - 1];
  const [pattern, type] = arguments;
  (async () => {
    const [name] = (await caches.keys()).filter((one) => one.startsWith('peyk-build-'));
    const cache = await caches.open(name);
    const all = (await cache.keys()).map(({ url }) => url);
    const desk = all.find((url) => /desk-.*wasm$/.test(url));
    const other = type === 'application/wasm' ? await (await cache.match(desk)).arrayBuffer() : 'export default 1;';
    const hit = all.filter((url) => new RegExp(pattern).test(new URL(url).pathname.slice(1)));
    for (const url of hit) { ${act} }
    return hit.length;
  })().then(done, (error) => done(String(error)));`, pattern.source, type);

for (const [how, act] of Object.entries(DAMAGE)) {
  for (const [what, pattern, type] of [
    ['page', /^(?:shell\.html)?$/, 'text/html'],
    ['glue', /^peyk-[0-9a-f]{16}\.js$/, 'text/javascript'],
    ['program', /^peyk-[0-9a-f]{16}\.wasm$/, 'application/wasm'],
    ['boot script', /^boot-[0-9a-f]{16}\.js$/, 'text/javascript'],
  ]) {
    test(`a kept ${what} that is ${how} is made whole, and the reader sees the page`, async () => {
      await visit('');
      const damaged = await damage(pattern, act, type);
      assert.ok(damaged >= 1, String(damaged));
      const pages = site.asked.get('/');
      await app.go('');
      assert.ok(await app.text('#main .headline'));
      const reloads = (site.asked.get('/') ?? 0) - pages - 1;
      assert.ok(reloads <= 1, 'at most one reload');
      record(`a kept ${what} that is ${how} is made whole in one reload at most`, 'tests/e2e/offline.test.mjs', `${Math.max(0, reloads)} reloads`);
      // What was damaged is whole again, without the network too.
      await app.go('');
      await site.stop();
      await app.go('');
      assert.ok(await app.text('#main .headline'));
    });
  }
}

test('a program that never starts is found after ten seconds, healed, and the empty page is opened anew once', async () => {
  await visit('');
  const hangs = "new Response('export default () => new Promise(() => {})', { headers: { 'content-type': 'text/javascript' } })";
  assert.equal(await damage(/^peyk-[0-9a-f]{16}\.js$/, `await cache.put(url, ${hangs});`), 1);
  await app.driver.get(`${site.address}/search/`);
  await app.run('window.first = true');
  await app.driver.wait(() => app.run("return window.first === undefined && !!document.querySelector('#app[data-running] #search-field')"), 30000, 'never: the page, opened anew');
  record('a program that hangs is healed by the watchdog, with one reload', 'tests/e2e/offline.test.mjs', '1 reload after 10 s');
});

test('a program that cannot be healed leaves plain links', async () => {
  await visit('');
  assert.ok(await damage(/^peyk-.*wasm$|^$|\/$/, DAMAGE.deleted) > 1);
  await app.cdp('Network.clearBrowserCache', {});
  site.rule(/^\/peyk-.*\.wasm$/, (response) => response.writeHead(404).end());
  site.rule('/t/none/', (response) => response.writeHead(503).end());
  await app.driver.get(`${site.address}/t/none/`);
  await app.until("return document.querySelectorAll('#peyk-failed:not([hidden]) li a').length > 10", 'headlines as plain links');
  assert.match(await app.text('#peyk-failed'), /برنامه بالا نیامد/);
  await app.shot('plain-links-360');
  // A page that was published has its text anyway.
  await app.driver.get(`${site.address}/${STORY}`);
  await app.until("return !document.getElementById('peyk-failed').hidden", 'the word that it failed');
  assert.ok(await app.text('.story-body p'));
  record('a program that cannot be healed leaves plain links', 'tests/e2e/offline.test.mjs', 'more than 10 headlines as links; a published page keeps its text');
});

test('where there is no room left the app goes on, and what was kept stays', async () => {
  await visit('');
  const { usage } = await app.cdp('Storage.getUsageAndQuota', { origin: site.address });
  await app.cdp('Storage.overrideQuotaForOrigin', { origin: site.address, quotaSize: Math.round(usage) });
  await app.go(STORY);
  assert.ok(await app.text('.story-body p'));
  site.dir = SECOND;
  await look();
  await app.until('return navigator.serviceWorker.getRegistration().then((one) => !one.installing)', 'the end of the install');
  await site.stop();
  await app.go('');
  assert.ok(await app.text('#main .headline'));
  record('a new build that finds no room changes nothing', 'tests/e2e/offline.test.mjs', 'the old build opens without a network');
});

test('a device that is full refuses to keep anything, which is told; what was typed is kept once there is room', async () => {
  // From the first visit: the browser looks only now and then how much room there is.
  await app.cdp('Storage.overrideQuotaForOrigin', { origin: site.address, quotaSize: 1 });
  await app.go(STORY);
  await app.driver.wait(() => site.asked.has('/sw.js'), 15000, 'never: a worker that comes');
  await app.until("return navigator.serviceWorker.getRegistration().then((one) => !one)", 'a worker that went');
  assert.deepEqual(await app.run('return caches.keys()'), [], 'no half of a build is left');
  await app.run("document.querySelector('.story-acts [data-save]').click()");
  await app.until("return /ذخیره نشد/.test(document.querySelector('.notice').textContent)", 'the word that it is not saved');
  assert.equal(await app.run("return document.querySelector('.story-acts [data-save]').getAttribute('aria-pressed')"), 'false');
  await app.run("document.querySelector('textarea').focus()");
  await app.press('جا نیست');
  await app.until("return document.querySelector('[data-status]').dataset.state === 'full'", 'the word that there is no room');
  assert.match(await app.text('[data-status]'), /حافظهٔ دستگاه پر است/);
  await app.shot('full-device-360');
  await app.complaints();
  await app.cdp('Storage.overrideQuotaForOrigin', { origin: site.address });
  await app.until("return document.querySelector('[data-status]').dataset.state === 'saved'", 'the draft');
  await app.go(STORY);
  await app.until("return document.querySelector('textarea').value === 'جا نیست'", 'the draft after a reload');
  record('a full device is told by its name, and takes no typed word', 'tests/e2e/offline.test.mjs', 'install, saving and draft refused by the browser itself; the draft kept once there was room');
});

test('the way out takes every build away and leaves drafts alone', async () => {
  await visit(STORY);
  await app.run("document.querySelector('textarea').focus()");
  await app.press('می‌ماند');
  await app.until("return /ذخیره شد/.test(document.body.textContent)", 'the draft is kept');
  site.rule('/sw.js', (response) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(`${FIRST}/sw-off.js`)));
  await look();
  await app.until("return navigator.serviceWorker.getRegistration().then((one) => !one && caches.keys().then((names) => names.length === 0))", 'nothing is left');
  site.rules.length = 0;
  await app.go(STORY);
  assert.equal(await app.run("return document.querySelector('textarea').value"), 'می‌ماند');
  record('the kill switch takes every build away, and no draft', 'tests/e2e/offline.test.mjs', 'no cache, no worker; the draft in its field');
});

test('a reader is offered the app at the second visit, and never again after a no', async () => {
  await visit('');
  const prompt = () => app.run("const event = new Event('beforeinstallprompt', { cancelable: true }); event.prompt = () => Promise.resolve(); dispatchEvent(event); return document.querySelector('.prompt')?.textContent ?? ''");
  assert.equal(await prompt(), '', 'not at the first visit');
  await app.driver.switchTo().newWindow('tab');
  await app.go('');
  assert.match(await prompt(), /صفحهٔ اصلی/);
  assert.deepEqual(await app.violations(), []);
  await app.shot('install-360');
  await app.run("document.querySelector('.prompt button:last-child').click()");
  assert.equal(await app.run("return document.querySelector('.prompt').textContent"), '');
  await app.driver.switchTo().newWindow('tab');
  await app.go('');
  assert.equal(await prompt(), '');
  record('the app is offered at the second visit, and never again after a no', 'tests/e2e/offline.test.mjs', 'offered once');
});

test('an address that is shared with the app opens its story', async () => {
  await visit('');
  await app.driver.get(`${site.address}/search/?title=x&q=${encodeURIComponent(`باران ${site.address}/${STORY}?utm=1`)}`);
  await app.until('return location.pathname === arguments[0]', 'the story', `/${STORY}`);
  record('an address that is shared with the app opens its story', 'tests/e2e/offline.test.mjs', 'the story');
});
