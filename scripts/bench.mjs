// Measures the app in Chromium, beside plain HTML pages of the same text and font, in one run:
// Lighthouse's mobile network (150 ms, 1.6 Mbit/s) and CPU (4 times slower), medians of several
// cold visits, one page after the other in each round. Then, with the slow CPU only: a change of
// page, and a feed of 10,000 headlines.
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, readdir, rm, writeFile, copyFile } from 'node:fs/promises';
import { Builder } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
import { publish, serve } from '../tests/e2e/app.mjs';

const RUNS = Number(process.env.RUNS || 5);
const STORY = '103501';
const WORK = 'target/bench';
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const ms = (value) => `${Math.round(value)} ms`;

// Notes, inside the page, when a story's text is on the screen, and what the browser says of the visit.
// A text is on the screen with the first paint after it stands in the document: the browser's own first
// paint, or, where there was one before, the end of the next frame.
const WATCH = `
  window.seen = { text: 0, lcp: 0, shift: 0, blocked: 0, longest: 0, started: 0 };
  const painted = () => new Promise((done) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(0);
  }));
  window.shown = async (since = performance.now()) => {
    const frame = await painted();
    const first = () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    while (!first()) await painted();
    seen.text = first() >= since ? first() : frame;
  };
  new MutationObserver((_, self) => {
    if (document.querySelector('.story-body p, main .headline')) { self.disconnect(); shown(); }
  }).observe(document, { childList: true, subtree: true });
  new MutationObserver((_, self) => {
    if (document.querySelector('#app[data-running]')) { self.disconnect(); seen.started = performance.now(); seen.longest = 0; }
  }).observe(document, { attributes: true, subtree: true });
  const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch('largest-contentful-paint', (entry) => { seen.lcp = entry.startTime; });
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
  watch('longtask', (entry) => { seen.blocked += entry.duration - 50; if (entry.startTime >= seen.started) seen.longest = Math.max(seen.longest, entry.duration); });`;

