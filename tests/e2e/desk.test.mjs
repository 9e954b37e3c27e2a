// The reader's own desk, end to end: what is kept, how it looks, and what is done with it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { App, Key, publish, serve } from './app.mjs';

const SITE = 'target/e2e/desk';
const STORY = 'n/867012/';
/** A story with five pictures. */
const GALLERY = 'n/101201/';
const OTHER = 'n/103501/';
let server;
let app;

before(async () => {
  publish(SITE);
  server = await serve({ dir: SITE });
  app = await App.open(server);
});
after(async () => {
  await app.quit();
  server.stop();
});
beforeEach(async () => {
  await app.screen(1280);
  await app.driver.get(`${server.address}/robots.txt`);
  await app.cdp('Storage.clearDataForOrigin', { origin: server.address, storageTypes: 'all' });
});

const click = (selector) => app.run('document.querySelector(arguments[0]).click()', selector);
const type = async (text) => {
  const field = await app.find('textarea');
  await app.run("arguments[0].scrollIntoView({ block: 'center' })", field);
  await field.sendKeys(text);
};
const status = (words) => app.until("return document.querySelector('[data-status]').textContent.startsWith(arguments[0])", words, words);
const desk = async (room) => {
  await app.go(`${room}/`);
  await app.until("return !!document.querySelector('#desk')?.firstElementChild", `the page ${room}`);
};
const kept = (count) => app.until("return document.querySelectorAll(':not([aria-labelledby=passing-heading]) > .kept > li').length === arguments[0]", `${count} kept`, count);
/** Saves the first stories of the front page, and opens the page that shows them. */
const saveFirst = async (count) => {
  await app.go('');
  const codes = await app.run("return [...new Set([...document.querySelectorAll('main [data-save]')].map((one) => one.dataset.save))].slice(0, arguments[0])", count);
  for (const code of codes) {
    await app.run("document.querySelector(`main [data-save='${arguments[0]}']`).click()", code);
    await app.until("return document.querySelector(`main [data-save='${arguments[0]}']`).getAttribute('aria-pressed') === 'true'", 'saved', code);
  }
  await desk('saved');
  await kept(count);
};
const notice = (words) => app.until("return document.querySelector('.notice').textContent.startsWith(arguments[0])", words, words);
const axe = async () => assert.deepEqual(await app.violations(), []);
/** In a second tab; the first one is the tab again afterwards. */
const inAnotherTab = async (act) => {
  const first = await app.driver.getWindowHandle();
  await app.driver.switchTo().newWindow('tab');
  const second = await app.driver.getWindowHandle();
  await act();
  await app.driver.switchTo().window(first);
  return second;
};

/** For a page with a comment field to run: when it was typed in, and when it first stood as the argument says. */
const WATCH_STATUS = `window.said = 0;
  const status = document.querySelector('[data-status]');
  document.querySelector('textarea').addEventListener('input', () => { window.began ??= performance.now(); });
  new MutationObserver(() => { if (status.dataset.state === arguments[0]) window.said ||= performance.now(); })
    .observe(status, { attributes: true, childList: true });`;

test('a comment says how it stands, counts its characters, and is there again after a reload', async () => {
  await app.go(STORY);
  assert.equal(await app.text('[data-status]'), '');
  await type('خانهٔ ما');
  await status('ذخیره شد، ');
  assert.match(await app.text('[data-status]'), /^ذخیره شد، [۰-۹]{2}:[۰-۹]{2}$/);
  assert.equal(await app.text('[data-count]'), '۷ نویسه');
  await app.driver.navigate().refresh();
  await app.until("return document.querySelector('textarea')?.value === 'خانهٔ ما'", 'the comment');
  await status('ذخیره شد، ');
});

test('the name is remembered for every story', async () => {
  await app.go(STORY);
  await app.find('#comment-name').then((field) => field.sendKeys('سارا'));
  await app.until("return new Promise((resolve) => window.peykJournal.one('drafts', '@name').then((one) => resolve(one?.text === 'سارا')))", 'the stored name');
  await app.go(OTHER);
  await app.until("return document.querySelector('#comment-name').value === 'سارا'", 'the name');
});

test('keys that are typed after the program has died are kept', async () => {
  await app.go(STORY);
  // It fails while it reads its own state, which is never to be had again.
  assert.match(await app.run(`const { push } = Array.prototype;
    Array.prototype.push = () => { throw new Error('dead'); };
    try { return String(window.peykNews(0)); } catch (error) { return error.message; } finally { Array.prototype.push = push; }`), /dead/);
  await type('پس از مرگ برنامه');
  await status('ذخیره شد، ');
  await app.go(STORY);
  await app.until("return document.querySelector('textarea').value === 'پس از مرگ برنامه'", 'the comment');
  await app.complaints();
});

