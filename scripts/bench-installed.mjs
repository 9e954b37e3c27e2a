// Measures the installed app and the frames on other sites in Chromium, each beside what it is to be
// compared with, in one run: repeat visits and offline starts beside a page of 1 kB with a service worker
// of its own, a frame beside a plain iframe of the same page, and thousands of page changes against
// themselves. Medians; the CPU is 4 times slower.
import { mkdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { Builder } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
import { NOTE_MEMORY, ROUNDS, publish } from '../tests/e2e/app.mjs';
import { host } from '../tests/e2e/host.mjs';
import { record } from '../tests/e2e/promises.mjs';

const RUNS = Number(process.env.RUNS || 15);
const PAGES = Number(process.env.PAGES || 5000);
const REFRESHES = Number(process.env.REFRESHES || 500);
const STORY = '/n/867012/';
const WORK = 'target/bench-installed';
const FILE = 'make bench-installed';
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

// Pages of 1 kB as one would write them by hand: a script that draws the very story, or the very headlines,
// from a feed, and a worker that answers from its cache. No style to speak of, and the system's font.
const drawn = (feed, draw) => `<!doctype html><html lang="fa" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>خبر</title>
<style>body{font:18px/32px sans-serif;margin:1rem auto;max-width:38rem}</style><main></main>
<script>navigator.serviceWorker.register('/sw.js');
const main=document.querySelector('main');
const put=(name,text,to=main)=>{const element=document.createElement(name);element.textContent=text;to.append(element);return element};
fetch('${feed}').then((r)=>r.json()).then(({items})=>{${draw}});</script></html>`;
const VANILLA = {
  story: drawn('/story.json', "const [story]=items;put('h1',story.title);put('p',story.summary);const body=put('div','');body.innerHTML=story.content_html"),
  front: drawn('/front.json', "for(const story of items){put('a',story.title,put('h2','')).href='/n/'+story.id+'/';put('p',story.summary)}"),
};
const worker = (files) => `addEventListener('install',(e)=>e.waitUntil(caches.open('v').then((c)=>c.addAll(${JSON.stringify(files)}))));
addEventListener('activate',(e)=>e.waitUntil(clients.claim()));
addEventListener('fetch',(e)=>e.respondWith(caches.match(e.request).then((r)=>r??fetch(e.request))));`;

const browser = async () => {
  const options = new chrome.Options();
  options.addArguments('--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run', '--js-flags=--expose-gc');
  const driver = await new Builder().forBrowser('chrome').setChromeOptions(options).build();
  const cdp = (command, parameters = {}) => driver.sendAndGetDevToolsCommand(command, parameters);
  await cdp('Emulation.setDeviceMetricsOverride', { width: 360, height: 740, deviceScaleFactor: 2, mobile: true });
  await cdp('Emulation.setCPUThrottlingRate', { rate: 4 });
  return { driver, cdp, run: (script, ...args) => driver.executeScript(script, ...args), until: (script, ...args) => driver.wait(() => driver.executeScript(script, ...args), 60000, script) };
};

const PAINT = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime";

// ---- Repeat visits and offline starts ----------------------------------------------------------------
rmSync(WORK, { recursive: true, force: true });
mkdirSync(`${WORK}/partner`, { recursive: true });
publish(`${WORK}/site`);
const site = await host(`${WORK}/site`);
const vanilla = {};
for (const [name, path] of [['story', STORY], ['front', '/']]) {
  const folder = `${WORK}/vanilla-${name}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/index.html`, VANILLA[name]);
  writeFileSync(`${folder}/sw.js`, worker(['/', `/${name}.json`]));
  // What our page shows, as the feed that it carries.
  const page = readFileSync(`${WORK}/site${path}index.html`, 'utf8');
  writeFileSync(`${folder}/${name}.json`, page.split('id="peyk-state"')[1].split('>').slice(1).join('>').split('</script')[0]);
  vanilla[name] = await host(folder, { name: 'localhost' });
}

