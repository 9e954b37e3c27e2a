import assert from 'node:assert/strict';
import { test } from 'node:test';

const SITE = 'https://news.example/';
const heard = {};

/** A service worker in a browser whose store is broken. */
const broken = () => Promise.reject(new Error('the store is broken'));
Object.assign(globalThis, {
  self: globalThis,
  PEYK: { build: '1', shell: 'index.html', files: { 'index.html': 'sum', 'boot-0123456789abcdef.js': 'sum' } },
  registration: { scope: SITE },
  caches: { open: broken, match: broken, keys: broken, delete: broken },
  clients: { matchAll: async () => [], claim: async () => {} },
  addEventListener: (name, act) => { heard[name] = act; },
});
await import('../../plain/sw.js');

/** What the worker answers, and `undefined` where it leaves the request to the browser. */
const answered = async (path, of) => {
  const request = { method: 'GET', url: `${SITE}${path}`, mode: 'cors', destination: '', cache: 'default', headers: new Headers(), ...of };
  let answer;
  const kept = [];
  heard.fetch({ request, clientId: '1', waitUntil: (work) => kept.push(work), respondWith: (made) => { answer = made; } });
  const response = await answer;
  await Promise.allSettled(kept);
  return response;
};

for (const [what, path, of] of [
  ['a page', 'n/7/', { mode: 'navigate', destination: 'document' }],
  ['a file of the build', 'boot-0123456789abcdef.js', { destination: 'script' }],
  ['a story', 'n/7.json', {}],
  ['a picture', 'media/one.webp', { destination: 'image', mode: 'no-cors' }],
]) {
  test(`${what} comes from the network where the browser's store is broken`, async () => {
    globalThis.fetch = async () => new Response('from the network');
    assert.equal(await (await answered(path, of)).text(), 'from the network');
  });
}

test('a frame for another site is none of its business', async () => {
  assert.equal(await answered('embed/s/city/', { mode: 'navigate', destination: 'iframe' }), undefined);
});