test('where storage is blocked the state says so within a second and the text can be copied', async () => {
  const source = 'IDBFactory.prototype.open = () => { throw new DOMException("blocked", "SecurityError"); }; Storage.prototype.setItem = () => { throw new DOMException("blocked", "SecurityError"); }';
  const { identifier } = await app.cdp('Page.addScriptToEvaluateOnNewDocument', { source });
  try {
    await app.go(STORY);
    await app.run(WATCH_STATUS, 'failed');
    await type('نوشته');
    await status('ذخیره نشد');
    assert.ok(await app.run('return window.said - window.began < 1000'));
    await type(' و باز نوشته');
    assert.equal(await app.run("return document.querySelector('textarea').value"), 'نوشته و باز نوشته');
    assert.equal(await app.run("return document.querySelector('[data-act=copy]').offsetParent !== null"), true);
    await desk('drafts');
    await app.until("return document.querySelector('#desk [role=alert]')", 'the word that nothing is kept');
  } finally {
    await app.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
  }
});

/** For a page to run: fills what room its site has left, in a database beside the journal's; calls back with the name of the last error. */
const FILL = `const [done] = arguments;
  const request = indexedDB.open('filler', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('bytes', { autoIncrement: true });
  request.onsuccess = async () => {
    const put = (size) => new Promise((resolve) => {
      const transaction = request.result.transaction('bytes', 'readwrite');
      transaction.objectStore('bytes').put(crypto.getRandomValues(new Uint8Array(size)));
      transaction.oncomplete = () => resolve('');
      transaction.onabort = () => resolve(transaction.error?.name ?? 'aborted');
    });
    let error = '';
    for (let size = 65536; size >= 16; size /= 2) {
      for (let turn = 0; turn < 100 && !(error = await put(size)); turn += 1);
    }
    request.result.close();
    done(error);
  };`;

test('when the device is full the state says so within a second, and the comment is kept once there is room', async () => {
  await app.go(STORY);
  await app.until('return !!navigator.serviceWorker.controller', 'the worker, which takes room, too');
  const used = await app.run('return navigator.storage.estimate().then(({ usage }) => usage)');
  // Before the page comes: a browser asks how much room there is, and goes by that until it is used up.
  await app.cdp('Storage.overrideQuotaForOrigin', { origin: server.address, quotaSize: used + 600000 });
  try {
    await app.go(STORY);
    await type('پیش از پر شدن');
    await status('ذخیره شد، ');
    assert.equal(await app.driver.executeAsyncScript(FILL), 'QuotaExceededError', 'the device is full');
    await app.run(WATCH_STATUS, 'full');
    await type(' و پس از آن');
    await status('ذخیره نشد: حافظهٔ دستگاه پر است');
    assert.ok(await app.run('return window.said - window.began < 1000'));
    const stored = await app.driver.executeAsyncScript("const done = arguments[0]; window.peykJournal.one('drafts', '867012').then((one) => done(one.text), done)");
    assert.equal(stored, 'پیش از پر شدن', 'the browser has refused');
    assert.equal(await app.run("return document.querySelector('textarea').value"), 'پیش از پر شدن و پس از آن');
  } finally {
    await app.cdp('Storage.overrideQuotaForOrigin', { origin: server.address });
  }
  await status('ذخیره شد، ');
  await app.go(STORY);
  await app.until("return document.querySelector('textarea').value === 'پیش از پر شدن و پس از آن'", 'all of it');
});

test('two tabs that write apart keep both texts, and the reader can have both', async () => {
  await app.go(STORY);
  const other = await inAnotherTab(async () => {
    await app.go(STORY);
    // Tabs that do not hear of each other, as after one of them was frozen.
    await app.run("BroadcastChannel.prototype.postMessage = () => {}");
    await type('از زبانهٔ دوم');
    await status('ذخیره شد، ');
  });
  await app.run("document.querySelector('textarea').focus()");
  await type('از زبانهٔ نخست');
  await status('ذخیره شد، اما نسخهٔ دیگری');
  assert.equal(await app.text('[data-other]'), 'از زبانهٔ دوم');
  await axe();
  await click('[data-act=join]');
  await app.until("return document.querySelector('textarea').value === 'از زبانهٔ نخست\\n\\nاز زبانهٔ دوم'", 'both texts');
  await app.until("return document.querySelector('[data-versions]').hidden", 'no other version');
  await app.driver.switchTo().window(other);
  await app.driver.close();
  await app.driver.switchTo().window((await app.driver.getAllWindowHandles())[0]);
});

