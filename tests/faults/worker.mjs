// Every bad answer of a network for everything that a device has kept: the last good copy must stay each time.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { App, publish } from '../e2e/app.mjs';
import { host } from '../e2e/host.mjs';
import { record } from '../e2e/promises.mjs';

const WORK = path.resolve('target/faults-worker');
const DIR = `${WORK}/site`;
const PICTURE = 'media/kept.webp';
rmSync(WORK, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });
publish(DIR);

const TYPES = { feed: 'application/json', story: 'application/json', list: 'application/json', picture: 'image/webp', page: 'text/html; charset=utf-8' };
/** Chromium stores a 410 that says nothing of its age for good, and would not ask again. */
const NOT_STORED = { 'cache-control': 'no-store' };
const whole = (status, text, headers = {}) => (response, type) => response.writeHead(status, { 'content-type': type, ...headers }).end(text);
/** Bad answers: each is given the response, the right type, and the good text. */
const ANSWERS = {
  'a login page': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><html><body><h1>Login</h1></body></html>\n'),
  'a login page of the right type': whole(200, '<!doctype html><html><body><h1>Login</h1></body></html>\n'),
  'no items': whole(200, '{"version":"https://jsonfeed.org/version/1.1","title":"x","items":[]}'),
  '{"items":[]}': whole(200, '{"items":[]}'),
  'items that are none': whole(200, '{"items":[null,1,{},[],{"id":" "}]}'),
  'an empty object': whole(200, '{}'),
  'an empty list': whole(200, '[]'),
  'null': whole(200, 'null'),
  'a text': whole(200, '"ok"'),
  'nothing': whole(200, ''),
  'a blank': whole(200, ' \n'),
  'zeroes': whole(200, Buffer.alloc(4096)),
  'two megabytes that end in a brace': whole(200, `{"x":"${'x'.repeat(2e6)}"}`),
  'a megabyte of a letter': whole(200, 'a'.repeat(1e6)),
  'nine megabytes': whole(200, Buffer.alloc(9e6, 32)),
  'half of it': (response, type, good) => response.writeHead(200, { 'content-type': type }).end(good.subarray(0, good.length / 2)),
  'all but its end': (response, type, good) => response.writeHead(200, { 'content-type': type }).end(good.subarray(0, good.length - 9)),
  'less than it said': (response, type, good) => {
    response.writeHead(200, { 'content-type': type, 'content-length': good.length });
    response.write(good.subarray(0, good.length / 2), () => response.destroy());
  },
  'chunks that break off': (response, type, good) => {
    response.writeHead(200, { 'content-type': type });
    response.write(good.subarray(0, good.length / 2), () => response.destroy());
  },
  'no answer': (response) => response.destroy(),
  'bytes called packed': (response, type, good) => response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(good),
  'a redirect to itself': (response) => response.writeHead(302, { location: response.req.url }).end(),
  'a redirect to a login page': (response) => response.writeHead(302, { location: '/login' }).end(),
  'an image of nothing': (response) => response.writeHead(200, { 'content-type': 'image/png' }).end(),
  ...Object.fromEntries([201, 204, 206, 304, 400, 401, 403, 404, 407, 410, 418, 429, 451, 500, 502, 503, 504, 511].map((status) =>
    [`status ${status}`, (response, type, good) => response.writeHead(status, { 'content-type': type, ...NOT_STORED }).end([204, 304].includes(status) ? undefined : good)])),
};

const site = await host(DIR);
const app = await App.open(site, { width: 360 });
site.rule('/login', whole(200, '<!doctype html><html><body>Login</body></html>\n'));
site.rule(`/${PICTURE}`, (response) => response.writeHead(200, { 'content-type': 'image/webp' }).end(readFileSync('public/media/kites.webp')));
/** What the device holds of an address, as a sum; null where it holds none. */
const kept = (where) => app.run(`return caches.match(arguments[0], { ignoreVary: true })
  .then(async (found) => found && [...new Uint8Array(await crypto.subtle.digest('SHA-256', await found.arrayBuffer()))].join())`, `${site.address}/${where}`);
