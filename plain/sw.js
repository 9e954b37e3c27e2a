// The service worker: keeps whole builds of the app, the pages that were opened, the news that were
// read and their pictures, and answers from them. PEYK, before this script, is what the build wrote:
// its number, its empty page (the shell), and the SHA-256 of each of its files.
//
// Caches: one for each build, with its files and the pages that belong to it, so that a page never
// meets files of another build; `peyk-data`, feeds and stories, whatever the build; `peyk-media`,
// pictures. Saved stories and drafts are not here: they lie in IndexedDB (journal.js).
import { BUDGET, DATA, MEDIA, dated } from './device.js';

const { build, files, shell } = self.PEYK;
const PREFIX = 'peyk-build-';
const BUILD = PREFIX + build;
/** How long the network may take before what is kept is shown, in milliseconds. */
const PATIENCE = 3000;
/** A connection that is silent for so long is given up, in milliseconds; the largest body, in bytes. */
const SILENCE = 10000;
/** How long a kept story is taken for new, in milliseconds. */
const FRESH = 60000;
const LARGEST = 8e6;
/** How many copies wait for the program's word at most. */
const MOST_WAITING = 16;
/** The most builds that are kept while old tabs are open. */
const MOST_BUILDS = 3;

const scope = self.registration.scope;
const at = (name) => new URL(name, scope).href;
const HASHED = /-[0-9a-f]{16}\.\w+$/;
const LOOSE = { ignoreSearch: true, ignoreVary: true };
const after = (time) => new Promise((resolve) => { setTimeout(resolve, time); });
const quiet = (promise) => promise.catch(() => {});

// ---- Errors -------------------------------------------------------------------------------------------
// Each kind has a name, and a reaction of its own. What has none of these names is the network's.
const SILENT = 'slow';
const TOO_LARGE = 'large';
const UNSOUND = 'unsound';
const fault = (name) => Object.assign(new Error(name), { name });

/** Whether the device has no room, by the browser's own name for it, within another error too. */
const isFull = (error) =>
  error?.name === 'QuotaExceededError' || [error?.cause, ...(error?.errors ?? [])].some((inner) => inner && isFull(inner));

/** Does `act`. Where there is no room, `makeRoom` makes some, and it is done once more. No other error takes
 * anything away. */
const withRoom = async (act, makeRoom) => {
  try {
    return await act();
  } catch (error) {
    if (!isFull(error)) throw error;
    await makeRoom();
    return act();
  }
};

const sum = async (bytes) => btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));

// ---- A build ----------------------------------------------------------------------------------------
const isSound = async (response, name) => !!response && (await sum(await response.arrayBuffer())) === files[name];

// What another file or a page is sent for it is no answer: its sum is another.
const requested = (name, cache) => fetch(at(name), { integrity: `sha256-${files[name]}`, cache });
/** The file `name`, as the build has it: anything else is an error. A browser's own cache may hold a damaged
 * copy, or an older one. */
const fetched = (name) => requested(name, 'default').catch(() => requested(name, 'reload'));

/** Puts the file `name` into `into`, from a kept build where one has it. */
const bring = async (into, name) => {
  const kept = await caches.match(at(name), LOOSE);
  const sound = kept && (await isSound(kept.clone(), name));
  await into.put(at(name), sound ? kept : await fetched(name));
};

const install = async () => {
  const into = await caches.open(BUILD);
  // Who spares data gets the rest when it is opened.
  const spares = navigator.connection?.saveData;
  await Promise.all(Object.keys(files).filter((name) => !spares || !/^(?:desk|search)/.test(name)).map((name) => bring(into, name)));
};

/** Puts right what is damaged or gone; says whether all is well then. */
const heal = async () => {
  const into = await caches.open(BUILD);
  const healed = Object.keys(files).map(async (name) => {
    if (await isSound(await into.match(at(name), LOOSE), name)) return;
    await withRoom(() => bring(into, name), () => trim(MEDIA, 0));
  });
  return (await Promise.allSettled(healed)).every(({ status }) => status === 'fulfilled');
};

/** Older builds go when no tab can need them: `leaving` is the tab that opens another page. A newer one
 * stands behind this one in the list, and waits. */