test('a comment can be seen as it will be read, copied and mailed; a long one is copied first', async () => {
  await app.cdp('Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] });
  await app.go(STORY);
  assert.equal(await app.run("return document.querySelector('[data-acts]').hidden"), true, 'nothing to do with nothing');
  await type(`یک${Key.ENTER}${Key.ENTER}  دو`);
  await click('[data-act=preview]');
  assert.equal(await app.run("return document.querySelector('[data-preview]').innerText"), 'یک\n\n  دو');
  // It follows what is typed, its direction too, and is closed with the last letter.
  const preview = () => app.run("const place = document.querySelector('[data-preview]'); return [place.hidden, place.dir, document.querySelector('[data-act=preview]').getAttribute('aria-expanded')]");
  const put = (text) => app.run("const field = document.querySelector('textarea'); field.value = arguments[0]; field.dispatchEvent(new Event('input', { bubbles: true }))", text);
  assert.deepEqual(await preview(), [false, 'rtl', 'true']);
  await put('@peyk Hello');
  assert.deepEqual(await preview(), [false, 'ltr', 'true']);
  await put('');
  assert.deepEqual(await preview(), [true, 'ltr', 'false']);
  await put('یک\n\n  دو');
  await click('[data-act=copy]');
  await notice('رونوشت برداشته شد.');
  const copied = await app.driver.executeAsyncScript('navigator.clipboard.readText().then(arguments[0], String)');
  assert.equal(copied, 'یک\n\n  دو');
  const letter = async () => {
    await app.run("document.querySelector('[data-act=mail]').addEventListener('click', (event) => event.preventDefault())");
    await click('[data-act=mail]');
    return decodeURIComponent(await app.run("return document.querySelector('[data-act=mail]').href"));
  };
  const short = await letter();
  assert.match(short, /^mailto:[^?]+\?subject=نظر دربارهٔ «/);
  assert.match(short, /۸۶۷۰۱۲/);
  assert.ok(short.includes(`\n${server.address}/n/867012/\n`), short);
  assert.ok(short.endsWith('یک\n\n  دو'));
  await put('بلند '.repeat(300));
  await letter();
  await app.until("return decodeURIComponent(document.querySelector('[data-act=mail]').href).endsWith('بچسبانید.)')", 'a letter that says so');
  assert.match(await app.driver.executeAsyncScript('navigator.clipboard.readText().then(arguments[0], String)'), /^بلند بلند/);
  // What cannot be copied stands in the letter.
  await app.run("navigator.clipboard.writeText = () => Promise.reject(new Error())");
  await letter();
  await notice('مرورگر اجازهٔ رونوشت نداد');
  assert.match(decodeURIComponent(await app.run("return document.querySelector('[data-act=mail]').href")), /بلند بلند $/);
});

test('drafts are listed with story, age, length and first words, and a removed one can be brought back', async () => {
  await app.go(STORY);
  await type('پیش‌نویس من');
  await status('ذخیره شد، ');
  await desk('drafts');
  await kept(1);
  const words = await app.text('.kept');
  for (const part of ['۱۰ نویسه', 'پیش‌نویس من', 'باز کردن خبر']) assert.ok(words.includes(part), `${part} in ${words}`);
  await axe();
  await click('.kept button:last-of-type');
  await app.until("return document.querySelector('.undo button')", 'the way back');
  await kept(0);
  await click('.undo button');
  await kept(1);
  await click('.kept a.act');
  await app.until("return document.querySelector('textarea')?.value === 'پیش‌نویس من'", 'the draft in its field');
});

test('the draft of a story that is gone is still there, whole', async () => {
  await app.go('');
  await app.run("return window.peykJournal.put('drafts', { v: 1, code: '999999', text: 'خبرش رفته است', at: Date.now() })");
  await desk('drafts');
  await kept(1);
  assert.ok((await app.text('.kept')).includes('خبرش رفته است'));
});

test('a story is saved with one touch in a list, shown with age and size, and can be brought back', async () => {
  await app.go('');
  const code = await app.run("return document.querySelector('main [data-save]').dataset.save");
  await click('main [data-save]');
  await notice('خبر ذخیره شد.');
  assert.equal(await app.run("return document.querySelector('main [data-save]').getAttribute('aria-pressed')"), 'true');
  await desk('saved');
  await kept(1);
  assert.match(await app.text('.kept'), /[۱-۹][۰-۹]* کیلوبایت/);
  await axe();
  await click('.kept button');
  await app.until("return document.querySelector('.undo button')", 'the way back');
  await kept(0);
  await click('.undo button');
  await kept(1);
  await app.go(`n/${code}/`);
  await app.until("return document.querySelector('.story-acts [data-save]').getAttribute('aria-pressed') === 'true'", 'the mark');
  await click('.story-acts [data-save]');
  await notice('خبر از ذخیره‌شده‌ها برداشته شد.');
  await click('.notice button');
  await app.until("return document.querySelector('.story-acts [data-save]').getAttribute('aria-pressed') === 'true'", 'the mark again');
});

test('each of several removed stories can be brought back, and the focus is never lost', async () => {
  await saveFirst(3);
  const focus = () => app.until("return document.querySelector('#main :focus')?.textContent", 'something that has the focus');
  for (const left of [2, 1]) {
    await app.run("document.querySelector('.kept button').focus()");
    await app.press(Key.ENTER);
    await kept(left);
    assert.equal(await focus(), 'برگرداندن');
  }
  for (const back of [2, 3]) {
    await app.press(Key.ENTER);
    await kept(back);
    assert.ok(await focus());
    if (back < 3) await app.run("document.querySelector('.undo button').focus()");
  }
});

test('a saved story is readable when its file is gone', async () => {
  await app.go(OTHER);
  const title = await app.text('h1');
  await click('.story-acts [data-save]');
  await notice('خبر ذخیره شد.');
  await app.go('saved/');
  await kept(1);
  await app.cdp('Network.enable', {});
  await app.cdp('Network.setCacheDisabled', { cacheDisabled: true });
  await app.cdp('Network.setBlockedURLs', { urls: ['*/data/n/*'] });
  try {
    await click('.kept .headline a');
    await app.until("return document.querySelector('.story h1')?.textContent === arguments[0]", 'the story', title);
  } finally {
    await app.cdp('Network.setBlockedURLs', { urls: [] });
    await app.cdp('Network.setCacheDisabled', { cacheDisabled: false });
    await app.complaints();
  }
});

test('stories that were read are marked, reading goes on where it stopped, and both can be switched off', async () => {
  await app.screen(360);
  await app.go(STORY);
  await app.run("document.querySelector('.story-body').children[6].scrollIntoView()");
  await app.until("return window.peykJournal.one('reading', '867012').then((one) => one?.place > 1)", 'the place');
  await app.go('');
  await app.until(`return [...document.querySelectorAll('main .card[data-read] a')].some((link) => link.pathname === '/n/867012/') || !document.querySelector('main a[href="/n/867012/"]')`, 'the mark');
  await app.go(STORY);
  await app.run('scrollTo(0, 0)');
  await app.until("return !document.querySelector('[data-resume]').hidden", 'the offer');
  await click('[data-resume]');
  await app.until('return scrollY > 500', 'the place');
  await desk('settings');
  await app.run("[...document.querySelectorAll('.setting')].at(-1).querySelectorAll('button')[1].click()");
  await app.go(STORY);
  await app.run('scrollTo(0, 0)');
  assert.equal(await app.run("return document.querySelector('[data-resume]').hidden"), true);
});

test('settings take effect at once, in every theme without a fault, and stand before the first paint', async () => {
  await desk('settings');
  for (const [at, theme] of [[1, 'light'], [2, 'dark'], [3, 'sepia']]) {
    await app.run("document.querySelector('.setting').querySelectorAll('button')[arguments[0]].click()", at);
    assert.equal(await app.run('return document.documentElement.dataset.theme'), theme);
    await axe();
    for (const page of ['', STORY, 'saved/', 'drafts/', 'search/']) {
      await app.go(page);
      assert.deepEqual(await app.violations(), [], `${theme} /${page}`);
      const [bar, paper] = await app.run(`const bar = document.createElement('p');
        bar.style.color = [...document.querySelectorAll('meta[name=theme-color]')].filter(({ media }) => matchMedia(media).matches).map(({ content }) => content).join();
        return [bar.style.color, getComputedStyle(document.documentElement).backgroundColor]`);
      assert.equal(bar, paper, 'the bar of the browser');
    }
    await desk('settings');
  }
  const size = () => app.run("return parseFloat(getComputedStyle(document.querySelector('.headline')).fontSize)");
  await app.go('');
  const before = await size();
  await desk('settings');
  await app.run("document.querySelectorAll('.setting')[1].querySelectorAll('button')[6].click()");
  await app.go('');
  assert.ok(await size() > before * 1.2, 'lists grow, too');
  // The attributes are there before anything of the page is.
  await app.cdp('Emulation.setScriptExecutionDisabled', { value: false });
  const page = await readFile(`${SITE}/index.html`, 'utf8');
  assert.ok(page.indexOf('peyk:settings') < page.indexOf('<style') || page.indexOf('peyk:settings') < page.indexOf('rel="stylesheet"'));
});

test('a setting that is chosen in one tab is not undone by the next choice in another', async () => {
  await desk('settings');
  const second = await inAnotherTab(async () => {
    await desk('settings');
    await app.run("document.querySelectorAll('.setting')[0].querySelectorAll('button')[2].click()");
  });
  const pressed = "return [...document.querySelectorAll('.setting')].slice(0, 2).map((one) => one.querySelector('[aria-pressed=true]').textContent).join()";
  await app.until(`${pressed} === 'تیره,۳'`, 'the choice of the other tab');
  await app.run("document.querySelectorAll('.setting')[1].querySelectorAll('button')[6].click()");
  assert.equal(await app.run('return peykSettings()'), 'theme=dark&size=7');
  const first = await app.driver.getWindowHandle();
  await app.driver.switchTo().window(second);
  await app.until(`${pressed} === 'تیره,۷'`, 'both choices');
  await app.driver.close();
  await app.driver.switchTo().window(first);
});

test('pictures wait until they are touched, or shown with a key, where the reader wants it so', async () => {
  const drawn = (selector) => app.run('return getComputedStyle(document.querySelector(arguments[0])).display', selector);
  await desk('settings');
  await app.run("document.querySelectorAll('.setting')[3].querySelectorAll('button')[2].click()");
  await app.go(STORY);
  assert.equal(await drawn('.story .figure img'), 'none');
  await click('.story .figure');
  assert.equal(await drawn('.story .figure img'), 'block');
  for (const [page, frame] of [[STORY, '.story .figure'], ['', '#main .frame']]) {
    for (const key of [Key.ENTER, Key.SPACE]) {
      await app.go(page);
      await app.until("return !!document.querySelector(`${arguments[0]} button`)", 'a button', frame);
      assert.equal(await drawn(`${frame} img`), 'none');
      await axe();
      const scrolled = await app.run("document.querySelector(`${arguments[0]} button`).focus(); return scrollY", frame);
      const { role, name } = await app.focused();
      assert.equal(role, 'button');
      assert.match(name, /^نمایش عکس: ./);
      await app.press(key);
      assert.notEqual(await drawn(`${frame} img`), 'none');
      assert.equal(await app.run('return scrollY'), scrolled);
      // It is a picture again, and the focus has not gone.
      assert.deepEqual(await app.run("const { activeElement } = document; return [activeElement === document.querySelector(arguments[0]), !!activeElement.querySelector('button'), location.pathname.slice(1)]", frame), [true, false, page]);
    }
  }
  // One of a gallery has a button of its own, which shows it first and enlarges it then.
  const button = '.gallery li button';
  await app.go(GALLERY);
  await app.until('return !!document.querySelector(arguments[0])', 'a gallery', button);
  await app.run('document.querySelector(arguments[0]).focus()', button);
  const opened = () => app.run("return document.querySelector('#gallery').open");
  for (const [shown, large] of [['block', false], ['block', true]]) {
    assert.equal(await app.run('return document.activeElement === document.querySelector(arguments[0])', button), true);
    await app.press(Key.ENTER);
    assert.deepEqual([await drawn(`${button} img`), await opened()], [shown, large]);
  }
});

test('no picture is fetched before it is touched, whatever the browser reads ahead', async () => {
  // One that has no picture yet.
  const fresh = await App.open(server);
  try {
    const fetched = () => fresh.run("return performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => name.includes('/media/'))");
    for (const [settings, pages] of [['pictures=ask', ['', STORY, GALLERY, 's/photo/', 's/video/']], ['', ['']]]) {
      await fresh.go('settings/');
      await fresh.run('peykSettings(arguments[0])', settings);
      for (const page of pages) {
        await fresh.go(page);
        await fresh.until("return document.readyState === 'complete'", 'the whole page');
        if (settings) assert.deepEqual(await fetched(), [], page);
        else await fresh.until("return performance.getEntriesByType('resource').some(({ name, initiatorType }) => name.includes('/media/') && initiatorType === 'link')", 'the first picture, before the page is laid out');
      }
    }
  } finally {
    await fresh.quit();
  }
});

test('one file carries everything to another browser, and a broken one changes nothing', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'peyk-'));
  await app.go(STORY);
  await type('برای سفر');
  await status('ذخیره شد، ');
  const file = path.join(folder, 'peyk-reader.json');
  await writeFile(file, await app.driver.executeAsyncScript('window.peykJournal.exportAll().then(arguments[0])'));
  await app.driver.get(`${server.address}/robots.txt`);
  await app.cdp('Storage.clearDataForOrigin', { origin: server.address, storageTypes: 'all' });
  await desk('settings');
  const broken = path.join(folder, 'broken.json');
  await writeFile(broken, (await readFile(file, 'utf8')).replace('برای سفر', 'برای سفره'));
  await app.find('#desk-import').then((input) => input.sendKeys(broken));
  await app.until("return document.querySelector('#desk').textContent.includes('آسیب دیده است')", 'the word that it is damaged');
  await app.find('#desk-import').then((input) => input.sendKeys(file));
  await app.until("return document.querySelector('#desk').textContent.includes('افزوده شد: ۱ پیش‌نویس')", 'the word that it is here');
  await app.go(STORY);
  await app.until("return document.querySelector('textarea').value === 'برای سفر'", 'the draft');
});