const keep = (address) => app.run("dispatchEvent(new CustomEvent('peyk:keep', { detail: arguments[0] }))", `/${address}`);
const grown = () => app.run(`return caches.open('peyk-data').then(async (cache) => {
  for (const request of await cache.keys()) {
    const found = await cache.match(request);
    const headers = new Headers(found.headers);
    headers.set('peyk-at', '1');
    await cache.put(request, new Response(await found.arrayBuffer(), { headers }));
  }
})`);
const draw = (address) => app.driver.executeAsyncScript(`const [address, done] = arguments; const image = new Image();
  image.onload = () => done('drawn'); image.onerror = () => done('broken'); image.src = address;`, `/${address}`);

const THINGS = {
  feed: { where: 'feed.json', ask: () => keep('feed.json') },
  story: { where: 'data/n/867012.json', ask: () => keep('data/n/867012.json') },
  list: { where: 'data/s/science.json', ask: () => keep('data/s/science.json') },
  // A page draws a picture that it has drawn before without asking anybody: each is drawn in a page of its own.
  picture: { where: PICTURE, ask: () => app.go('n/867012/').then(() => draw(PICTURE)) },
  page: { where: 'n/867012/', ask: () => app.run("return fetch('/n/867012/').then(() => {}, () => {}).then(() => navigator.serviceWorker.controller.postMessage({ peyk: 'keep', pages: [location.origin + '/n/867012/'], pictures: [] }))") },
};
/** The worker has nothing more to do: it answers what it is asked last. */
const settled = () => app.driver.executeAsyncScript(`const done = arguments[0]; const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => setTimeout(done, 300); navigator.serviceWorker.controller.postMessage({ peyk: 'heal' }, [port2]);`);

await app.go('n/867012/');
await app.until("return document.documentElement.dataset.offline === 'ready' && !!navigator.serviceWorker.controller", 'the worker');
for (const { where, ask } of Object.values(THINGS)) {
  await ask();
  await app.until('return caches.match(arguments[0], { ignoreVary: true }).then(Boolean)', `${where} on the device`, `${site.address}/${where}`);
}
const faults = [];
let tried = 0;
for (const [kind, { where, ask }] of Object.entries(THINGS)) {
  const good = kind === 'page' ? readFileSync(`${DIR}/${where}index.html`) : kind === 'picture' ? readFileSync('public/media/kites.webp') : readFileSync(`${DIR}/${where}`);
  const before = await kept(where);
  const news = await app.run("return caches.open('peyk-media').then((cache) => cache.keys()).then(({ length }) => length)");
  for (const [what, answer] of Object.entries(ANSWERS)) {
    await grown();
    const stop = site.rule(`/${where}`, (response) => answer(response, TYPES[kind], good));
    const asked = site.asked.get(`/${where}`) ?? 0;
    const shown = await ask();
    await app.driver.wait(() => (site.asked.get(`/${where}`) ?? 0) > asked, 60000, `never asked: ${kind}, ${what}`);
    await settled();
    stop();
    tried += 1;
    if (before !== await kept(where)) faults.push(`${kind}: ${what} took the place of the good copy`);
    if (kind === 'picture' && shown !== 'drawn' && !/404|410/.test(what)) faults.push(`${kind}: ${what} was shown`);
    if (news > await app.run("return caches.open('peyk-media').then((cache) => cache.keys()).then(({ length }) => length)")) faults.push(`${kind}: ${what} took pictures away`);
  }
  console.log(`${kind}: ${Object.keys(ANSWERS).length} bad answers`);
}
await app.quit();
await site.stop();
for (const fault of faults) console.error(fault);
console.log(`${tried} bad answers, ${faults.length} kept copies lost`);
record('a bad answer of the network takes no kept feed, story, list, picture or page away', 'tests/faults/worker.mjs', `${tried} answers, ${faults.length} lost`);
process.exitCode = faults.length ? 1 : 0;
