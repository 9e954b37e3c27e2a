// Frames on other sites: a site of ours, and hosts on another origin with all that hosts do.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { App, By, WATCH_SHIFT, publish, serve } from './app.mjs';
import { host } from './host.mjs';
import { record } from './promises.mjs';

const SITE = 'target/embed/site';
let site;
let plain;
let partner;
let app;
before(async () => {
  mkdirSync('target/embed/partner', { recursive: true });
  publish(SITE);
  // The one sends every header, the other none.
  site = await serve({ dir: SITE });
  plain = await host(SITE);
  partner = await host('target/embed/partner', { name: 'localhost' });
});
after(async () => {
  site.stop();
  await plain.stop();
  await partner.stop();
});
beforeEach(async () => { app = await App.open(site, { width: 1280 }); });
afterEach(async () => {
  partner.rules.length = 0;
  await app.quit();
});

const LINKS = '<a href="https://news.example/s/science/">علمی</a>';
const element = (attributes = 'section="science"') => `<peyk-news ${attributes}>${LINKS}</peyk-news>`;
/** As the builder writes it: the frame stands in the element already. */
const written = (attributes, query, high) => `<peyk-news ${attributes}><iframe src="${site.address}/embed/s/science/?${query}" title="علمی" width="100%" height="${high}" frameborder="0" loading="lazy" sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"></iframe>${LINKS}</peyk-news>`;
const script = (of = site) => `<script async src="${of.address}/embed.js"></script>`;

/** A partner's page with `body`, under `headers`. */
const page = async (body, { headers = {}, html = 'lang="fa" dir="rtl"', path = '/', style = '' } = {}) => {
  partner.rule(path, (response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers })
    .end(`<!doctype html><html ${html}><meta charset="utf-8"><title>میزبان</title>${style}<body><h1>میزبان</h1>${body}<p id="after">پس از آن</p></body></html>`));
  await app.driver.get(`${partner.address}${path}`);
};
/** The frame has said that it is there, and has its height. */
const framed = (count = 1) => app.until(`const all = [...document.querySelectorAll('peyk-news')].filter((one) => one.port);
  return all.length === arguments[0]`, `${count} frames`, count);
const linked = () => app.until("return [...document.querySelectorAll('peyk-news')].every((one) => !one.querySelector('iframe') && !one.querySelector('a').hidden)", 'the plain links');
/** Runs `script` inside the frame of the `at`th element. */
const inside = async (script, at = 0) => {
  const frame = await app.run("return document.querySelectorAll('peyk-news')[arguments[0]].querySelector('iframe')", at);
  await app.driver.switchTo().frame(frame);
  const found = await app.run(script);
  await app.driver.switchTo().defaultContent();
  return found;
};
const height = (at = 0) => app.run("return document.querySelectorAll('peyk-news')[arguments[0]].querySelector('iframe').getBoundingClientRect().height", at);

for (const [name, how, body] of [
  ['a plain host', {}, () => script() + element()],
  ['a host from left to right', { html: 'lang="en" dir="ltr"' }, () => script() + element()],
  ['a host that lists the script and frames', () => ({ headers: { 'content-security-policy': `default-src 'none'; script-src 'self' ${site.address}; frame-src *` } }), () => script() + element()],
  ['a host that embeds only what agrees to it (COEP)', { headers: { 'cross-origin-embedder-policy': 'require-corp' } }, () => script() + element()],
]) {
  test(`on ${name} the headlines are shown in a frame, right to left, in their own space`, async () => {
    await page(body(), typeof how === 'function' ? how() : how);
    await framed();
    assert.equal(await inside("return [...document.querySelectorAll('li')].filter((one) => one.offsetHeight > 0).length"), 5);
    assert.equal(await inside("return getComputedStyle(document.querySelector('h2')).direction"), 'rtl');
    assert.equal(await inside('return document.body.getBoundingClientRect().height'), await height());
  });
}