test('keys lead through stories, save and search, and never while something is typed', async () => {
  await app.go(STORY);
  const here = await app.path();
  await app.press('k');
  await app.until('return location.pathname !== arguments[0]', 'another story', here);
  await app.until("return !!document.querySelector('.neighbours .next a')", 'the way on');
  await app.press('j');
  await app.until('return location.pathname === arguments[0]', 'the story again', here);
  await app.press('s');
  await notice('خبر ذخیره شد.');
  await app.press('?');
  await app.until("return document.getElementById('keys').open", 'the list of keys');
  await axe();
  await app.press(Key.ESCAPE);
  await type('jks/?');
  assert.equal(await app.path(), here);
  await app.run("document.querySelector('h1').focus()");
  await app.press('/');
  await app.until("return location.pathname === '/search/'", 'search');
});

test('a story on paper is whole, with its source, and nothing else', async () => {
  await app.go(STORY);
  await app.cdp('Emulation.setEmulatedMedia', { media: 'print' });
  try {
    const seen = await app.run(`const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.getClientRects().length > 0).length;
      return { masthead: shown('.masthead *'), footer: shown('.footer *'), comment: shown('.comment *'), body: shown('.story-body > *') === document.querySelector('.story-body').children.length,
        printed: document.querySelector('.printed').innerText, colour: getComputedStyle(document.querySelector('.story-body')).color };`);
    assert.deepEqual([seen.masthead, seen.footer, seen.comment, seen.body, seen.colour], [0, 0, 0, true, 'rgb(0, 0, 0)']);
    assert.match(seen.printed, /۸۶۷۰۱۲/);
    const { data } = await app.cdp('Page.printToPDF', { preferCSSPageSize: true });
    const pages = Buffer.from(data, 'base64').toString('latin1').match(/\/Type\s*\/Page\b/g).length;
    assert.ok(pages >= 1 && pages <= 4, `${pages} pages`);
  } finally {
    await app.screen(1280);
    await app.cdp('Emulation.setEmulatedMedia', { media: '' });
  }
});

