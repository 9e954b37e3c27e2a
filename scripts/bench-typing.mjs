// From a key to the result on the screen, at 5,000 stories on the device with the CPU four times slower:
// words are typed letter by letter into the search page, and beside it, in the same run, into a page that
// is nothing but a field, and into one whose script writes as many results as the app shows at once.
// STORIES: how many. RUNS: how often the words are typed into each.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Builder } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
import { serve } from '../tests/e2e/app.mjs';

const STORIES = Number(process.env.STORIES ?? 5000);
const RUNS = Number(process.env.RUNS ?? 3);
const WORK = 'target/bench/typing';
/** How many words are typed, and how many letters of each. */
const WORDS = 8;
const LETTERS = 6;
/** How many results the page of results writes: as many as the app draws with a first answer. */
const SHOWN = 20;
/** A page counts as still when nothing in it has changed for so long, in milliseconds. */
const STILL_MS = 150;
/** Nobody asks the page anything so long after a key, in milliseconds: to answer is work as well. */
const QUIET_MS = 350;
const quiet = () => new Promise((resolve) => setTimeout(resolve, QUIET_MS));

// Notes when each key came, and the ends of the frames that show what followed from it: `first`, the one
// after the first change, and `last`, after the last one. A frame's end is told by a message that is sent
// from it, which comes when it is painted.
const WATCH = `
  window.longest = 0;
  window.tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ startTime, duration }) => {
    longest = Math.max(longest, duration);
    tasks.push([startTime, duration]);
  })).observe({ type: 'longtask', buffered: true });
  // The desk begins when its place is drawn; the index, with its worker.
  new MutationObserver((_, self) => {
    if (!document.getElementById('desk')) return;
    self.disconnect();
    window.opened = performance.now();
  }).observe(document, { childList: true, subtree: true });
  window.Worker = class extends Worker {
    constructor(...of) {
      window.building = performance.now();
      super(...of);
    }
  };
  const painted = (then) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => then(performance.now());
    port2.postMessage(0);
  });
  window.watchKeys = (place, shown) => {
    let key = null;
    window.keyed = () => key;
    addEventListener('keydown', ({ timeStamp }) => { key = { at: timeStamp, first: 0, last: 0, changed: performance.now() }; }, true);
    const note = (mine) => painted((now) => { mine.first ||= now - mine.at; mine.last = now - mine.at; });
    if (!place) addEventListener('input', () => note(key));
    else new MutationObserver(() => {
      if (!key || !shown()) return;
      key.changed = performance.now();
      note(key);
    }).observe(place, { childList: true, subtree: true, characterData: true, attributes: true });
  };`;

const at = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN;
const ms = (value) => `${value.toFixed(1)} ms`.padStart(10);

/** Whether the search page shows an answer. */
const SEARCH = "document.querySelector('.results li, .results .empty')";

const open = async () => {
  const options = new chrome.Options();
  options.addArguments('--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run');
  const driver = await new Builder().forBrowser('chrome').setChromeOptions(options).build();
  const cdp = (command, parameters = {}) => driver.sendAndGetDevToolsCommand(command, parameters);
  await cdp('Page.enable');
  await cdp('Emulation.setDeviceMetricsOverride', { width: 360, height: 740, deviceScaleFactor: 2, mobile: true });
  await cdp('Page.addScriptToEvaluateOnNewDocument', { source: WATCH });
  const run = (script, ...args) => driver.executeScript(script, ...args);
  const until = (script, what) => driver.wait(() => run(script), 120000, `never: ${what}`);
  // Keys go the straight way: the driver looks into the page with each of its commands.
  const connection = await driver.createCDPConnection('page');
  const key = (type, letter) => connection.send('Input.dispatchKeyEvent', { type, key: letter, text: type === 'keyDown' ? letter : undefined });
  // To slow a page down the browser keeps a processor busy: one page at a time.
  const slowly = async (act) => {
    await cdp('Emulation.setCPUThrottlingRate', { rate: 4 });
    const done = await act();
    await cdp('Emulation.setCPUThrottlingRate', { rate: 1 });
    return done;
  };
  return { driver, key, run, until, slowly };
};

/** Types `words` letter by letter; what came of each key. */
const typed = ({ key, run, until, slowly }, words) => slowly(async () => {
  const seen = [];
  for (const word of words) {
    await run("const field = document.querySelector('input'); field.focus(); field.value = ''; field.dispatchEvent(new Event('input', { bubbles: true }))");
    await until(`return performance.now() - (keyed()?.changed ?? 0) > ${STILL_MS}`, 'a still page');
    for (const letter of word) {
      await key('keyDown', letter);
      await key('keyUp', letter);
      await quiet();
      await until(`return performance.now() - keyed().changed > ${STILL_MS}`, 'a still page');
      seen.push(await run('return keyed()'));
    }
  }
  return seen;
});

