// What readers do, end to end.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { App, Key, NOTE_MEMORY, ROUNDS, serve } from './app.mjs';

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

test('a reader goes from the front page to a section, a story and back, by keyboard, and is told where', async () => {
  await app.go('');
  await app.press(Key.TAB);
  assert.deepEqual(await app.focused(), { role: 'link', name: 'رفتن به متن' });
  await app.press(Key.ENTER);

  await app.run("document.querySelector('.menu-row a[href$=\"/s/science/\"]').focus()");
  await app.press(Key.ENTER);
  await app.until("return location.pathname === '/s/science/'", 'the section');
  await app.until("return document.activeElement.tagName === 'H1'", 'the focus on the heading');
  assert.deepEqual(await app.focused(), { role: 'heading', name: 'علمی و فناوری' });
  assert.match(await app.run('return document.title'), /^علمی و فناوری \| /);
  await app.until("return document.getElementById('announcer').textContent.startsWith('علمی و فناوری')", 'the announcement');
  assert.equal(await app.text('.menu-row [aria-current]'), 'علمی و فناوری');

  await app.press(Key.TAB);
  const story = await app.focused();
  assert.equal(story.role, 'link');
  await app.press(Key.ENTER);
  await app.until("return location.pathname.startsWith('/n/')", 'the story');
  await app.until("return document.activeElement.tagName === 'H1'", 'the focus on the headline');
  assert.deepEqual(await app.focused(), { role: 'heading', name: story.name });
  const opened = await app.path();

  await app.driver.navigate().back();
  await app.until("return location.pathname === '/s/science/'", 'the section again');
  await app.until('return document.activeElement.pathname === arguments[0]', 'the focus on the link that was followed', opened);
});

test('back brings the list to where it was left', async () => {
  await app.go('s/science/');
  await app.run('scrollTo(0, 300)');
  await app.until('return scrollY === 300', 'the scroll');
  await app.run("document.querySelectorAll('main .headline a')[3].click()");
  await app.until("return location.pathname.startsWith('/n/') && scrollY === 0", 'the top of the story');
  await app.driver.navigate().back();
  await app.until('return scrollY === 300', 'the old place');
});

test('links are links: a click with a modifier is left to the browser', async () => {
  await app.go('');
  const followed = await app.run(`
    const link = document.querySelector('main .headline a');
    let prevented;
    addEventListener('click', (event) => { prevented = event.defaultPrevented; event.preventDefault(); }, { once: true });
    link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true }));
    return prevented;`);
  assert.equal(followed, false);
  assert.equal(await app.path(), '/');
});

test('the menu of all sections opens by key, shows the provinces, and closes by Escape with the focus kept', async () => {
  await app.go('');
  await app.run("document.querySelector('.menu-all summary').focus()");
  await app.press(Key.ENTER);
  await app.until("return document.querySelector('.menu-all').open", 'the open menu');
  assert.ok((await app.text('.menu-all ul ul')).includes('اصفهان'));
  await app.press(Key.ESCAPE);
  await app.until("return !document.querySelector('.menu-all').open", 'the closed menu');
  assert.equal(await app.run('return document.activeElement.tagName'), 'SUMMARY');
});

test('a comment comes back after a reload, and only on its own story', async () => {
  const text = 'نظر من دربارهٔ این خبر 🌱';
  await app.go('n/867012/');
  await app.run("localStorage.clear(); document.querySelector('textarea').focus()");
  await app.find('textarea').then((field) => field.sendKeys('نظر من'));
  await app.run(`const field = document.querySelector('textarea'); field.value = arguments[0];
    field.dispatchEvent(new Event('input', { bubbles: true }))`, text);
  await app.until("return document.querySelector('.draft-status').textContent.startsWith('ذخیره شد')", 'the word that it is kept');
  await app.driver.navigate().refresh();
  await app.until("return document.querySelector('textarea')?.value === arguments[0]", 'the draft again', text);
  await app.go('n/103501/');
  assert.equal(await app.run("return document.querySelector('textarea').value"), '');
});