const browser = async ({ network = false } = {}) => {
  const options = new chrome.Options();
  options.addArguments('--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run');
  const driver = await new Builder().forBrowser('chrome').setChromeOptions(options).build();
  const cdp = (command, parameters = {}) => driver.sendAndGetDevToolsCommand(command, parameters);
  await cdp('Page.enable');
  await cdp('Network.enable');
  await cdp('Emulation.setDeviceMetricsOverride', { width: 360, height: 740, deviceScaleFactor: 2, mobile: true });
  await cdp('Emulation.setCPUThrottlingRate', { rate: 4 });
  await cdp('Page.addScriptToEvaluateOnNewDocument', { source: WATCH });
  if (network) await cdp('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 });
  return { driver, cdp };
};

const visit = async (address, running) => {
  const { driver } = await browser({ network: true });
  try {
    await driver.get(address);
    await driver.wait(() => driver.executeScript('return seen.text > 0'), 60000, 'the text never came');
    if (running) await driver.wait(() => driver.executeScript('return seen.started > 0'), 60000, 'the program never came');
    return await driver.executeScript(`return { ...seen,
      first: performance.getEntriesByName('first-contentful-paint')[0].startTime,
      ...(() => {
        const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
        const sum = (keep) => all.filter(keep).reduce((bytes, entry) => bytes + entry.transferSize, 0);
        const picture = (entry) => /\\.(webp|jpe?g|png|gif|avif)$/.test(entry.name);
        return { pictures: sum(picture), bytes: sum((entry) => !picture(entry)), needed: sum((entry, at) => at === 0 || entry.responseEnd <= seen.text) };
      })() }`);
  } finally {
    await driver.quit();
  }
};

// Cold visits to each of `pages`, in turns, so that what else the machine does falls on all alike.
const visits = async (pages) => {
  const all = pages.map(() => []);
  for (let run = 0; run < RUNS; run += 1) {
    for (const [at, page] of pages.entries()) all[at].push(await visit(page.address, page.name.startsWith('Peyk')));
  }
  return pages.map((page, at) => {
    const of = (key) => median(all[at].map((one) => one[key]));
    const keys = ['bytes', 'pictures', 'needed', 'first', 'lcp', 'shift', 'blocked', 'text', 'started'];
    return { ...page, ...Object.fromEntries(keys.map((key) => [key, of(key)])) };
  });
};

// The floors: the same texts as one HTML file each, with the same font or the system's, and a few
// lines of style.
const floors = async (site) => {
  const folder = `${WORK}/floor`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/fonts`, { recursive: true });
  const fonts = (await readdir('dist/fonts')).filter((name) => /persian-(400|700)-.*woff2$/.test(name));
  for (const font of fonts) await copyFile(`dist/fonts/${font}`, `${folder}/fonts/${font}`);
  const faces = fonts.map((font) => `@font-face{font-family:V;font-weight:${font.match(/\d{3}/)[0]};font-display:swap;src:url(/fonts/${font})}`).join('');
  const put = async (name, title, body, style) => {
    await mkdir(`${folder}/${name}`, { recursive: true });
    await writeFile(`${folder}/${name}/index.html`, `<!doctype html><html lang="fa" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}body{font:18px/32px V,sans-serif;margin:1rem}</style><main>${body}</main></html>`);
  };
  const feed = JSON.parse(await readFile('dist/feed.json', 'utf8'));
  const story = feed.items.find((item) => item.id === STORY);
  const text = story.content_html.replace(/<figure[\s\S]*?<\/figure>/g, '');
  const body = `<h1>${story.title}</h1><p>${story.summary}</p><div class="story-body">${text}</div>`;
  await put('story', story.title, body, faces);
  await put('story-system', story.title, body, '');
  const front = JSON.parse((await readFile(`${site}/index.html`, 'utf8')).split('id="peyk-state"')[1].split('>')[1].split('</script')[0]);
  const cards = front.items.map((item) => `<h2 class="headline"><a href="/n/${item.id}/">${item.title}</a></h2><p>${item.summary ?? ''}</p>`).join('');
  await put('front', 'پیک', cards, faces);
  // A folder with a page of its own is what can be served.
  await put('.', 'پیک', '', '');
  return folder;
};

const app = await serve();
const site = `${WORK}/site`;
publish(site);
const published = await serve({ dir: site });
const plain = await serve({ dir: await floors(site) });
try {
  const rows = await visits([
    { name: 'story, plain HTML', address: `${plain.address}/story/` },
    { name: 'story, system font', address: `${plain.address}/story-system/` },
    { name: 'Peyk, published story', address: `${published.address}/n/${STORY}/`, floor: 0 },
    { name: 'Peyk, not published', address: `${app.address}/n/${STORY}/`, floor: 0 },
    { name: 'front, plain HTML', address: `${plain.address}/front/` },
    { name: 'Peyk, published front', address: `${published.address}/`, floor: 4 },
  ]);
  console.log(`\nCold visits, Lighthouse's mobile network and CPU, medians of ${RUNS}; kB until the text, in all, of pictures`);
  console.log('page                   until   all  pictures  first paint  largest  shift  blocked    text  × plain');
  const kb = (bytes) => (bytes / 1000).toFixed(1);
  for (const row of rows) {
    const times = row.floor === undefined ? '' : (row.text / rows[row.floor].text).toFixed(2);
    console.log(`${row.name.padEnd(22)} ${kb(row.needed).padStart(5)} ${kb(row.bytes).padStart(6)} ${kb(row.pictures).padStart(8)} ${ms(row.first).padStart(11)} ${ms(row.lcp).padStart(9)}  ${row.shift.toFixed(3)} ${ms(row.blocked).padStart(7)} ${ms(row.text).padStart(8)} ${times.padStart(6)}`);
  }
  console.log(`in control, published, against the first text of the unpublished: ${(rows[2].started / rows[3].text).toFixed(2)} ×`);

  const { driver } = await browser();
  try {
    await driver.get(`${app.address}/s/science/`);
    await driver.wait(() => driver.executeScript("return !!document.querySelector('main .headline a')"), 20000);
    const there = [];
    const back = [];
    await driver.executeScript('seen.longest = 0');
    for (let run = 0; run < 9; run += 1) {
      there.push(await driver.executeAsyncScript(`const done = arguments[0]; const link = document.querySelector('main .headline a'); const start = performance.now(); link.click();
        const look = () => document.querySelector('.story-body') ? done(performance.now() - start) : requestAnimationFrame(look); requestAnimationFrame(look);`));
      back.push(await driver.executeAsyncScript(`const done = arguments[0]; const start = performance.now(); history.back();
        const look = () => document.querySelector('.list') ? done(performance.now() - start) : requestAnimationFrame(look); requestAnimationFrame(look);`));
    }
    const longest = await driver.executeScript('return seen.longest');
    console.log(`\nWith the CPU 4 times slower, medians of 9: section → story ${ms(median(there))}, back ${ms(median(back))}, longest task ${ms(longest)} (0 is: none over 50 ms)`);
  } finally {
    await driver.quit();
  }
} finally {
  app.stop();
  published.stop();
  plain.stop();
}

