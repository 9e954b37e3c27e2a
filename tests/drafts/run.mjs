// Kills tabs and browsers while a comment is being typed, and counts what is missing afterwards.
// TABS, BROWSERS: how many kills of each; SEED: another order of moments.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { publish, serve } from '../e2e/app.mjs';
import { launch, wait } from './browser.mjs';

const TABS = Number(process.env.TABS ?? 100);
const BROWSERS = Number(process.env.BROWSERS ?? 50);
const MOST_MISSING_MS = 400;
const CODE = '867012';
const SITE = 'target/e2e/drafts';
const FIELD = "document.querySelector('textarea')";

let seed = Number(process.env.SEED ?? 7);
/** A number from 0 up to 1 (mulberry32), the same in each run. */
const random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

const faults = [];
const fault = (what) => {
  faults.push(what);
  console.error(`FAULT: ${what}`);
};
const report = (name, text) => console.log(`${name.padEnd(28)}${text}`);

/** Types in `tab` until a random moment; what was typed when, and what was said to be saved. */
const typing = async (tab, address) => {
  let saved = '';
  await tab.cdp('Runtime.addBinding', { name: 'said' });
  const deaf = tab.on('Runtime.bindingCalled', ({ name, payload }) => { if (name === 'said') saved = payload; });
  await tab.go(address);
  await tab.until(`${FIELD}?.dataset.filled !== undefined`, 'the field');
  await tab.run(`document.addEventListener('peyk:draft', ({ detail }) => { if (detail.code === '${CODE}' && detail.state === 'saved') said(${FIELD}.value); }); ${FIELD}.focus()`);
  const keys = [];
  const end = Date.now() + 200 + random() * 1800;
  try {
    while (Date.now() < end) {
      const letter = 'ابپتسجچحدرزشفقکگلمنوهی '[Math.floor(random() * 24)];
      keys.push({ letter, at: Date.now() });
      await tab.cdp('Input.insertText', { text: letter });
      await wait(10 + random() * 50);
    }
  } catch { /* It was killed. */ }
  return { keys, saved: () => { deaf(); return saved; } };
};

/** What a page that is opened now shows of it: nothing older than the bound may be missing. */
const check = async (tab, address, { keys, saved }, killed, name) => {
  await tab.go(address);
  await tab.until(`${FIELD}?.dataset.filled !== undefined && window.peykJournal.drafts()`, 'the field');
  await tab.until(`window.peykJournal.drafts().then((all) => (all[0]?.text ?? '') === ${FIELD}.value)`, 'the draft in its field');
  const draft = await tab.run('window.peykJournal.drafts().then((all) => all[0] ?? null)');
  const whole = keys.map(({ letter }) => letter).join('');
  const text = draft?.text ?? '';
  if (draft && draft.state !== 'saved') fault(`${name}: the draft is ${draft.state}`);
  if (draft?.others.length) fault(`${name}: ${draft.others.length} other versions`);
  if (!whole.startsWith(text)) fault(`${name}: «${text}» is no beginning of «${whole}»`);
  if (!text.startsWith(saved())) fault(`${name}: «${saved()}» was said to be saved, «${text}» is there`);
  const missing = keys[text.length];
  return missing ? killed - missing.at : 0;
};

const told = (name, count, lost) => {
  const sorted = lost.toSorted((one, other) => one - other);
  const worst = sorted.at(-1) ?? 0;
  if (worst > MOST_MISSING_MS) fault(`${name}: ${worst} ms are missing`);
  report(name, `${count} kills; oldest missing key: median ${sorted[sorted.length >> 1] ?? 0} ms, worst ${worst} ms (bound ${MOST_MISSING_MS})`);
};

publish(SITE);
const server = await serve({ dir: SITE });
const address = `${server.address}/n/${CODE}/`;
const folders = [];
const folder = async () => {
  folders.push(await mkdtemp(path.join(os.tmpdir(), 'peyk-drafts-')));
  return folders.at(-1);
};