const tidy = async (leaving) => {
  const tabs = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const free = leaving !== undefined && tabs.every(({ id }) => id === leaving);
  const all = (await caches.keys()).filter((name) => name.startsWith(PREFIX));
  const older = all.slice(0, all.indexOf(BUILD));
  await Promise.all((free ? older : older.slice(0, 1 - MOST_BUILDS)).map((name) => caches.delete(name)));
};

addEventListener('install', (event) => {
  // Letters must be there with the first frame: where a browser knows how, this script is not asked.
  event.addRoutes?.({ condition: { requestDestination: 'font' }, source: { cacheName: BUILD } }).catch(() => {});
  event.waitUntil((async () => {
    // A new worker may have the files of the old one, whose cache is in use.
    const isNew = !(await caches.has(BUILD));
    const leave = () => isNew && caches.delete(BUILD);
    // Room that pictures take is room for the app.
    await withRoom(install, () => Promise.all([leave(), caches.delete(MEDIA)])).catch(async (error) => {
      await leave();
      throw error;
    });
  })());
});
addEventListener('activate', (event) => {
  event.waitUntil(Promise.all([clients.claim(), tidy()]));
});

// ---- Keeping ------------------------------------------------------------------------------------------
/** Removes the oldest of a cache that is over its budget; all above `most` bytes. */
const trim = async (name, most = BUDGET[name]) => {
  const cache = await caches.open(name);
  const keys = await cache.keys();
  let room = most;
  for (const key of keys.reverse()) {
    room -= Number((await cache.match(key))?.headers.get('peyk-size') ?? 0);
    if (room < 0) await cache.delete(key);
  }
};

let puts = 0;
/** Keeps `response`, which can still be read; where there is no room, without most of the pictures, and half
 * of the news, which no picture puts out. What cannot be kept is shown all the same. */
const keep = async (name, key, response) => {
  const cache = await caches.open(name);
  await withRoom(() => cache.put(key, response.clone()), async () => {
    await trim(MEDIA, BUDGET[MEDIA] / 4);
    if (name !== MEDIA) await trim(DATA, BUDGET[DATA] / 2);
  });
  // What was just put stands last: the rest is weighed now and then.
  if (name in BUDGET && puts++ % 16 === 0) await trim(name);
};

/** Gives up a body that nobody reads: it would hold a connection, of which a browser has six for a host. */
const unused = ({ body }) => { body?.cancel().catch(() => {}); };

/** The whole body, within bounds. */
const collected = async (response) => {
  const reader = response.body.getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const step = await Promise.race([reader.read(), after(SILENCE)]);
    size += step?.value?.length ?? 0;
    if (!step || size > LARGEST) {
      quiet(reader.cancel());
      throw fault(step ? TOO_LARGE : SILENT);
    }
    if (step.done) return new Blob(parts);
    parts.push(step.value);
  }
};

// ---- Pages ---------------------------------------------------------------------------------------------
const isPage = ({ headers }) => /^text\/html/i.test(headers.get('content-type'));

