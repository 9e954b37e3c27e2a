// What is done when the program cannot start or has died: a damaged cache is healed, a panic is told
// with the page's text left as it is, and where nothing helps the headlines are plain links.
import { codeOf } from './kept.js';
import { DATA, LAST } from './device.js';
import { tell } from './offline.js';
import { base, feed } from './place.js';
import { copyAloud } from './share.js';
import { prompt } from './prompt.js';

const RELOADED = 'peyk:reloaded';
/** A page is reloaded by itself once in so many milliseconds at most. */
const APART_MS = 60e3;
/** How long the program may take to start, in milliseconds, where its files lie on the device. */
const START_MS = 10e3;
/** How many headlines are shown as plain links. */
const MOST_LINKS = 40;

const root = document.getElementById('app');
const isRunning = () => root?.dataset.running !== undefined;
/** Whether the page has a text that somebody may be reading. */
const isRead = () => !!document.querySelector('#main h1, #main .card');

/** Reloads the page, unless that was just done. */
const reload = () => {
  try {
    if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < APART_MS) return false;
    sessionStorage.setItem(RELOADED, String(Date.now()));
  } catch {
    // Without a note of it a reload could have no end.
    return false;
  }
  location.reload();
  return true;
};

/** The headlines of the feed: of the last good copy where the network has none. */
const headlines = async () => {
  for (const init of [{}, { headers: LAST }]) {
    const read = await fetch(feed, init).then((response) => response.json()).catch(() => null);
    const titled = Array.isArray(read?.items) ? read.items.filter((item) => item?.title) : [];
    if (titled.length) return titled.slice(0, MOST_LINKS);
  }
  return [];
};

/** They are links that need no program. */
const links = async () => {
  const items = await headlines();
  return items.map((item) => {
    const link = document.createElement('a');
    link.href = new URL(`n/${codeOf(item)}/`, base).href;
    link.textContent = item.title;
    const line = document.createElement('li');
    line.append(link);
    return line;
  });
};

const failed = async () => {
  if (isRunning()) return;
  const note = document.getElementById('peyk-failed');
  if (!note) return;
  note.hidden = false;
  if (!isRead()) note.querySelector('ul')?.replaceChildren(...await links());
};

/** What was said at the end, for a report. */
const report = (words) => [words, location.href, navigator.userAgent, new Date().toISOString()].join('\n');

/** Takes the kept news away that the program begins with on this page: it may have died of them. All else that
 * is kept stays. */
const forgetBeginning = async () => {
  const cache = await window.caches?.open(DATA);
  const own = location.pathname.slice(base.pathname.length).replace(/\/$/, '.json');
  const addresses = (await cache?.keys() ?? []).map(({ url }) => url);
  await Promise.all(addresses.filter((url) => url === feed || (own && url.endsWith(`/${own}`))).map((url) => cache.delete(url)));
};

let isDead = false;
/** Rust's panics end in a trap, as its other ends do. */
const isDeath = (error) => error instanceof WebAssembly.RuntimeError;

/** The program has died of an error. Its page stays; what is typed goes on being kept. */
const died = ({ message, stack }) => {
  if (isDead) return;
  isDead = true;
  document.documentElement.dataset.died = '';
  // What is left of it may still answer, and wrongly: links and the way back are the browser's now.
  addEventListener('click', (event) => {
    if (event.target.closest('a[href]')) event.stopImmediatePropagation();
  }, true);
  addEventListener('popstate', () => location.reload());
  if (isRunning() || isRead()) {
    prompt('died', [
      ['reload', () => location.reload()],
      ['report', () => copyAloud(report([document.documentElement.dataset.panic, message, stack].join('\n')))],
    ]);
  } else if (!reload()) {
    forgetBeginning().catch(() => {}).then(failed);
  }
};

/** Loads a program by `load`, which is given a text that makes its addresses new to the browser; heals what
 * is damaged and tries once more. */
export const mended = (load) => load('').catch(async (error) => {
  // Nothing was kept of it: then it was the network.
  if (isDead || isDeath(error) || !(await tell({ peyk: 'heal' }))) throw error;
  console.error(error);
  return load(`?${Date.now()}`);
});

/** Starts the program by `start`. */
export const begin = (start) => {
  mended(start).catch((error) => {
    console.error(error);
    if (isDeath(error)) died(error);
    else failed();
  });
  // A slow device is no damage: what is damaged is healed, and what is being read stays.
  setTimeout(async () => {
    if (isRunning() || isDead || !navigator.serviceWorker?.controller) return;
    await tell({ peyk: 'heal' });
    if (!isRunning() && (isRead() || !reload())) setTimeout(failed, START_MS);
  }, START_MS);
  for (const kind of ['error', 'unhandledrejection']) {
    addEventListener(kind, ({ error, reason }) => {
      const cause = error ?? reason;
      if (isDeath(cause)) died(cause);
    });
  }
};