test('a stored draft is never put over what is typed, and the field follows the first letter of a sentence', async () => {
  await app.go('n/867012/');
  const field = await app.find('textarea');
  await field.clear();
  for (const [typed, direction] of [
    ['سلام', 'rtl'], ['hello سلام', 'ltr'], ['@user سلام', 'rtl'], ['#tag https://example.org www.example.org سلام', 'rtl'],
    ['#برچسب hello', 'ltr'], ['۱۲۳ 45 — hello', 'ltr'], ['۱۲۳', 'rtl'], ['@user', 'rtl'], ['', 'rtl'],
  ]) {
    await app.run("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input', { bubbles: true }))", field, typed);
    assert.equal(await app.run('return arguments[0].dir', field), direction, typed);
  }
  await field.sendKeys('hello');
  await app.until("return document.querySelector('.draft-status').textContent.startsWith('ذخیره شد')", 'the word that it is kept');
  await app.run("arguments[0].value = 'other'", field);
  // As a page does that is drawn anew.
  await app.run(`window.told = false; document.addEventListener('peyk:draft', () => { window.told = true; }, { once: true });
    arguments[0].removeAttribute('data-filled'); arguments[0].after(document.createTextNode(''))`, field);
  await app.until('return window.told', 'the word of the journal');
  assert.equal(await app.run('return arguments[0].value', field), 'other');
  await app.until("return document.querySelector('.draft-status').textContent.startsWith('ذخیره شد')", 'the word that it is kept');
  await app.driver.navigate().refresh();
  await app.until("return document.querySelector('textarea')?.value === 'other'", 'the draft');
  assert.equal(await app.run("return document.querySelector('textarea').dir"), 'ltr');
});

test('a screen reader hears a whole visit: front, section, story, gallery, comment and back', async () => {
  await app.go('');
  assert.deepEqual(await app.outline('banner, navigation, main, contentinfo'), [
    ['banner', ''], ['navigation', 'میز من'], ['navigation', 'سرویس‌ها'], ['main', ''], ['contentinfo', ''],
  ]);
  const names = (nodes) => nodes.map(([, name]) => name);
  const headings = names(await app.outline('heading'));
  assert.equal(headings[0], await app.run("return document.querySelector('h1').textContent"));
  assert.ok(headings.indexOf('تازه‌ترین خبرها') > 0 && headings.includes('عکس'), headings.join(' | '));

  await app.follow('link', 'عکس');
  await app.told('عکس');
  assert.deepEqual(await app.focused(), { role: 'heading', name: 'عکس' });
  const stories = names(await app.outline('heading')).slice(1);
  assert.ok(stories.length >= 3);

  const headline = await app.run(`return document.querySelector('a[href$="/n/101201/"]').textContent`);
  await app.follow('link', headline);
  await app.told(headline);
  assert.deepEqual(await app.focused(), { role: 'heading', name: headline });
  const parts = names(await app.outline('heading'));
  assert.ok(parts.indexOf(headline) < parts.indexOf('نظر شما') && parts.indexOf('نظر شما') < parts.indexOf('خبرهای مرتبط'), parts.join(' | '));

  const [, opener] = (await app.outline('button')).find(([, name]) => name.startsWith('بزرگ کردن عکس ۱ از ۵'));
  await app.follow('button', opener);
  await app.until("return document.getElementById('gallery').open", 'the gallery');
  const [, first, ...tools] = names(await app.outline('dialog, button'));
  assert.deepEqual([first, ...tools], ['عکس قبلی', 'عکس بعدی', 'بستن']);
  assert.equal(await app.run("return document.querySelector('#gallery figcaption').getAttribute('aria-live')"), 'polite');
  await app.press(Key.ARROW_LEFT);
  await app.until("return document.querySelector('#gallery .count').textContent === 'عکس ۲ از ۵'", 'the second picture');
  await app.press(Key.ESCAPE);
  await app.until("return !document.getElementById('gallery').open", 'the page');
  assert.deepEqual(await app.focused(), { role: 'button', name: opener });

  assert.deepEqual(names(await app.outline('textbox')), ['نام (اختیاری)', 'متن نظر']);
  await app.find('textarea').then((found) => found.sendKeys('خوب بود'));
  await app.until("return document.querySelector('[role=status].draft-status').textContent.startsWith('ذخیره شد')", 'the word that it is kept');

  await app.driver.navigate().back();
  await app.told('عکس');
  assert.deepEqual(await app.focused(), { role: 'link', name: headline });
  await app.driver.navigate().back();
  await app.until("return location.pathname === '/'", 'the front page');
  assert.deepEqual(await app.focused(), { role: 'link', name: 'عکس' });
  assert.deepEqual(await app.complaints(), []);
});

