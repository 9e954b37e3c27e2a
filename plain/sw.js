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
/** The longest feed that is read whole here, in bytes. */
const LONG = 1e6;
/** The most builds that are kept while old tabs are open. */
const MOST_BUILDS = 3;

const scope = self.registration.scope;
const at = (name) => new URL(name, scope).href;
const HASHED = /-[0-9a-f]{16}\.\w+$/;
const LOOSE = { ignoreSearch: true, ignoreVary: true };
const after = (time) => new Promise((resolve) => { setTimeout(resolve, time); });
const quiet = (promise) => promise.catch(() => {});
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
    await into.delete(at(name));
    await bring(into, name);
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
  event.waitUntil(install().catch(async () => {
    // Room that pictures take is room for the app.
    await Promise.all([caches.delete(BUILD), caches.delete(MEDIA)]);
    await install();
  }).catch(async (error) => {
    await caches.delete(BUILD);
    throw error;
  }));
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
/** Keeps `response`; where there is no room, without half of the pictures and of the news. What cannot
 * be kept is shown all the same. */
const keep = async (name, key, response) => {
  const cache = await caches.open(name);
  const spare = response.clone();
  try {
    await cache.put(key, response);
  } catch {
    await trim(MEDIA, BUDGET[MEDIA] / 4);
    await trim(DATA, BUDGET[DATA] / 2);
    await cache.put(key, spare);
  }
  // What was just put stands last: the rest is weighed now and then.
  if (name in BUDGET && puts++ % 16 === 0) await trim(name);
};

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
      throw new Error();
    }
    if (step.done) return new Blob(parts);
    parts.push(step.value);
  }
};

// ---- Pages ---------------------------------------------------------------------------------------------
/** Where the page of an address is kept: without its query. */
const keyOf = (url) => url.split(/[?#]/)[0];

/** A page is kept where it is one of this very build: all files that it names are. */
const keepPage = async (response, key) => {
  if (!response.ok || response.redirected || !/^text\/html/.test(response.headers.get('content-type'))) return;
  const bytes = await (await collected(response)).arrayBuffer();
  const head = new TextDecoder().decode(bytes).split('</head>')[0];
  const named = head.match(/[\w-]{1,40}-[0-9a-f]{16}\.(?:js|wasm)/g) ?? [];
  if (!named.length || !named.every((name) => name in files)) return;
  const kept = dated(bytes, response.headers, bytes.byteLength);
  kept.headers.set('peyk-sum', await sum(bytes));
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
  const asked = fetch(request).then((response) => {
    event.waitUntil(quiet(keepPage(response.clone(), key)));
    return response;
  });
  event.waitUntil(quiet(asked));
  // Who reloads wants what is new, where it can be had.
  if (stored && request.cache === 'default') return stored;
  const answer = await Promise.race([asked.catch(() => undefined), after(PATIENCE)]);
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
    await quiet(keep(BUILD, at(name), response.clone()));
    return response;
  }
  const response = await fetch(request);
  const isPage = /^text\/html/.test(response.headers.get('content-type') ?? '');
  return isPage ? new Response('', { status: 404 }) : response;
};

// ---- News --------------------------------------------------------------------------------------------------
/** Whether `body` is a feed. To read a long one takes several times its size of memory, beside what the
 * program takes: of that only the end is looked at. */
const isFeed = async (body) =>
  (body.size > LONG
    ? /}\s*$/.test(await body.slice(-9).text())
    : Array.isArray(JSON.parse(await body.text()).items));

/** Keeps a body that is a feed, and says what it is; anything else is an error. */
const keepNews = async (response, request) => {
  const body = await collected(response);
  if (!(await isFeed(body))) throw new Error();
  const made = () => dated(body, response.headers, body.size);
  await quiet(keep(DATA, request.url, made()));
  return made();
};

/** When what is kept was last found to be unchanged: the answer "not modified" has no body to keep. */
const seen = (url) => `${url}${url.includes('?') ? '&' : '?'}peyk-seen`;

const news = async (event) => {
  const { request } = event;
  const cache = await caches.open(DATA);
  // Who holds a copy asks only whether there is a newer one.
  const stored = request.headers.has('if-none-match') ? undefined : await cache.match(request.url, { ignoreVary: true });
  // A story that was kept a moment ago is not asked for again when it is opened.
  if (stored && /\/n\/[^/]+\.json$/.test(request.url) && Date.now() - stored.headers.get('peyk-at') < FRESH) return stored;
  if (!stored) {
    const response = await fetch(request);
    if (response.status === 304) event.waitUntil(quiet(cache.put(seen(request.url), dated('', response.headers, 0))));
    else if (response.ok) event.waitUntil(quiet(keepNews(response.clone(), request)));
    return response;
  }
  const asked = fetch(request).then((response) => {
    if (response.status === 404 || response.status === 410) return response;
    if (!response.ok) throw response.status;
    return keepNews(response, request).catch(() => { throw 'bad'; });
  }).catch((why) => (typeof why === 'object' ? 'network' : why));
  event.waitUntil(asked);
  const answer = await Promise.race([asked, after(PATIENCE).then(() => 'slow')]);
  if (typeof answer === 'object') return answer;
  const headers = new Headers(stored.headers);
  const checked = await cache.match(seen(request.url));
  if (checked) headers.set('peyk-at', Math.max(headers.get('peyk-at'), checked.headers.get('peyk-at')));
  headers.set('peyk-why', answer);
  return new Response(stored.body, { headers });
};

// ---- Pictures -----------------------------------------------------------------------------------------
const keepPicture = async (response, url) => {
  if (!response.ok || !/^image\//.test(response.headers.get('content-type'))) return;
  const body = await collected(response);
  await keep(MEDIA, url, dated(body, response.headers, body.size));
};

const picture = async (event) => {
  const { request } = event;
  const stored = await caches.match(request.url, { cacheName: MEDIA, ignoreVary: true });
  if (stored && HASHED.test(request.url)) return stored;
  const asked = fetch(request).then((response) => {
    event.waitUntil(quiet(keepPicture(response.clone(), request.url)));
    return response;
  });
  return stored ? asked.catch(() => stored) : asked;
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
    // The first visit was made without this worker.
    keep: () => Promise.allSettled([
      ...data.pages.map(async (url) => keepPage(await fetch(url), keyOf(url))),
      ...data.news.map(async (url) => keepNews(await fetch(url), { url })),
      // The browser has them still: nothing is fetched twice.
      ...data.pictures.filter((url) => url.startsWith(scope)).map(async (url) => keepPicture(await fetch(url, { cache: 'force-cache' }), url)),
    ]),
  };
  event.waitUntil(Promise.resolve(tasks[data.peyk]?.()).then((done) => port?.postMessage(done === undefined || done === true)));
});
