// A program that dies, in a view, in a handler, in a task and at its start: what is read stays, what is
// typed goes on being kept, and the reader is told. The program is one that can be made to die
// (scripts/faults.sh).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { App, publish } from './app.mjs';
import { host } from './host.mjs';
import { record } from './promises.mjs';

const SITE = 'target/faults/site';
const STORY = 'n/867012/';

let site;
let app;
before(async () => {
  publish(SITE, { app: 'target/faults/app' });
  site = await host(SITE);
});
after(() => site.stop());
beforeEach(async () => { app = await App.open(site, { width: 360 }); });
afterEach(() => app.quit());

const times = [];
for (const [where, then] of [
  ['handler', ''],
  ['task', ''],
  ['view', "document.querySelector('#main a[href^=\"/n/\"]').click();"],
]) {
  test(`a program that dies in a ${where} leaves the story, keeps the draft, and says so within a second`, async () => {
    await app.go(STORY);
    const text = await app.text('.story-body');
    await app.run("document.querySelector('textarea').focus()");
    await app.press('پیش از مرگ');
    const told = await app.driver.executeAsyncScript(`
      const done = arguments[arguments.length - 1];
      const began = performance.now();
      new MutationObserver((_, observer) => {
        if (!document.querySelector('[data-prompt] p')) return;
        observer.disconnect();
        done(performance.now() - began);
      }).observe(document.querySelector('[data-prompt]'), { childList: true });
      dispatchEvent(new Event('fault:' + arguments[0]));
      ${then}`, where);
    times.push(told);
    assert.match(await app.text('[data-prompt] p'), /از کار افتاد/);
    assert.equal(await app.text('.story-body'), text);
    assert.deepEqual(await app.violations(), []);
    await app.shot(`panic-${where}-360`);

    await app.run("document.querySelector('textarea').focus()");
    await app.press('، پس از مرگ');
    await app.until("return window.peykJournal.one('drafts', '867012').then((kept) => /پس از مرگ/.test(JSON.stringify(kept)))", 'the draft in the journal');

    // A link is a link.
    await app.run("document.querySelector('.menu-row a[href=\"/s/science/\"]').click()");
    await app.until("return location.pathname === '/s/science/' && document.documentElement.dataset.died === undefined", 'another page');
    await app.go(STORY);
    assert.equal(await app.run("return document.querySelector('textarea').value"), 'پیش از مرگ، پس از مرگ');
  });
}

test('the report of a death can be copied, and names what a developer needs', async () => {
  await app.go('');
  await app.run("navigator.clipboard.writeText = (text) => { window.copied = text; return Promise.resolve(); }; dispatchEvent(new Event('fault:handler'))");
  await app.until("return !!document.querySelector('[data-prompt] p')", 'the word of it');
  await app.run("[...document.querySelectorAll('[data-prompt] button')].at(-1).click()");
  assert.match(await app.run('return window.copied'), /panicked at src\/faults\.rs:\d+:\d+:\na fault\n[\s\S]+127\.0\.0\.1[\s\S]+Mozilla/);
});

test('a program that dies at its start on an empty page is tried once more, and then there are plain links', async () => {
  const shell = readFileSync(`${SITE}/shell.html`, 'utf8').replace('<meta name="peyk-base"', '<meta name="fault" content=""><meta name="peyk-base"');
  let asked = 0;
  const end = site.rule('/t/none/', (response) => {
    asked += 1;
    response.writeHead(200, { 'content-type': 'text/html' }).end(shell);
  });
  await app.driver.get(`${site.address}/t/none/`);
  await app.until("return document.querySelectorAll('#peyk-failed:not([hidden]) li a').length > 10", 'headlines as plain links');
  assert.equal(asked, 2, 'one reload');
  await app.shot('panic-start-360');
  end();
  record('a panic is told within 1 s, the text and the draft stay', 'tests/e2e/panic.test.mjs', `slowest of ${times.length} places: ${Math.max(...times).toFixed(0)} ms`);
});

test('a program that dies at its start on a published page leaves its text', async () => {
  const page = readFileSync(`${SITE}/${STORY}index.html`, 'utf8').replace('<meta name="peyk-base"', '<meta name="fault" content=""><meta name="peyk-base"');
  const end = site.rule(`/${STORY}`, (response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
  await app.driver.get(`${site.address}/${STORY}`);
  await app.until("return !!document.querySelector('[data-prompt] p')", 'the word of it');
  assert.ok(await app.text('.story-body p'));
  end();
});