await rm(WORK, { recursive: true, force: true });
await mkdir(`${WORK}/plain/field`, { recursive: true });
await mkdir(`${WORK}/plain/results`, { recursive: true });
const file = `${WORK}/feed.json`;
execFileSync('target/release/peyk', ['sample', String(STORIES), '--leads', '--out', file]);
const { items } = JSON.parse(await readFile(file, 'utf8'));
const all = new Set(items.flatMap(({ title }) => title.split(/[\s\u200c]+/)).filter((word) => [...word].length >= 4));
const every = Math.floor(all.size / WORDS);
const words = [...all].filter((_, nth) => nth % every === 0).slice(0, WORDS).map((word) => [...word].slice(0, LETTERS).join(''));

const head = '<!doctype html><html lang="fa" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ت</title><style>body{font:18px/32px sans-serif;margin:1rem}input{font:inherit}</style>';
const texts = items.slice(0, 200).map(({ title, summary }) => [title, summary.slice(0, 160)]);
await writeFile(`${WORK}/plain/index.html`, head);
await writeFile(`${WORK}/plain/field/index.html`, `${head}<input>`);
await writeFile(`${WORK}/plain/results/index.html`, `${head}<input><ol id="results"></ol><script>
  const texts = ${JSON.stringify(texts).replaceAll('<', '\\u003c')};
  let turn = 0;
  document.querySelector('input').addEventListener('input', () => {
    turn += 1;
    document.getElementById('results').innerHTML = texts.slice(turn * 7 % 150, turn * 7 % 150 + ${SHOWN}).map(([title, text]) => '<li><h2><a href="#">' + title + '</a></h2><p>' + text + '</p></li>').join('');
  });</script>`);

const app = await serve({ feed: file });
const plain = await serve({ dir: `${WORK}/plain` });
try {
  const pages = [
    { name: 'a field alone', address: `${plain.address}/field/`, watch: 'watchKeys(null)', keys: [] },
    { name: `a field, ${SHOWN} results`, address: `${plain.address}/results/`, watch: "watchKeys(document.getElementById('results'), () => true)", keys: [] },
    { name: 'Peyk', address: `${app.address}/search/`, watch: `watchKeys(document.querySelector('.results'), () => ${SEARCH})`, keys: [] },
  ];
  for (const page of pages) {
    page.browser = await open();
    const { driver, run, until, slowly } = page.browser;
    await slowly(async () => {
      await driver.get(page.address);
      if (page.name !== 'Peyk') return;
      const began = Date.now();
      // The index is whole when as many stories were searched as there are.
      const whole = `در ${STORIES.toLocaleString('fa')} خبر`;
      await until("return !!document.querySelector('#search-field')", 'the field');
      await run("const field = document.querySelector('#search-field'); field.value = 'حق'; field.dispatchEvent(new Event('input', { bubbles: true }))");
      await until(`return document.querySelector('.results').textContent.includes(${JSON.stringify(whole)})`, 'the whole index');
      const tasks = (since) => run(`return tasks.filter(([at, duration]) => at + duration > ${since}).map(([at, duration]) => Math.round(duration) + ' ms').join(', ') || 'none'`);
      console.log(`${STORIES} stories indexed ${((Date.now() - began) / 1000).toFixed(1)} s after the visit; tasks over 50 ms since the desk was opened: ${await tasks('opened')}; while the index was made: ${await tasks('building')}`);
    });
    await run(page.watch);
    // The first word warms the page up.
    await typed(page.browser, words.slice(0, 1));
    await run('longest = 0');
  }
  // In turns, so that what else the machine does falls on all alike.
  for (let turn = 0; turn < RUNS; turn += 1) {
    for (const page of pages) page.keys.push(...await typed(page.browser, words));
  }
  console.log(`\nFrom a key to the painted result, ${STORIES} stories, CPU 4 times slower, ${RUNS} times ${words.length} words of up to ${LETTERS} letters`);
  console.log(`${'page'.padEnd(22)}  keys   p50 first   p95 first    p50 whole   p95 whole  longest task`);
  for (const { name, keys, browser } of pages) {
    const shown = keys.filter(({ last }) => last > 0);
    const of = (which, part) => ms(at(shown.map((key) => key[which]), part));
    console.log(`${name.padEnd(22)}${String(shown.length).padStart(6)}  ${of('first', 0.5)}  ${of('first', 0.95)}   ${of('last', 0.5)}  ${of('last', 0.95)}  ${ms(await browser.run('return longest'))}`);
  }
  for (const { browser } of pages) await browser.driver.quit();
} finally {
  app.stop();
  plain.stop();
}