for (const layout of ['list', 'headline', 'cards']) {
  for (const [size, width] of [['s', 1280], ['m', 700], ['l', 360]]) {
    test(`the space of ${layout} in size ${size} at ${width} px is known before it comes, and nothing moves`, async () => {
      await app.screen(width);
      // What the element reserves by itself is what the builder writes.
      await page(script() + element(`section="science" count="4" layout="${layout}" size="${size}"`), { path: '/made' });
      await framed();
      const reserved = await height();
      await page(script() + written(`section="science" count="4" layout="${layout}" size="${size}"`, `count=4&layout=${layout}&size=${size}`, reserved), { style: `<meta name="viewport" content="width=device-width"><script>${WATCH_SHIFT}</script>` });
      await framed();
      assert.equal(await inside('return document.body.getBoundingClientRect().height'), await height());
      assert.ok(await inside('return document.documentElement.scrollHeight <= innerHeight'), 'nothing to scroll');
      await app.until('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))', 'a frame');
      const shift = await app.run('return shift');
      assert.equal(shift, 0);
      await app.shot(`embed-${layout}-${size}-${width}`);
    });
  }
}

test('a host that allows only its own shows the plain links at once', async () => {
  partner.rule('/embed.js', (response) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(`${SITE}/embed.js`)));
  // The script is a copy on the host itself; its frames would be the host's.
  await page(`<script src="/embed.js"></script>${element()}`, { headers: { 'content-security-policy': "default-src 'self'; frame-src 'none'" } });
  await linked();
  assert.ok(await app.find('peyk-news a').isDisplayed());
  record('a host with default-src self shows plain links at once', 'tests/e2e/embed.test.mjs', 'the links, and no frame');
});

test('a host whose policy refuses the frame, or whose embedder policy the site does not know, shows the plain links', async () => {
  await page(script() + element(), { headers: { 'content-security-policy': `script-src 'self' ${site.address}; frame-src 'self'` } });
  await linked();
  await page(script(plain) + element(), { path: '/coep', headers: { 'cross-origin-embedder-policy': 'require-corp' } });
  // Without the header the very script is refused there: the links are never anything else.
  assert.ok(await app.find('peyk-news a').isDisplayed());
  await page(`<script>addEventListener('load', () => { const script = document.createElement('script'); script.crossOrigin = 'anonymous'; script.src = '${site.address}/embed.js'; document.head.append(script); });</script>${element('section="none"')}`, { path: '/none' });
  await app.until("return !!document.querySelector('peyk-news').frame", 'the element');
  await linked();
  record('a host that refuses frames shows plain links', 'tests/e2e/embed.test.mjs', 'the links, for a policy, an embedder policy and a missing page');
});