try {
  // The process of a tab.
  {
    const browser = await launch(await folder());
    const lost = [];
    let tab = await browser.open();
    for (let round = 0; round < TABS; round += 1) {
      await tab.cdp('Storage.clearDataForOrigin', { origin: server.address, storageTypes: 'all' });
      const typed = await typing(tab, address);
      const dead = tab.next('Inspector.targetCrashed');
      // The browser's list of processes may lack the one that draws the tab: then it is asked for again.
      let killed;
      for (let tries = 0; ; tries += 1) {
        if (tries === 20) throw new Error('the tab cannot be killed');
        await browser.killTabs();
        killed = Date.now();
        if (await Promise.race([dead, wait(1000)])) break;
      }
      // Chromium's debugger does not always bring a crashed tab back: the next page is one of its own.
      const next = await browser.open();
      await tab.close().catch(() => {});
      tab = next;
      lost.push(await check(tab, address, typed, killed, `tab ${round}`));
    }
    told('kills of a tab', TABS, lost);
    await browser.quit();
  }
  // The whole browser.
  {
    const profile = await folder();
    const lost = [];
    for (let round = 0; round < BROWSERS; round += 1) {
      const browser = await launch(profile);
      const tab = await browser.open();
      await tab.cdp('Storage.clearDataForOrigin', { origin: server.address, storageTypes: 'all' });
      const typed = await typing(tab, address);
      await browser.kill();
      const killed = Date.now();
      const again = await launch(profile);
      lost.push(await check(await again.open(), address, typed, killed, `browser ${round}`));
      await again.quit();
    }
    told('kills of the browser', BROWSERS, lost);
  }
  // Ten tabs, one draft.
  {
    const browser = await launch(await folder());
    const tabs = [];
    for (let at = 0; at < 10; at += 1) tabs.push(await browser.open(address));
    for (const tab of tabs) await tab.until(`${FIELD}?.dataset.filled !== undefined`, 'the field');
    await Promise.all(tabs.map((tab, at) => tab.run(`(async () => {
      const field = ${FIELD};
      for (let edit = 0; edit < 100; edit += 1) {
        field.value += '[${at}-' + edit + ']';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((resolve) => setTimeout(resolve, ${Math.floor(random() * 20)} + Math.random() * 60));
      }
    })()`, 120000)));
    for (const tab of tabs) await tab.until(`/^(?:saved|conflict)$/.test(document.querySelector('[data-status]').dataset.state)`, 'the end of writing');
    const all = await tabs[0].run("window.peykJournal.all('drafts').then((all) => all.map(({ text }) => text).join('|'))");
    let lost = 0;
    for (let at = 0; at < 10; at += 1) for (let edit = 0; edit < 100; edit += 1) if (!all.includes(`[${at}-${edit}]`)) lost += 1;
    if (lost) fault(`${lost} of 1,000 edits are lost`);
    report('10 tabs, 100 edits each', `${lost} of 1000 lost, in ${all.split('|').length} records`);
    await browser.quit();
  }
  // A comment of a megabyte, pasted without a space and typed on.
  {
    const browser = await launch(await folder());
    const tab = await browser.open(address);
    await tab.until(`${FIELD}?.dataset.filled !== undefined`, 'the field');
    const times = await tab.run(`(async () => {
      const field = ${FIELD};
      field.value = 'x'.repeat(1e6);
      const times = [];
      for (let key = 0; key < 40; key += 1) {
        field.value += 'y';
        const began = performance.now();
        field.dispatchEvent(new Event('input', { bubbles: true }));
        times.push(performance.now() - began);
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      return times.sort((one, other) => one - other);
    })()`, 120000);
    await tab.until(`document.querySelector('[data-status]').dataset.state === 'saved'`, 'the stored megabyte');
    const stored = await tab.run(`window.peykJournal.one('drafts', '${CODE}').then((one) => one.text.length)`);
    if (stored !== 1e6 + 40) fault(`a long comment: ${stored} of 1000040 letters are stored`);
    if (times.at(-1) > 100) fault(`a long comment: a key took ${Math.round(times.at(-1))} ms`);
    report('a comment of a megabyte', `what a key costs in the scripts: median ${times[20].toFixed(1)} ms, worst ${times.at(-1).toFixed(1)} ms (bound 100); all of it stored`);
    await browser.quit();
  }
  // A browser that stores nothing.
  {
    const browser = await launch(await folder(), { blocked: true });
    const tab = await browser.open();
    await tab.go(address);
    await tab.run(`window.at = 0; document.addEventListener('peyk:draft', ({ detail }) => { if (detail.state === 'failed') window.at ||= performance.now(); }); ${FIELD}.focus(); window.began = performance.now()`);
    await tab.cdp('Input.insertText', { text: 'نوشته' });
    await tab.until('window.at > 0', 'the word that nothing is stored');
    const ms = Math.round(await tab.run('window.at - window.began'));
    await tab.cdp('Input.insertText', { text: ' و باز' });
    const text = await tab.run(`${FIELD}.value`);
    if (ms > 1000) fault(`storage blocked: told after ${ms} ms`);
    if (text !== 'نوشته و باز') fault(`storage blocked: «${text}» is in the field`);
    report('storage blocked', `told after ${ms} ms; typing goes on`);
    await browser.quit();
  }
  // A device without room.
  {
    const browser = await launch(await folder());
    const tab = await browser.open();
    await tab.go(address);
    await tab.until(`${FIELD}?.dataset.filled !== undefined`, 'the field');
    await tab.cdp('Storage.overrideQuotaForOrigin', { origin: server.address, quotaSize: 0 });
    const long = 'نوشته '.repeat(2000);
    await tab.run(`window.states = []; document.addEventListener('peyk:draft', ({ detail }) => window.states.push([detail.state, performance.now()])); window.began = performance.now(); ${FIELD}.focus()`);
    await tab.cdp('Input.insertText', { text: long });
    await tab.until("window.states.some(([state]) => /saved|full|failed/.test(state))", 'an answer');
    const states = await tab.run('window.states');
    const [state, at] = states.find(([one]) => /saved|full|failed/.test(one));
    const ms = Math.round(at - await tab.run('window.began'));
    const there = await tab.run(`window.peykJournal.one('drafts', '${CODE}').then((one) => one?.text ?? '')`);
    if (state === 'saved' && there !== long) fault('full device: a false "saved"');
    if (ms > 1000) fault(`full device: told after ${ms} ms`);
    await tab.cdp('Storage.overrideQuotaForOrigin', { origin: server.address });
    await tab.until("document.querySelector('[data-status]').dataset.state === 'saved'", 'saved once there is room');
    const after = await tab.run(`window.peykJournal.one('drafts', '${CODE}').then((one) => one?.text ?? '')`);
    if (after !== long) fault('full device: not kept once there was room');
    report('full device', `«${state}» told after ${ms} ms; kept once there was room`);
    await browser.quit();
  }
} finally {
  server.stop();
  for (const one of folders) await rm(one, { recursive: true, force: true }).catch(() => {});
}
report('faults', String(faults.length));
process.exitCode = faults.length ? 1 : 0;