const starts = async () => {
  const { driver, until, run } = await browser();
  const pages = [
    ['vanilla story', `${vanilla.story.address}/`], ['story', `${site.address}${STORY}`],
    ['vanilla front', `${vanilla.front.address}/`], ['front', `${site.address}/`],
  ];
  const hosts = [site, vanilla.story, vanilla.front];
  const times = {};
  try {
    for (const [, address] of pages) {
      await driver.get(address);
      await until('return !!navigator.serviceWorker.controller && caches.match(location.href).then(Boolean)');
    }
    for (const way of ['online', 'offline']) {
      if (way === 'offline') await Promise.all(hosts.map((one) => one.stop()));
      for (let turn = 0; turn < RUNS; turn += 1) {
        for (const [name, address] of pages) {
          await driver.get('about:blank');
          await driver.get(address);
          await until(PAINT);
          (times[`${name} ${way}`] ??= []).push(await run(PAINT));
        }
      }
    }
  } finally {
    await driver.quit();
    await Promise.all(hosts.map((one) => one.start()).map((one) => one.catch(() => {})));
  }
  const of = (key) => median(times[key]);
  const ratio = (name, way) => (of(`${name} ${way}`) / of(`vanilla ${name.replace('vanilla ', '')} ${way}`)).toFixed(2);
  console.log(`\nFirst paint of text from the device, medians of ${RUNS}\n${'page'.padEnd(16)}${'repeat'.padStart(10)}${'× vanilla'.padStart(11)}${'offline'.padStart(10)}${'× vanilla'.padStart(11)}`);
  for (const [name] of pages) {
    const cells = ['online', 'offline'].flatMap((way) => [`${Math.round(of(`${name} ${way}`))} ms`, ratio(name, way)]);
    console.log(name.padEnd(16) + cells.map((cell, at) => cell.padStart(at % 2 ? 11 : 10)).join(''));
  }
  record('repeat visits and offline starts beside a page of 1 kB that draws the same (goal 1.0 ×)', FILE, `story: repeat ${ratio('story', 'online')} ×, offline ${ratio('story', 'offline')} ×; front: repeat ${ratio('front', 'online')} ×, offline ${ratio('front', 'offline')} ×`);
};