test('a headline opens its story in a new tab', async () => {
  for (const [path, how] of [['/', {}], ['/csp', { headers: { 'content-security-policy': `script-src ${site.address}; frame-src *` } }]]) {
    await page(script() + element(), { path, ...how });
    await framed();
    const before = await app.driver.getAllWindowHandles();
    const own = await app.driver.getWindowHandle();
    const frame = await app.run("return document.querySelector('peyk-news').querySelector('iframe')");
    await app.driver.switchTo().frame(frame);
    await app.driver.findElement(By.css('li h2 a')).click();
    await app.driver.wait(async () => (await app.driver.getAllWindowHandles()).length === before.length + 1, 15000);
    const tab = (await app.driver.getAllWindowHandles()).find((one) => !before.includes(one));
    await app.driver.switchTo().window(tab);
    await app.ready();
    assert.match(await app.path(), /^\/n\//);
    assert.equal(await app.run('return window.opener'), null);
    await app.driver.close();
    await app.driver.switchTo().window(own);
  }
  record('a headline in a frame opens its story in a new tab', 'tests/e2e/embed.test.mjs', 'on every host, by a click');
});

test('in a sandbox without new tabs the address of a story is shown instead', async () => {
  await page(`<iframe sandbox="allow-scripts" src="${site.address}/embed/s/science/" width="400" height="600"></iframe>`);
  await app.driver.switchTo().frame(await app.find('iframe'));
  await app.driver.findElement(By.css('li h2 a')).click();
  assert.match(await app.text('li .address'), /^http:\/\/127\.0\.0\.1:\d+\/n\//);
  assert.ok(await app.run("return document.fonts.ready.then(() => [...document.fonts].some((one) => one.status === 'loaded'))"), 'its fonts are allowed to it');
  assert.deepEqual((await app.complaints()).filter((one) => !/Blocked opening|favicon/.test(one)), []);
  record('a sandbox without new tabs shows the address', 'tests/e2e/embed.test.mjs', 'the address of the story');
});

test('the theme is that of the address before the first paint, and the frame is no white box', async () => {
  for (const dark of [false, true]) {
    await app.screen(1280, dark);
    await page(`${script()}${element('section="science" theme="dark" accent="red"')}${element('section="science"')}${element('section="science" theme="light"')}`, { style: '<meta name="color-scheme" content="light dark">' });
    await app.run('scrollTo(0, document.body.scrollHeight)');
    await framed(3);
    const paper = "return getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).colorScheme";
    assert.equal(await inside(paper, 0), 'rgb(19, 19, 19)dark');
    assert.equal(await inside(paper, 1), dark ? 'rgb(19, 19, 19)light dark' : 'rgb(255, 255, 255)light dark');
    assert.equal(await inside(paper, 2), 'rgb(255, 255, 255)light');
    await app.shot(`embed-themes-${dark ? 'dark' : 'light'}`);
  }
  record('a frame has its theme before the first paint', 'tests/e2e/embed.test.mjs', 'no white box on a dark host');
});

test('an element whose script was there first takes the frame that it finds, and makes no other', async () => {
  await page(`<script src="${site.address}/embed.js"></script>${written('section="science"', '', 544)}`);
  await framed();
  assert.equal(await app.run("return document.querySelectorAll('iframe').length"), 1);
  assert.ok(await app.find('peyk-news a').isDisplayed());
});

test('attributes may change: the frame follows without being fetched again, a new section is fetched', async () => {
  await page(script() + element());
  await framed();
  const before = await height();
  await app.run("document.querySelector('peyk-news').setAttribute('count', '2')");
  await app.until("return document.querySelector('peyk-news').querySelector('iframe').getBoundingClientRect().height < arguments[0]", 'two rows', before);
  assert.equal(await inside("return [...document.querySelectorAll('li')].filter((one) => one.offsetHeight > 0).length"), 2);
  await app.run("document.querySelector('peyk-news').setAttribute('section', 'sports')");
  await app.until("return document.querySelector('peyk-news').querySelector('iframe').src.includes('/s/sports/')", 'another section');
  await framed();
  record('attributes of a frame may change', 'tests/e2e/embed.test.mjs', 'followed without a new fetch');
});

test('a frame that has said twice that it is there, as one that was found may, is still followed', async () => {
  await page(script() + written('section="science"', '', 544));
  await framed();
  await app.run(`window.first = document.querySelector('peyk-news').port;
    document.querySelector('iframe').contentWindow.postMessage({ peyk: 1, type: 'hello' }, '*')`);
  await app.until("return document.querySelector('peyk-news').port !== first", 'another port');
  await app.run("document.querySelector('peyk-news').setAttribute('count', '2')");
  await app.until("return document.querySelector('iframe').getBoundingClientRect().height < 544", 'two rows');
  assert.equal(await inside("return [...document.querySelectorAll('li')].filter((one) => one.offsetHeight > 0).length"), 2);
});

test('whatever is chosen, and however often, the frame is as high as what it shows', async () => {
  // The section has fewer stories than are asked for.
  await page(script() + element('section="tehran" count="12"'));
  await framed();
  const fits = async () => {
    await app.driver.wait(async () => (await height()) === (await inside('return document.body.getBoundingClientRect().height')), 15000, 'never: the height of what it shows');
  };
  await fits();
  const set = (name, value) => app.run("document.querySelector('peyk-news').setAttribute(...arguments)", name, value);
  for (const [name, value] of [['theme', 'dark'], ['count', '999'], ['count', '-1']]) {
    await set(name, value);
    await app.until('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))', 'a frame');
    assert.equal(await height(), await inside('return document.body.getBoundingClientRect().height'), `${name}=${value}`);
  }
  for (let turn = 0; turn < 10; turn += 1) {
    await set('size', turn % 2 ? 'l' : 's');
    await fits();
  }
});

test('a frame that is hidden comes when it is shown, one that is removed leaves nothing, two do not meet', async () => {
  await page(`${script()}<div id="box" hidden>${element()}</div>${element('section="science" count="2"')}`);
  await framed(1);
  assert.equal(await app.run("return document.querySelector('peyk-news').querySelector('iframe').src"), '');
  await app.run("document.getElementById('box').hidden = false");
  await framed(2);
  assert.notEqual(await height(0), await height(1));
  const left = await app.run(`const news = document.querySelector('peyk-news'); news.remove();
    return [news.port, news.frame, news.querySelectorAll('iframe').length, news.stop.signal.aborted]`);
  assert.deepEqual(left, [null, null, 0, true]);
  await app.run("const news = document.createElement('peyk-news'); news.setAttribute('code', '867012'); document.body.prepend(news)");
  await framed(2);
  record('hidden, shown, removed, two at once: frames leave nothing and do not meet', 'tests/e2e/embed.test.mjs', 'no listener, no node');
});

test('forged messages change nothing', async () => {
  await page(script() + element());
  await framed();
  const before = await height();
  // From the host's own window, from another frame, in every wrong form.
  partner.rule('/forger', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(`<script>
    const { port1, port2 } = new MessageChannel();
    parent.postMessage({ peyk: 1, type: 'ready' }, '*'); parent.postMessage({ type: 'height', value: 1 }, '*'); parent.postMessage({ peyk: 1, type: 'height', value: 1 }, '*', [port2]);
    parent.frames[0].postMessage({ peyk: 1, type: 'port' }, '*'); parent.done = 1;</script>`));
  await app.driver.executeAsyncScript(`
    const done = arguments[0];
    postMessage({ peyk: 1, type: 'ready' }, '*');
    dispatchEvent(new MessageEvent('message', { data: { peyk: 1, type: 'ready' }, origin: 'https://evil.example', source: document.querySelector('peyk-news').frame.contentWindow }));
    const frame = document.createElement('iframe');
    frame.src = '/forger';
    frame.onload = () => done();
    document.body.append(frame);`);
  // A frame that lies about its height.
  await app.run(`const news = document.querySelector('peyk-news');
    for (const value of [NaN, 1e9, -5, 0, 1.5, '900', null, { valueOf: () => 900 }, Infinity]) news.port.onmessage({ data: { type: 'height', value } });
    news.port.onmessage({ data: { type: 'go', value: 'https://evil.example' } }); news.port.onmessage({ data: null });`);
  await app.until('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))', 'a frame');
  assert.equal(await height(), before);
  // One that cannot decide is not followed for ever.
  await app.driver.executeAsyncScript(`const done = arguments[0]; const { port } = document.querySelector('peyk-news');
    for (let turn = 0; turn < 40; turn += 1) port.onmessage({ data: { type: 'height', value: turn % 2 ? 500 : 600 } });
    requestAnimationFrame(() => requestAnimationFrame(done));`);
  const settled = await height();
  await app.run("document.querySelector('peyk-news').port.onmessage({ data: { type: 'height', value: 700 } })");
  await app.until('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))', 'a frame');
  assert.equal(await height(), settled);
  record('forged messages change nothing', 'tests/e2e/embed.test.mjs', 'other frames, other origins, NaN, 1e9, and heights that swing');
});

test('a frame whose height never rests moves its host a few times only, in whatever order its heights come', async () => {
  for (const [name, heights] of [['two', [500, 600]], ['three', [500, 600, 700]], ['five', [500, 900, 600, 800, 700]], ['ever more', Array.from({ length: 48 }, (_, at) => 500 + at)]]) {
    await page(script() + element(), { path: `/${name.length}` });
    await framed();
    const moved = await app.driver.executeAsyncScript(`
      const [heights, done] = arguments;
      const news = document.querySelector('peyk-news');
      let [turn, moved, last] = [0, 0, news.frame.style.height];
      const next = () => {
        // One that greets anew begins no new count.
        if (turn % 8 === 7) dispatchEvent(new MessageEvent('message', { data: { peyk: 1, type: 'ready' }, origin: new URL(news.frame.src).origin, source: news.frame.contentWindow }));
        news.port.onmessage({ data: { type: 'height', value: heights[turn % heights.length] } });
        requestAnimationFrame(() => requestAnimationFrame(() => {
          if (news.frame.style.height !== last) moved += 1;
          last = news.frame.style.height;
          turn += 1;
          if (turn < 48) next();
          else done(moved);
        }));
      };
      next();`, heights);
    assert.ok(moved >= 1 && moved <= 8, `${name}: ${moved} moves`);
    // What is kept of it does not grow.
    assert.deepEqual(await app.run("return Object.entries(document.querySelector('peyk-news')).filter(([, value]) => Array.isArray(value))"), []);
    // What the host chooses is followed at once.
    await app.run("document.querySelector('peyk-news').setAttribute('count', '2')");
    await app.driver.wait(async () => (await height()) === (await inside('return document.body.getBoundingClientRect().height')), 15000, 'never: the height of two rows');
  }
  record('a frame that swings moves its host a few times only', 'tests/e2e/embed.test.mjs', 'at most 8 of 48 heights, in four orders');
});

test('a frame asks for no storage, no program and no worker', async () => {
  await page(script() + element());
  await framed();
  const used = await inside(`return [localStorage.length, performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter((name) => /wasm|sw\\.js|peyk-/.test(name)).length]`);
  assert.deepEqual(used, [0, 0]);
  assert.equal(await inside('return navigator.serviceWorker.getRegistrations().then((all) => all.length)'), 0);
});

/** What a page finds in its storage, or the error that it is refused with. */
const STORED = "try { return localStorage.getItem('mine') } catch (error) { return error.name }";
for (const [name, preferences, own, within] of [
  ['a storage for each site in each other (partitioned)', {}, 'yes', null],
  ['no storage at all', { profile: { default_content_setting_values: { cookies: 2 } } }, 'SecurityError', 'SecurityError'],
]) {
  test(`a browser with ${name} shows the headlines, and nothing goes wrong`, async () => {
    await app.quit();
    app = await App.open(site, { preferences });
    await app.driver.get(`${site.address}/embed/s/science/`);
    await app.run("try { localStorage.setItem('mine', 'yes') } catch {}");
    assert.equal(await app.run(STORED), own, 'the browser is as it was asked to be');
    await page(script() + element());
    await framed();
    assert.equal(await inside(STORED), within);
    assert.equal(await inside("return [...document.querySelectorAll('li')].filter((one) => one.offsetHeight > 0).length"), 5);
    // The browser warns of every frame that may run scripts and know its own site, whatever its site is.
    assert.deepEqual((await app.complaints()).filter((one) => !/favicon|can escape its sandboxing/.test(one)), []);
    record(`a browser with ${name} shows frames`, 'tests/e2e/embed.test.mjs', 'five headlines, no error');
  });
}

test('the pages of frames have no violations, whatever is asked of them', async () => {
  for (const dark of [false, true]) {
    await app.screen(400, dark);
    for (const path of ['s/science/', 's/science/?layout=cards&accent=blue&size=s', 's/science/?layout=headline&accent=red&count=12', 's/science/?accent=green', 's/science/?accent=purple&theme=dark', 'n/867012/', 'n/867012/?layout=cards', 's/science/?theme=<script>&count=-1&layout=x&size=9&accent=url(x)']) {
      await app.driver.get(`${site.address}/embed/${path}`);
      await app.until("return document.readyState === 'complete'", 'the page');
      assert.deepEqual(await app.violations(), [], path);
    }
    await app.driver.get(`${site.address}/embed/n/867012/?layout=cards`);
    await app.shot(`embed-story-${dark ? 'dark' : 'light'}`);
  }
});

test('the builder shows four hosts, writes down what is chosen, and what it writes works', async () => {
  for (const [width, dark] of [[360, false], [1280, true]]) {
    await app.screen(width, dark);
    await app.driver.get(`${site.address}/builder/`);
    await app.until("return document.querySelector('[data-tier=frame]').textContent.includes('<iframe')", 'the snippet');
    assert.deepEqual(await app.violations(), []);
    await app.shot(`builder-${width}`);
    // The first section has fewer stories than are asked for: the height that is written is theirs.
    await app.until("return document.querySelector('peyk-news').port", 'the frame');
    await app.until("return document.querySelector('[data-tier=frame]').textContent.includes(`height=\"${Math.round(document.querySelector('peyk-news iframe').getBoundingClientRect().height)}\"`)", 'its height');
    assert.ok(await inside('return document.body.getBoundingClientRect().height') === await height(), 'the height of what it shows');
  }
  await app.run(`const form = document.querySelector('form');
    form.elements.place.value = 's/science'; form.elements.count.value = '3'; form.elements.layout.value = 'headline'; form.elements.theme.value = 'dark';
    form.dispatchEvent(new Event('input', { bubbles: true }))`);
  const frame = await app.text('[data-tier=frame]');
  const news = await app.text('[data-tier=element]');
  assert.match(frame, /embed\/s\/science\/\?count=3&#38;layout=headline&#38;theme=dark/);
  assert.match(news, /<peyk-news section="science" count="3" layout="headline" theme="dark"><iframe .*<\/iframe><a href=/);
  await page(news + frame, { path: '/copied' });
  await framed();
  const plainFrame = await app.find('body > iframe');
  const given = await app.run("return document.querySelector('body > iframe').clientHeight");
  await app.driver.switchTo().frame(plainFrame);
  assert.equal(await app.run('return document.body.getBoundingClientRect().height'), given);
});

test('the app itself hides in a frame, and says where to go', async () => {
  await page(`<iframe src="${plain.address}/" width="600" height="400"></iframe>`);
  await app.driver.switchTo().frame(await app.find('iframe'));
  await app.until("return !!document.getElementById('peyk-framed')", 'its page');
  assert.equal(await app.run("return document.querySelector('#app').offsetHeight"), 0);
  assert.ok(await app.find('#peyk-framed a').isDisplayed());
  assert.equal(await app.run("return document.getElementById('app').dataset.running ?? 'not'"), 'not');
  // A host that sends headers lets no other site frame it at all.
  await page(`<iframe src="${site.address}/" width="600" height="400"></iframe>`, { path: '/refused' });
  await app.driver.switchTo().frame(await app.find('iframe'));
  assert.equal(await app.run("return !!document.getElementById('app')"), false);
  record('the app hides in a frame of another site', 'tests/e2e/embed.test.mjs', 'a link to open it by itself');
});

test('ten frames on a page share one download of what they are made of', async () => {
  const asked = plain.asked;
  asked.clear();
  await page(`${script(plain)}${Array.from({ length: 10 }, () => element('section="science" count="1"')).join('')}`);
  for (let at = 0; at < 10; at += 1) await app.run("document.querySelectorAll('peyk-news')[arguments[0]].scrollIntoView()", at);
  await framed(10);
  const parts = [...asked].filter(([path]) => !path.startsWith('/embed/'));
  assert.ok(parts.length >= 4);
  assert.deepEqual(parts.filter(([, count]) => count > 1), []);
  record('ten embeds on a page share one download', 'tests/e2e/embed.test.mjs', `${parts.length} files, each asked for once`);
});