/** The words and the numbers of a text, as a printed page can be compared by: a PDF tells letters in the
 * order of its glyphs, so that «لا» comes as «ال» and a sign above a letter before it. */
const words = (text) => (text.normalize('NFKD').replace(/[\p{M}\p{Cf}]/gu, '').match(/\p{L}+|\p{N}+/gu) ?? []).map((word) => [...word].sort().join(''));
const times = (whole, part) => ` ${words(whole).join(' ')} `.split(` ${words(part).join(' ')} `).length - 1;

test('the file of a printed story holds its head, the end of each of its parts, its source and its address once, and no word of the page around it', async () => {
  await app.go(STORY);
  const { data } = await app.cdp('Page.printToPDF', { preferCSSPageSize: true });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'peyk-'));
  const file = path.join(folder, 'story.pdf');
  await writeFile(file, Buffer.from(data, 'base64'));
  const paper = execFileSync('pdftotext', [file, '-']).toString();
  const page = await app.run(`const all = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent.trim());
    return { title: all('.story h1')[0], source: all('.source')[0], date: all('.story time')[0], parts: all('.story-body > p, .story-body > h2, .story-body li, .story-lead'),
      around: all('button, .menu a, .footer a, .footer p, .comment label, .comment h2, .comment p, .neighbours a, .related a, .masthead a, .tags a') }`);
  // It stands as the headline, and in the citation beneath the story.
  assert.equal(times(paper, page.title), 2);
  assert.equal(times(paper, page.source), 1, page.source);
  assert.equal(times(paper, page.date), 1, page.date);
  assert.equal(paper.replace(/[\s\p{Cf}]/gu, '').split(`${server.address}/n/867012/`).length, 2, 'the address');
  assert.ok(page.parts.length > 10);
  for (const part of page.parts) {
    const end = part.split(/\s+/).slice(-5).join(' ');
    assert.ok(times(paper, end) >= 1, end);
  }
  const own = `${page.title} ${page.source} ${page.parts.join(' ')} ${await app.text('.story-head')} ${await app.text('.story figcaption')} ${await app.text('.printed')}`;
  const strange = page.around.filter((text) => words(text).length > 0 && times(own, text) === 0);
  assert.ok(strange.length > 20);
  assert.deepEqual(strange.filter((text) => times(paper, text) > 0), []);
});

