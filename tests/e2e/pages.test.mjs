// Every page at 360 px and 1280 px, light and dark: nothing wider than the screen, nothing that
// axe-core finds, nothing said in the console. The screenshots are in target/e2e.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { App, serve } from './app.mjs';

const PAGES = {
  front: '', section: 's/science/', provinces: 's/provinces/', own: 's/pages/', story: 'n/867012/',
  long: 'n/103501/', photos: 's/photo/', gallery: 'n/101201/', films: 's/video/', film: 'n/101101/', table: 'n/101301/',
  tag: `t/${encodeURIComponent('آب')}/`, report: 'feed-report/', 'not-found': 'no/such/page/',
};

let server;
let app;
before(async () => {
  server = await serve();
  app = await App.open(server);
});
after(async () => {
  await app?.quit();
  server?.stop();
});

for (const [name, path] of Object.entries(PAGES)) {
  for (const width of [360, 1280]) {
    for (const dark of [false, true]) {
      test(`${name} at ${width} px, ${dark ? 'dark' : 'light'}, fits, is accessible and says nothing in the console`, async () => {
        await app.screen(width, dark);
        await app.go(path);
        await app.shot(`${name}-${width}-${dark ? 'dark' : 'light'}`);
        assert.equal(await app.run('return Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)'), 0, 'wider than the screen');
        assert.deepEqual(await app.violations(), []);
        assert.deepEqual(await app.complaints(), []);
      });
    }
  }
}

for (const width of [320, 1920]) {
  test(`no page scrolls sideways at ${width} px`, async () => {
    await app.screen(width);
    for (const [name, path] of Object.entries(PAGES)) {
      await app.go(path);
      assert.equal(await app.run('return Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)'), 0, name);
    }
  });
}

test('the page says its language and direction before any script runs', async () => {
  const html = await (await fetch(`${server.address}/`)).text();
  assert.match(html, /<html lang="fa" dir="rtl">/);
});

test('every target that stands alone is at least 44 px in one direction and 24 px in the other', async () => {
  await app.screen(360);
  for (const path of ['', 's/provinces/', 'n/867012/']) {
    await app.go(path);
    const small = await app.run(`return [...document.querySelectorAll('nav a, footer a, button, summary')]
      .filter((element) => element.checkVisibility({ contentVisibilityAuto: true }) && !element.closest('.headline'))
      .map((element) => [element.textContent.trim().slice(0, 30), element.getBoundingClientRect()])
      .filter(([, box]) => Math.max(box.width, box.height) < 44 || Math.min(box.width, box.height) < 24)
      .map(([text, box]) => text + ' ' + box.width + '×' + box.height)`);
    assert.deepEqual(small, [], path);
  }
});