// A body of 1 MB, as the whole of `peyk check` on it; the time of an empty feed is taken off.
await mkdir(WORK, { recursive: true });
const check = async (body) => {
  const file = `${WORK}/body.json`;
  await writeFile(file, JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'ت', items: [{ id: '1', title: 'ت', content_html: body }] }));
  const times = [];
  for (let run = 0; run < 5; run += 1) {
    const start = performance.now();
    execFileSync('target/release/peyk', ['check', '--json', file], { stdio: 'ignore' });
    times.push(performance.now() - start);
  }
  return median(times);
};
const filled = (piece) => piece.repeat(Math.floor(1e6 / Buffer.byteLength(piece)));
const empty = await check('متن');
console.log('\nA body of 1 MB');
for (const [name, piece] of [
  ['prose', '<p>این جمله را برای سنجش نوشته‌ایم و در آن «نقل قول» و English و ۱۲۳ هست.</p>'],
  ['paragraphs of one letter', '<p>ا'],
  ['nested elements', '<div><b>'],
  ['lists in lists', '<ul><li>ا'],
  ['character references', '&amp;&#1578;&zwnj;'],
  ['attributes', '<a href="https://example.org/?a=b&amp;c=d" title="x" data-y=\'z\'>ا</a> '],
  ['beginnings of tags', '<'],
  ['zeros', '0'],
]) console.log(`${name.padEnd(26)}${ms(await check(filled(piece)) - empty).padStart(8)}`);

// The first text of a list of 10,000 stories, published, against a page that holds them all: that one
// has its first words early, but can be read and scrolled only when it is whole.
const feed = `${WORK}/feed.json`;
execFileSync('target/release/peyk', ['sample', '10000', '--leads', '--out', feed]);
{
  const whole = `${WORK}/list-plain`;
  publish(`${WORK}/list-site`, { feed });
  const { items } = JSON.parse(await readFile(feed, 'utf8'));
  await mkdir(whole, { recursive: true });
  const cards = items.map((item) => `<li><h2 class="headline"><a href="/n/${item.id}/">${item.title}</a></h2><p>${item.summary}</p></li>`).join('');
  await writeFile(`${whole}/index.html`, `<!doctype html><html lang="fa" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ت</title><style>body{font:18px/32px sans-serif;margin:1rem}</style><main><ol>${cards}</ol></main><script>addEventListener('DOMContentLoaded', () => { seen.text = 0; shown(); })</script></html>`);
  const [list, all] = [await serve({ dir: `${WORK}/list-site` }), await serve({ dir: whole })];
  const [ours, theirs] = await visits([
    { name: 'Peyk, a section of 10,000', address: `${list.address}/s/society/` },
    { name: 'all 10,000 in one page', address: `${all.address}/` },
  ]);
  list.stop();
  all.stop();
  console.log(`\nA list of 10,000 stories: first text ${ms(ours.text)}, all in one page ${ms(theirs.text)} (${(ours.text / theirs.text).toFixed(2)} ×)`);
}

const many = await serve({ feed });
const { driver } = await browser();
try {
  await driver.get(`${many.address}/s/society/`);
  await driver.wait(() => driver.executeScript("return document.querySelectorAll('main .card').length > 0"), 60000);
  const read = await driver.executeScript('return [performance.now(), seen.longest]');
  const frames = await driver.executeAsyncScript(`const done = arguments[0]; let last = performance.now(); let worst = 0; let steps = 0;
    const step = (now) => { worst = Math.max(worst, now - last); last = now; scrollBy(0, 400); steps += 1; steps < 200 ? requestAnimationFrame(step) : done([worst, document.querySelectorAll('main .card').length]); };
    requestAnimationFrame(step);`);
  const renderers = execFileSync('sh', ['-c', "pgrep -f -- '--type=renderer' || true"]).toString().trim().split('\n').filter(Boolean);
  const sizes = await Promise.all(renderers.map(async (pid) => {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    return [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].reduce((sum, [, kb]) => sum + Number(kb), 0);
  }));
  console.log(`\n10,000 headlines, CPU 4 times slower: listed after ${ms(read[0])}, longest task after the program has started ${ms(read[1])}; scrolling, worst frame ${ms(frames[0])} with ${frames[1]} cards drawn; private memory of the page ${(Math.max(0, ...sizes) / 1000).toFixed(0)} MB`);
} finally {
  await driver.quit();
  many.stop();
}