test('a story is cited by its code with one click', async () => {
  await app.go('n/867012/');
  await app.cdp('Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] });
  await app.find('button.code').then((button) => button.click());
  await app.until("return document.querySelector('.notice').textContent !== ''", 'the notice');
  assert.equal(await app.text('.notice'), 'رونوشت برداشته شد.');
  const copied = await app.driver.executeAsyncScript('navigator.clipboard.readText().then(arguments[0], String)');
  assert.match(copied, /۸۶۷۰۱۲/);
  assert.match(copied, /۱۳۹۸\/۰۴\/۱۵ - ۲۰:۵۷:۵۰/);
});

test('a gallery opens over the whole screen, turns by arrow keys from right to left, and gives the focus back', async () => {
  await app.go('n/101201/');
  await app.run("document.querySelector('.gallery button').focus()");
  const opener = await app.focused();
  assert.equal(opener.role, 'button');
  assert.match(opener.name, /^بزرگ کردن عکس ۱ از ۵/);
  await app.press(Key.ENTER);
  await app.until("return document.getElementById('gallery').open", 'the open gallery');
  assert.equal(await app.text('#gallery .count'), 'عکس ۱ از ۵');
  await app.press(Key.ARROW_LEFT);
  await app.until("return document.querySelector('#gallery .count').textContent === 'عکس ۲ از ۵'", 'the second picture');
  await app.press(Key.ARROW_RIGHT, Key.ARROW_RIGHT);
  await app.until("return document.querySelector('#gallery .count').textContent === 'عکس ۵ از ۵'", 'the last picture, round the end');
  assert.deepEqual(await app.violations(), []);
  await app.press(Key.ESCAPE);
  await app.until("return !document.getElementById('gallery').open", 'the closed gallery');
  assert.deepEqual(await app.focused(), opener);
});

test('a newer feed is offered, moves nothing by itself, and a withdrawn story leaves at once', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'peyk-'));
  const feed = JSON.parse(await readFile('dist/feed.json', 'utf8'));
  const file = path.join(folder, 'feed.json');
  await writeFile(file, JSON.stringify(feed));
  const own = await serve({ feed: file });
  const reader = await App.open(own);
  try {
    await reader.go('s/science/');
    const before = await reader.run("return [...document.querySelectorAll('main .headline')].map((e) => e.textContent)");
    const gone = feed.items.find((item) => item._peyk.section === 'science');
    gone._peyk.withdrawn = true;
    feed.items.unshift({ id: '999001', title: 'خبر تازهٔ آزمون', content_text: 'متن', date_published: '2026-11-22T20:00:00Z', _peyk: { section: 'science' } });
    await writeFile(file, JSON.stringify(feed));
    await reader.driver.wait(() => reader.run("return document.querySelector('.offer button')?.textContent === '۱ خبر تازه'"), 60000, 'never: the offer within a minute');
    const now = await reader.run("return [...document.querySelectorAll('main .headline')].map((e) => e.textContent)");
    assert.deepEqual(now, before.filter((title) => title !== gone.title));
    await reader.run("document.querySelector('.offer button').click()");
    await reader.until("return document.querySelector('main .headline').textContent === 'خبر تازهٔ آزمون'", 'the new story');
    await reader.go(`n/${gone.id}/`);
    assert.equal(await reader.text('main h1'), 'این خبر پس گرفته شده است');
  } finally {
    await reader.quit();
    own.stop();
  }
});