// ---- A frame on another site --------------------------------------------------------------------------
const frames = async () => {
  const partner = await host(`${WORK}/partner`, { name: 'localhost' });
  const query = 'count=5';
  const frame = `<iframe src="${site.address}/embed/s/science/?${query}" title="خبر" width="100%" height="544" frameborder="0" loading="lazy"></iframe>`;
  const shell = (body) => `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>host</title><script>
    window.seen = { shift: 0, blocked: 0 };
    const watch = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
    watch('layout-shift', (entry) => { seen.shift += entry.value; }); watch('longtask', (entry) => { seen.blocked += entry.duration - 50; });
    addEventListener('message', ({ data }) => { if (data?.type === 'ready') seen.ready ??= performance.now(); });
    </script><h1>host</h1>${body}<p>text</p>`;
  const bodies = {
    'no frame': '',
    'plain iframe': frame,
    'embed.js': `<peyk-news section="science" count="5">${frame}<a href="#">links</a></peyk-news><script async src="${site.address}/embed.js"></script>`,
  };
  for (const [name, body] of Object.entries(bodies)) {
    partner.rule(`/${name.replace(/\W/g, '')}`, (response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(shell(body)));
  }
  const seen = {};
  for (let turn = 0; turn < RUNS; turn += 1) {
    for (const name of Object.keys(bodies)) {
      const { driver, until, run } = await browser();
      try {
        await driver.get(`${partner.address}/${name.replace(/\W/g, '')}`);
        if (name !== 'no frame') await until('return seen.ready > 0');
        if (name === 'embed.js') await until("return !!document.querySelector('peyk-news').port");
        await until('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))');
        (seen[name] ??= []).push(await run('return seen'));
      } finally {
        await driver.quit();
      }
    }
  }
  await partner.stop();
  console.log(`\nA frame on another site, medians of ${RUNS}\n${'host'.padEnd(14)}${'there'.padStart(10)}${'shift'.padStart(8)}${'blocked'.padStart(10)}`);
  const of = (name, key) => median(seen[name].map((one) => one[key] ?? 0));
  for (const name of Object.keys(bodies)) {
    console.log(name.padEnd(14) + `${Math.round(of(name, 'ready'))} ms`.padStart(10) + of(name, 'shift').toFixed(3).padStart(8) + `${Math.round(of(name, 'blocked'))} ms`.padStart(10));
  }
  const ratio = (of('embed.js', 'ready') / of('plain iframe', 'ready')).toFixed(2);
  console.log(`embed.js × plain iframe: ${ratio}`);
  record('one embed costs its host no shift, no blocking, and ≤ 1.2 × a plain iframe', FILE, `shift ${of('embed.js', 'shift')}, ${Math.round(of('embed.js', 'blocked'))} ms blocked, ${ratio} ×`);
};

// ---- Thousands of pages ---------------------------------------------------------------------------------
const endurance = async () => {
  const { driver, cdp, until, run } = await browser();
  try {
    await cdp('Emulation.setCPUThrottlingRate', { rate: 1 });
    await cdp('Performance.enable');
    await cdp('Page.enable');
    await cdp('Page.addScriptToEvaluateOnNewDocument', { source: NOTE_MEMORY });
    await driver.get(`${site.address}/`);
    await until("return !!document.querySelector('#app[data-running]')");
    const weigh = async () => {
      for (let turn = 0; turn < 3; turn += 1) await cdp('HeapProfiler.collectGarbage');
      const { metrics } = await cdp('Performance.getMetrics');
      const of = (name) => metrics.find((one) => one.name === name).value;
      const wasm = await run('return memory.buffer.byteLength');
      return { pages: 0, wasm, nodes: of('Nodes'), listeners: of('JSEventListeners'), heap: of('JSHeapUsedSize') };
    };
    await driver.manage().setTimeouts({ script: 600000 });
    const rows = [];
    for (let done = 0; done < PAGES; done += 1000) {
      await driver.executeAsyncScript(ROUNDS, Math.round(1000 / 3));
      rows.push({ ...await weigh(), pages: done + 1000 });
    }
    console.log(`\nThousands of pages\n${'pages'.padEnd(10)}${'wasm kB'.padStart(10)}${'nodes'.padStart(10)}${'listeners'.padStart(11)}${'heap kB'.padStart(10)}`);
    const say = (row) => console.log(String(row.pages).padEnd(10) + (row.wasm / 1000).toFixed(0).padStart(10) + String(row.nodes).padStart(10) + String(row.listeners).padStart(11) + (row.heap / 1000).toFixed(0).padStart(10));
    rows.forEach(say);
    const feed = JSON.parse(readFileSync(`${WORK}/site/feed.json`, 'utf8'));
    let version = 0;
    site.rule('/feed.json', (response, request) => {
      const etag = `"${version}"`;
      if (request.headers['if-none-match'] === etag) return response.writeHead(304, { etag }).end();
      const items = feed.items.map((item, at) => (at ? item : { ...item, title: `${item.title} ${version}` }));
      return response.writeHead(200, { 'content-type': 'application/json', etag }).end(JSON.stringify({ ...feed, items }));
    });
    const before = [];
    for (let turn = 0; turn < REFRESHES; turn += 1) {
      version += 1;
      await run("dispatchEvent(new Event('online'))");
      await until("return !!document.querySelector('.offer button')");
      await run("document.querySelector('.offer button').click()");
      await until("return !document.querySelector('.offer button')");
      if ((turn + 1) % Math.ceil(REFRESHES / 5) === 0) {
        before.push({ ...await weigh(), pages: `+${turn + 1} news` });
        say(before.at(-1));
      }
    }
    const grown = (from, to, key) => `${(100 * (to[key] / from[key] - 1)).toFixed(1)} %`;
    const all = ['wasm', 'nodes', 'listeners'];
    console.log(`after the first 1000 pages: ${all.map((key) => `${key} ${grown(rows[0], rows.at(-1), key)}`).join(', ')}`);
    console.log(`${REFRESHES} refreshes, after the first fifth: ${all.map((key) => `${key} ${grown(before[0], before.at(-1), key)}`).join(', ')}`);
    record('thousands of pages and refreshes leave memory as it was (goal ± 1 %)', FILE, `${PAGES} pages: ${all.map((key) => `${key} ${grown(rows[0], rows.at(-1), key)}`).join(', ')}; ${REFRESHES} refreshes: ${all.map((key) => `${key} ${grown(before[0], before.at(-1), key)}`).join(', ')}`);
  } finally {
    await driver.quit();
  }
};

const only = process.env.ONLY?.split(',');
for (const [name, act] of Object.entries({ starts, frames, endurance })) if (!only || only.includes(name)) await act();
await Promise.all([site, ...Object.values(vanilla)].map((one) => one.stop()));
process.exit();
