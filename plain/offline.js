// What the app does to be there without a network: the service worker (sw.js) and its updates, and
// what is kept on the device before anybody asks for it.
import { BUDGET, DATA, dated } from './device.js';
import { titleOf } from './kept.js';
import { archive, base, feed } from './place.js';
import { prompt, withdraw } from './prompt.js';

const HOUR_MS = 3600e3;
/** Between two looks for a new version there are at least so many milliseconds. */
const LOOK_MS = 300e3;
/** How many of the newest stories of a section that the reader opens are kept. */
const NEWEST = 8;
/** How many pictures of the first page are kept. */
const PICTURES = 64;

const worker = navigator.serviceWorker;
const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 1000));

const sparing = () => {
  const { saveData, effectiveType = '' } = navigator.connection ?? {};
  return saveData || /2g/.test(effectiveType) || document.documentElement.dataset.pictures === 'ask';
};

/** Tells the worker `what`; resolves to its answer, or to false where there is none. */
export const tell = async (what, to) => {
  const told = to ?? (await worker?.getRegistration(base.href).catch(() => undefined))?.active;
  if (!told) return false;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    told.postMessage(what, [port2]);
  });
};

// ---- Versions ---------------------------------------------------------------------------------------
let taking = false;
const offer = (waiting) => prompt('update', [
  // Drafts and places are kept when the page is left.
  ['take', () => {
    taking = true;
    waiting.postMessage({ peyk: 'take' });
  }],
  ['later', () => withdraw('update')],
]);

const register = async () => {
  const isFirst = !worker.controller;
  const registration = await worker.register(window.peykScriptAt(new URL('sw.js', base)), { scope: base.href, updateViaCache: 'none' });
  if (registration.waiting && !isFirst) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed' && worker.controller) offer(installing);
    });
  });
  let looked = Date.now();
  const look = () => {
    if (document.hidden || !navigator.onLine || Date.now() - looked < LOOK_MS) return;
    looked = Date.now();
    registration.update().catch(() => {});
  };
  document.addEventListener('visibilitychange', look);
  addEventListener('online', look);
  setInterval(look, HOUR_MS);
  await worker.ready;
  document.documentElement.dataset.offline = 'ready';
  if (isFirst) {
    // This very page was opened before there was a worker.
    const pictures = [...document.images].map(({ complete, currentSrc }) => complete && currentSrc).filter(Boolean);
    await tell({ peyk: 'keep', pages: [location.href.split('#')[0]], pictures: pictures.slice(0, PICTURES) });
    if (!worker.controller) await new Promise((resolve) => worker.addEventListener('controllerchange', resolve, { once: true }));
    keepNews(feed);
  }
  keepPage();
};

/** Begins once the program has, so that it does not compete with it. */
export const start = () => {
  if (!worker || window !== window.top) return;
  worker.addEventListener('controllerchange', () => {
    if (taking) location.reload();
  });
  const begin = () => idle(() => register().catch(() => {
    // Without a place to keep things, as in a private window, there is only the network.
    delete document.documentElement.dataset.offline;
  }));
  if (document.getElementById('app')?.dataset.running !== undefined) begin();
  else document.addEventListener('peyk:running', begin, { once: true });
  // Before the feed has come nothing is fetched ahead.
  document.addEventListener('peyk:news', () => {
    kept = '';
    drawn();
  });
  document.addEventListener('peyk:withdrawn', ({ detail }) => forget(detail));
  // The program has read this copy of the address, and drawn what it brought: the worker may keep it.
  document.addEventListener('peyk:understood', ({ detail: [address, name] }) => {
    if (document.documentElement.dataset.died !== undefined) return;
    const { href } = new URL(address, location.href);
    worker.controller?.postMessage({ peyk: 'understood', url: href.split('#')[0], name });
  });
};

// ---- What is kept -----------------------------------------------------------------------------------------
/** Takes stories that the newsroom has withdrawn out of every cache. */
const forget = async (codes) => {
  if (!window.caches) return;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const code of codes) {
      const data = archive().replace('{code}', code);
      await Promise.all([new URL(`n/${code}/`, base).href, data && new URL(data, base).href].map((url) => url && cache.delete(url)));
    }
  }
};

/** Has the news at `address` kept: the program fetches and reads them, since the worker keeps nothing that the
 * program has not understood. */
const keepNews = (address) => dispatchEvent(new CustomEvent('peyk:keep', { detail: address }));

let kept = '';
/** Keeps the news of the open page as files of their own, which outlive the build that the page belongs
 * to: a story that the page brought along, and that the program has read, as it is; a list with its newest
 * stories from the network. */
const keepPage = async () => {
  const path = location.pathname;
  if (!worker?.controller || !window.caches || path === kept || !archive().endsWith('n/{code}.json')) return;
  kept = path;
  const [, kind, name] = /^(n|s|t)\/([^/]+)\/$/.exec(path.slice(base.pathname.length)) ?? [];
  const file = (inside) => new URL(archive().replace('n/{code}', inside), base).href;
  const state = document.getElementById('peyk-state');
  if (kind === 'n') {
    const url = file(`n/${name}`);
    const cache = await caches.open(DATA);
    if (state?.dataset.route !== path || state.dataset.read === undefined || (await cache.match(url))) return;
    const body = new Blob([state.textContent]);
    await cache.put(url, dated(body, new Headers({ 'content-type': 'application/json' }), body.size));
  } else if (kind && state && !sparing()) {
    // The program fetches what it has not fetched yet, and the worker keeps it.
    const headlines = [...document.querySelectorAll('#main .headline a')].slice(0, NEWEST);
    dispatchEvent(new CustomEvent('peyk:ahead', { detail: headlines.map(({ pathname }) => pathname) }));
    const list = file(`${kind}/${name}`);
    if (!(await caches.match(list))) keepNews(list);
  }
};

/** Another page has been drawn. */
export const drawn = () => idle(() => keepPage().catch(() => {}));

// ---- The shelf --------------------------------------------------------------------------------------------
/** The stories that are kept: code, headline, moment in milliseconds and size in bytes of each; and how
 * many bytes all kept news and pictures take, and may take. For the second program. */
window.peykShelf = async () => {
  if (!window.caches) return null;
  const stories = [];
  let total = 0;
  for (const name of await caches.keys().catch(() => [])) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      const size = Number(response?.headers.get('peyk-size') ?? 0);
      total += size;
      const [, code] = /\/n\/([^/]+)\.json$/.exec(request.url) ?? [];
      if (name === DATA && code) {
        // What is damaged is not shown; the rest is.
        const title = await response.text().then((text) => titleOf(text, code)).catch(() => null);
        if (title !== null) stories.push({ code, title, at: Number(response.headers.get('peyk-at')), size });
      }
    }
  }
  return { stories, total, budget: Object.values(BUDGET).reduce((all, one) => all + one) };
};
/** Takes a kept story away. */
window.peykForget = (code) => forget([code]);