test('a list of many stories grows as the reader nears its end, turns over after 240, and turns back', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'peyk-'));
  const file = path.join(folder, 'feed.json');
  execFileSync('target/release/peyk', ['sample', '8000', '--leads', '--out', file]);
  const own = await serve({ feed: file });
  const reader = await App.open(own);
  const numbers = () => reader.run(`const steps = [...document.querySelectorAll('main .step')];
    return [steps[0].start, steps.reduce((sum, step) => sum + step.children.length, 0)]`);
  try {
    await reader.go('s/society/');
    assert.deepEqual(await numbers(), [1, 12]);
    const first = await reader.run("return (window.first = document.querySelector('main .card')).textContent");
    await reader.until(`scrollTo(0, document.documentElement.scrollHeight);
      return document.querySelector('.list-end button')?.textContent === 'خبرهای قدیمی‌تر'`, 'the end of the first page');
    assert.deepEqual(await numbers(), [1, 240]);
    assert.ok(await reader.run("return window.first === document.querySelector('main .card')"), 'what was drawn stays');
    await reader.run("document.querySelector('.list-end button').click()");
    await reader.until("return document.querySelector('main .step').start === 241 && scrollY === 0", 'the second page');
    assert.ok((await numbers())[1] < 60, 'it begins anew');
    assert.equal((await reader.focused()).role, 'heading');
    await reader.run("document.querySelector('.list-start button').click()");
    await reader.until("return document.querySelector('main .step').start === 1", 'the first page');
    assert.equal(await reader.text('main .card'), first);
    assert.deepEqual(await reader.complaints(), []);
  } finally {
    await reader.quit();
    own.stop();
  }
});

test('an app without a feed says why and tries again', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'peyk-'));
  const file = path.join(folder, 'feed.json');
  await writeFile(file, '<html>به شبکه وارد شوید</html>');
  const own = await serve({ feed: file });
  const reader = await App.open(own);
  try {
    await reader.go('');
    assert.equal(await reader.text('main h1'), 'خبرها دریافت نشد');
    await writeFile(file, await readFile('dist/feed.json'));
    await reader.run("document.querySelector('main button').click()");
    await reader.until("return !!document.querySelector('.front-lead')", 'the front page');
  } finally {
    await reader.quit();
    own.stop();
  }
});

test('an address that leads to nothing has the name of what is wrong', async () => {
  await app.go('n/999999999/');
  await app.until("return document.title.startsWith(`${document.querySelector('#main h1')?.textContent} | `)", 'the name of the page');
  assert.match(await app.run('return document.title'), /نشد/);
  await app.complaints();
});

test('under a sub-path everything works and every link stays there', async () => {
  const own = await serve({ base: '/news/' });
  const reader = await App.open(own);
  try {
    await reader.go('');
    const outside = await reader.run("return [...document.querySelectorAll('a[href]')].filter((a) => a.origin === location.origin && !a.pathname.startsWith('/news/')).length");
    assert.equal(outside, 0);
    await reader.run("document.querySelector('main .headline a').click()");
    await reader.until("return location.pathname.startsWith('/news/n/')", 'a story under the sub-path');
    await reader.driver.navigate().refresh();
    await reader.ready();
    assert.deepEqual(await reader.complaints(), []);
  } finally {
    await reader.quit();
    own.stop();
  }
});

test('hundreds of pages leave nothing in the program\'s memory', async () => {
  await app.cdp('Page.enable', {});
  const { identifier } = await app.cdp('Page.addScriptToEvaluateOnNewDocument', { source: NOTE_MEMORY });
  try {
    await app.go('');
    const after = async (rounds) => {
      await app.driver.executeAsyncScript(ROUNDS, rounds);
      return app.run('return memory.buffer.byteLength / 65536');
    };
    const before = await after(60);
    // Memory grows by pages of 64 kB; one of them is the allocator's own business.
    assert.ok((await after(120)) - before <= 1, 'it has not grown');
  } finally {
    await app.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
  }
});