test('reading aloud is offered only where there is a Persian voice, and follows the paragraphs', async () => {
  await app.go(STORY);
  assert.equal(await app.run("return document.querySelector('[data-listen]').hidden"), true);
  const source = `Object.defineProperty(window, 'speechSynthesis', { value: {
    getVoices: () => [{ lang: 'fa-IR', name: 'test' }], cancel() {}, pause() { this.paused = true; }, resume() { this.paused = false; },
    speak(words) { window.spoken = [...(window.spoken ?? []), words.text]; window.end = () => words.onend(); } } });
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };`;
  const { identifier } = await app.cdp('Page.addScriptToEvaluateOnNewDocument', { source });
  try {
    await app.go(STORY);
    await app.until("return !document.querySelector('[data-listen]').hidden", 'the button');
    await click('[data-listen]');
    assert.equal(await app.text('[data-listen]'), 'مکث');
    await app.run('window.end()');
    assert.equal((await app.run('return window.spoken')).length, 2);
    assert.equal(await app.run("return document.querySelectorAll('.spoken').length"), 1);
    await click('[data-listen]');
    assert.equal(await app.text('[data-listen]'), 'ادامه');
  } finally {
    await app.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
  }
});

test('a citation leads to the story from anywhere', async () => {
  await app.cdp('Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] });
  await app.go(STORY);
  await click('.code');
  await notice('رونوشت برداشته شد.');
  const copied = await app.driver.executeAsyncScript('navigator.clipboard.readText().then(arguments[0], String)');
  assert.match(copied, /^«.+»، .+، کد خبر: ۸۶۷۰۱۲، /);
  assert.ok(copied.endsWith(`، ${server.address}/n/867012/`), copied);
});

test('sharing falls back to the clipboard with a word of it', async () => {
  await app.cdp('Browser.grantPermissions', { permissions: ['clipboardReadWrite', 'clipboardSanitizedWrite'] });
  await app.go(STORY);
  await app.run('navigator.share = undefined');
  await click('[data-share]');
  await notice('رونوشت برداشته شد.');
  const copied = await app.driver.executeAsyncScript('navigator.clipboard.readText().then(arguments[0], String)');
  assert.ok(copied.includes('/n/867012/'), copied);
});

test('the pages of the desk say so when their program cannot be had', async () => {
  await app.cdp('Network.enable', {});
  await app.cdp('Network.setBlockedURLs', { urls: ['*/desk-*'] });
  try {
    await app.go('saved/');
    await app.until("return document.querySelector('#desk').textContent.includes('دریافت نشد')", 'the word that it could not be had');
  } finally {
    await app.cdp('Network.setBlockedURLs', { urls: [] });
    await app.complaints();
  }
});

const search = (words) => app.run("const field = document.querySelector('#search-field'); field.value = arguments[0]; field.dispatchEvent(new Event('input', { bubbles: true }))", words);
const results = (words) => app.until("return document.querySelector('.results').textContent.includes(arguments[0])", words, words);

test('search finds as one types, marks the original text, counts, and has an address of its own', async () => {
  await app.go('');
  await click('.desk-links a');
  await app.until("return document.querySelector('#search-field')", 'the field');
  await app.find('#search-field').then((field) => field.sendKeys('ماهواره'));
  await results(' نتیجه در ');
  await app.until("return [...document.querySelectorAll('.kept mark')].some((mark) => mark.textContent.startsWith('ماهواره'))", 'the marks');
  await app.until('return new URLSearchParams(location.search).get("q") === "ماهواره"', 'the address');
  await axe();
  await app.driver.navigate().refresh();
  await app.ready();
  await app.until("return document.querySelectorAll('.kept > li').length > 0", 'the results again');
  assert.equal(await app.run("return document.querySelector('#search-field').value"), 'ماهواره');
  await click('.kept .headline a');
  await app.until("return !!document.querySelector('.story h1')", 'the story');
  await app.driver.navigate().back();
  await app.until("return document.querySelectorAll('.kept > li').length > 0", 'the results after coming back');
});

test('who comes back from a story finds search, its filters and what is kept as they were left', async () => {
  await app.screen(360);
  await app.go('search/?q=' + encodeURIComponent('شهر') + '&since=year');
  const shown = "return document.querySelectorAll('.kept > li .excerpt mark').length > 0 && document.querySelectorAll('.kept > li').length > 8";
  await app.until(shown, 'the results');
  const filters = () => app.run("return [document.querySelector('#search-section').value, document.querySelector('#search-since').value]");
  await app.until("return document.querySelectorAll('#search-section option').length > 3", 'the sections');
  assert.deepEqual(await filters(), ['', 'year']);
  const leave = async () => {
    const left = await app.run(`const all = document.querySelectorAll('#main .headline a');
      const link = all[Math.min(7, all.length - 1)]; link.scrollIntoView({ block: 'center' }); return [link.getBoundingClientRect().top, link.pathname, scrollY]`);
    assert.ok(left[2] > 300, `${left}`);
    await app.run("document.querySelector(`#main .headline a[href='${arguments[0]}']`).click()", left[1]);
    await app.until("return location.pathname === arguments[0] && !!document.querySelector('.story h1')", 'the story', left[1]);
    await app.driver.navigate().back();
    await app.until("const { activeElement: link } = document; return link.pathname === arguments[0] && Math.abs(link.getBoundingClientRect().top - arguments[1]) < 4", 'the place that was left', left[1], left[0]);
  };
  await leave();
  assert.deepEqual(await filters(), ['', 'year']);
  // A key that leads to search stays where search is.
  await app.press('/');
  await app.until("return document.activeElement.id === 'search-field' && location.search.includes('since=year')", 'the field');
  await app.run("document.querySelectorAll('#main .headline a')[5].scrollIntoView({ block: 'center' })");
  await app.driver.navigate().refresh();
  await app.ready();
  await app.until(shown, 'the results');
  assert.deepEqual(await filters(), ['', 'year']);
  await saveFirst(9);
  await leave();
});

test('search knows other spellings, codes in any digits, filters, and says what helps where nothing is', async () => {
  await app.go('search/');
  await app.until("return document.querySelector('#search-field')", 'the field');
  await search('ماهوارة');
  await results(' نتیجه در ');
  await search('ماهورهای');
  await app.until("return /نزدیک‌ترین نوشتار|چیزی پیدا نشد/.test(document.querySelector('.results').textContent)", 'an answer');
  await search('آموزژش');
  await results('نتیجه‌های نزدیک‌ترین نوشتار: «آموزش»');
  await search('ققنوسسسسس');
  await results('چیزی پیدا نشد');
  // A year is no news code: Enter leads nowhere.
  await search('۱۳۹۸');
  await app.until("return /نتیجه در|چیزی پیدا نشد/.test(document.querySelector('.results').textContent)", 'an answer');
  assert.equal(await app.run("return document.querySelector('.results .jump')"), null);
  await search('۸۶۷۰۱۲');
  await results('رفتن به خبر ۸۶۷۰۱۲');
  await app.run("document.querySelector('#search-field').focus()");
  await app.press(Key.ENTER);
  await app.until("return location.pathname === '/n/867012/'", 'the story of the code');
  await app.go('search/');
  await app.until("return document.querySelectorAll('#search-section option').length > 3", 'the sections');
  await search('شهر');
  await results(' نتیجه در ');
  const all = await app.run("return document.querySelectorAll('.kept > li').length");
  await app.run("const choice = document.querySelector('#search-section'); choice.value = 'sports'; choice.dispatchEvent(new Event('change', { bubbles: true }))");
  await app.until("return document.querySelectorAll('.kept > li').length < arguments[0]", 'fewer results', all);
});

test('a saved story that the edition no longer lists is found', async () => {
  await app.go(STORY);
  await click('.story-acts [data-save]');
  await notice('خبر ذخیره شد.');
  await app.go('search/?q=' + encodeURIComponent('فابریانو'));
  await app.until("return document.querySelectorAll('.kept > li').length === 1", 'the saved story');
  assert.equal(await app.run("return document.querySelector('.kept a').pathname"), '/n/867012/');
});