/** Where the page of an address is kept: without its query. */
const keyOf = (url) => url.split(/[?#]/)[0];

/** A page is kept where it is one of this very build (all files that it names are) and whole. One that was
 * published for its address gives way only to another that was: hosts answer for pages that they miss with
 * the empty page, or with the front page. */
const keepPage = async (response, key) => {
  if (response.status !== 200 || response.redirected || !isPage(response)) return unused(response);
  const bytes = await (await collected(response)).arrayBuffer();
  const text = new TextDecoder().decode(bytes);
  const named = text.split('</head>')[0].match(/\/[\w-]{1,40}-[0-9a-f]{16}\.(?:js|wasm)/g) ?? [];
  if (!named.length || !named.every((name) => name.slice(1) in files) || !text.trimEnd().endsWith('</html>')) return;
  const isPublished = text.includes(`data-route="${new URL(key).pathname}"`);
  const before = await (await caches.open(BUILD)).match(key, LOOSE);
  if (before?.headers.has('peyk-own') && !isPublished) return;
  const kept = dated(bytes, response.headers, bytes.byteLength);
  kept.headers.set('peyk-sum', await sum(bytes));
  if (isPublished) kept.headers.set('peyk-own', '');
  await keep(BUILD, key, kept);
};

/** The kept page of an address, or the shell: whole, or nothing. */
const kept = async (key, wanted) => {
  const cache = await caches.open(BUILD);
  // One is read here, the other by the browser itself, which is quicker than to hand it on.
  const [found, answer] = await Promise.all([cache.match(key, LOOSE), cache.match(key, LOOSE)]);
  return found && (await sum(await found.arrayBuffer())) === (wanted ?? found.headers.get('peyk-sum')) ? answer : undefined;
};

const page = async (event) => {
  const { request } = event;
  const key = keyOf(request.url);
  const stored = await kept(key);
  event.waitUntil(quiet(tidy(event.clientId)));
  // Who reloads wants what is new, where it can be had.
  const isAnswered = stored && request.cache === 'default';
  const asked = fetch(request).then((response) => {
    event.waitUntil(quiet(keepPage(isAnswered ? response : response.clone(), key)));
    return response;
  });
  event.waitUntil(quiet(asked));
  if (isAnswered) return stored;
  const answer = await Promise.race([quiet(asked), after(PATIENCE)]);
  if (answer && answer.status < 500) return answer;
  return stored ?? (await kept(at(shell), files[shell])) ?? asked;
};

// ---- Files of a build --------------------------------------------------------------------------------
/** A file of this build, or of another one that a tab still shows. What is missing is never a page. */
const file = async (request, name) => {
  const found = (await caches.match(request.url, { ...LOOSE, cacheName: BUILD })) ?? (await caches.match(request.url, LOOSE));
  // The script that heals the others must be whole itself.
  if (found && !(/^boot-/.test(name) && name in files && !(await isSound(found.clone(), name)))) return found;
  if (name in files) {
    const response = await fetched(name);
    await quiet(keep(BUILD, at(name), response));
    return response;
  }
  const response = await fetch(request);
  if (!isPage(response)) return response;
  unused(response);
  return new Response('', { status: 404 });
};

// ---- News --------------------------------------------------------------------------------------------------
// What a feed is, the program alone judges. Until it says that it has understood a copy, that copy waits here,
// and the one that was kept before stays and is the answer where there is none from the network.

/** The copies that wait, by their address, one for each: they die with this worker. */
const waiting = new Map();

/** The program has understood the copy `name` of the address: it takes the place of what was kept. */
const understood = async ({ url, name }) => {
  const copy = waiting.get(url);
  if (copy?.name !== name) return;
  waiting.delete(url);
  const body = await copy.body;
  await keep(DATA, url, dated(body, copy.headers, body.size));
};

/** When what is kept was last found to be unchanged: the answer "not modified" has no body to keep. */
const seen = (url) => `${url}${url.includes('?') ? '&' : '?'}peyk-seen`;

const isGone = ({ status }) => status === 404 || status === 410;

const news = async (event) => {
  const { request } = event;
  const { url } = request;
  const validator = request.headers.get('if-none-match');
  const cache = await caches.open(DATA);
  const stored = await cache.match(url, { ignoreVary: true });

  /** What is kept, and why it is shown. */
  const lastGood = async (why) => {
    const headers = new Headers(stored.headers);
    const checked = await cache.match(seen(url));
    if (checked) headers.set('peyk-at', Math.max(headers.get('peyk-at'), checked.headers.get('peyk-at')));
    headers.set('peyk-why', why);
    return new Response(stored.body, { headers });
  };
  /** The network's answer, which is a copy that waits; once it is `whole`, where that is wanted. */
  const fromNetwork = async (whole) => {
    const response = await fetch(request);
    const { headers, status } = response;
    // The program may hold a copy that could not be kept.
    if (status === 304 && validator && stored?.headers.get('etag') === validator) event.waitUntil(quiet(cache.put(seen(url), dated('', headers, 0))));
    if (status !== 200) return response;
    const copy = { name: crypto.randomUUID(), headers, body: collected(whole ? response : response.clone()) };
    waiting.delete(url);
    waiting.set(url, copy);
    if (waiting.size > MOST_WAITING) waiting.delete(waiting.keys().next().value);
    event.waitUntil(quiet(copy.body));
    const answer = dated(whole ? await copy.body : response.body, headers, 0);
    answer.headers.set('peyk-copy', copy.name);
    return answer;
  };

  // What the network has is of no use to who asks.
  if (request.headers.has('peyk-last')) return stored ? lastGood('bad') : Response.error();
  // Who holds a copy asks only whether there is a newer one.
  if (!stored || validator) return fromNetwork();
  // A story that was kept a moment ago is not asked for again when it is opened.
  if (/\/n\/[^/]+\.json$/.test(url) && Date.now() - stored.headers.get('peyk-at') < FRESH) return stored;
  const asked = fromNetwork(true).then(
    (answer) => (answer.status === 200 || isGone(answer) ? answer : unused(answer) ?? answer.status),
    ({ name }) => (name === SILENT || name === TOO_LARGE ? name : 'network'),
  );
  event.waitUntil(asked);
  const answer = await Promise.race([asked, after(PATIENCE)]);
  return typeof answer === 'object' ? answer : lastGood(answer ?? SILENT);
};

// ---- Pictures -----------------------------------------------------------------------------------------
/** A drawing from its start to its end: its root is `svg`, before and after which there is nothing that is seen. */
const DRAWING = /^\uFEFF?(?:<\?xml[^>]*>)?(?:\s|<!--(?:-?[^-])*-->|<\?xml-[^>]*>|<!DOCTYPE\s+svg\b[^[>]*(?:\[[^\]]*\]\s*)?>)*<svg[\s>][^]*<\/svg\s*>(?:\s|<!--(?:-?[^-])*-->)*$/;
/** Whether `body` is a picture: the browser can draw it, which it refuses for half of one. It draws no drawing
 * here: those are known by their first and last words. */
const isPicture = async (body) => {
  if (/svg/.test(body.type)) return DRAWING.test(await body.text());
  (await createImageBitmap(body)).close();
  return true;
};

/** Keeps a picture, and hands it out; what is none is an error. */
const keepPicture = async (response, url) => {
  const type = response.headers.get('content-type');
  const body = response.status === 200 && /^image\//.test(type) ? new Blob([await collected(response)], { type }) : unused(response);
  if (!body || !(await isPicture(body))) throw fault(UNSOUND);
  const kept = dated(body, response.headers, body.size);
  await quiet(keep(MEDIA, url, kept));
  return kept;
};

const picture = async (event) => {
  const { request } = event;
  const { url } = request;
  const stored = await caches.match(url, { cacheName: MEDIA, ignoreVary: true });
  if (stored && HASHED.test(url)) return stored;
  const answer = fetch(request).then((response) => {
    // What is no picture is not shown in the place of one.
    if (stored && !isGone(response)) return keepPicture(response, url);
    event.waitUntil(quiet(keepPicture(response.clone(), url)));
    return response;
  });
  event.waitUntil(quiet(answer));
  return stored ? (await Promise.race([quiet(answer), after(PATIENCE)])) ?? stored : answer;
};

// ---- Requests and messages -------------------------------------------------------------------------------
addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || request.headers.has('range')) return;
  const isOwn = request.url.startsWith(scope);
  const name = isOwn ? keyOf(request.url).slice(scope.length) : '';
  // Frames on other sites are not the reader's app.
  if (/^(?:embed|oembed|builder)\b/.test(name)) return;
  // Where the browser's store is broken there is the network still.
  const answer = (made) => event.respondWith(made.catch(() => fetch(request)));
  if (request.mode === 'navigate') {
    if (isOwn && !/\.\w+$/.test(name)) answer(page(event));
  } else if (name in files || (isOwn && /\.(?:js|wasm|css|woff2)$/.test(name) && HASHED.test(name))) {
    answer(file(request, name));
  } else if (request.destination === '' && request.mode !== 'no-cors' && /\.json$|^$/.test(name)) {
    answer(news(event));
  } else if (isOwn && request.destination === 'image') {
    answer(picture(event));
  }
});

addEventListener('message', (event) => {
  const { data, ports: [port] } = event;
  const tasks = {
    take: () => self.skipWaiting(),
    heal,
    understood: () => understood(data),
    // The first visit was made without this worker.
    keep: () => Promise.allSettled([
      ...data.pages.map(async (url) => keepPage(await fetch(url), keyOf(url))),
      // The browser has them still: nothing is fetched twice.
      ...data.pictures.filter((url) => url.startsWith(scope)).map(async (url) => keepPicture(await fetch(url, { cache: 'force-cache' }), url)),
    ]),
  };
  event.waitUntil(Promise.resolve(tasks[data.peyk]?.()).then((done) => port?.postMessage(done !== false)));
});
