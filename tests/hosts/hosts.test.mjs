// The samples in hosts/ on the servers that they are for, and `peyk serve`, over one published site:
// each must answer each request as the table says, so all answer alike.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import zlib from 'node:zlib';
import { execFileSync } from 'node:child_process';
import { freePort, publish } from '../e2e/app.mjs';
import { FOREIGN, SANDBOX, newsroom } from './foreign.mjs';
import { ask, servers } from './servers.mjs';

const WORK = path.resolve('target/hosts');
const SITE = `${WORK}/site`;
const APP = `${WORK}/app`;
const START = servers(WORK, SITE);
const FOR_EVER = 'public, max-age=31536000, immutable';

let hosts = {};
let hashed = {};
before(async () => {
  rmSync(WORK, { recursive: true, force: true });
  mkdirSync(WORK, { recursive: true });
  cpSync('dist', APP, { recursive: true });
  const edition = JSON.parse(readFileSync(`${APP}/edition.json`, 'utf8'));
  writeFileSync(`${APP}/edition.json`, JSON.stringify({ ...edition, redirects: { '/old/story.aspx': '/n/867012/', '/news/قدیم': '/s/science/' } }));
  // A second source brings what a browser could run, and a tag with a dot.
  const feed = newsroom(`${WORK}/news`);
  execFileSync('target/release/peyk', ['publish', '--feed', 'dist/feed.json', '--feed', feed, '--app', APP, '--out', SITE, '--site', 'https://news.example']);
  // What no run would publish, but somebody may have copied there.
  for (const { name, bytes } of FOREIGN) {
    mkdirSync(path.dirname(`${SITE}/copied/${name}`), { recursive: true });
    writeFileSync(`${SITE}/copied/${name}`, bytes);
  }
  for (const name of ['.well-known/acme-challenge/token', '.well-known/.hidden', '.well-known/a/.b/c', 'n/.well-known/token']) {
    mkdirSync(path.dirname(`${SITE}/${name}`), { recursive: true });
    writeFileSync(`${SITE}/${name}`, 'token');
  }
  // Nor is a folder of pages called like a script.
  cpSync(`${SITE}/s/science/index.html`, `${SITE}/t/page.js/index.html`);
  const find = (folder, pattern) => readdirSync(`${SITE}/${folder}`).find((name) => pattern.test(name));
  hashed = { frame: find('.', /^frame-.*\.js$/), sheet: find('.', /^embed-.*\.css$/), script: find('.', /^peyk-.*\.js$/), wasm: find('.', /\.wasm$/), font: find('fonts', /400.*woff2$/), film: find('media', /\.webm$/) };
  for (const [name, start] of Object.entries(START)) hosts[name] = await start(await freePort());
});
after(() => Object.values(hosts).forEach((host) => host.stop()));

const each = (name, check) => test(name, async (context) => {
  for (const host of Object.keys(START)) await context.test(host, () => check((address, how) => ask(hosts[host].port, address, how)));
});

const UNPACKED = { br: zlib.brotliDecompressSync, gzip: zlib.gunzipSync };

each('every kind of file has its type, its packing and its time', async (get) => {
  for (const [address, file, type, cache] of [
    ['/', 'index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/n/867012/', 'n/867012/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/n/867012', 'n/867012/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/s/science/', 's/science/index.html', 'text/html; charset=utf-8', 'no-cache'],
    [encodeURI('/t/محیط زیست/'), 't/محیط زیست/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/feed-report/', 'feed-report/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/feed.json', 'feed.json', 'application/json', 'no-cache'],
    ['/data/n/867012.json', 'data/n/867012.json', 'application/json', 'no-cache'],
    ['/manifest.webmanifest', 'manifest.webmanifest', 'application/manifest+json', 'no-cache'],
    ['/feed.xml', 'feed.xml', 'text/xml; charset=utf-8', 'no-cache'],
    ['/robots.txt', 'robots.txt', 'text/plain; charset=utf-8', 'no-cache'],
    [`/${hashed.script}`, hashed.script, 'text/javascript; charset=utf-8', FOR_EVER],
    [`/${hashed.wasm}`, hashed.wasm, 'application/wasm', FOR_EVER],
  ]) {
    for (const [accepted, packing] of [['gzip, deflate, br', 'br'], ['gzip', 'gzip'], ['identity', undefined]]) {
      const { status, headers, body } = await get(address, { headers: { 'accept-encoding': accepted, accept: 'text/html,*/*' } });
      const about = `${address} as ${accepted}`;
      assert.equal(status, 200, about);
      assert.equal((headers['content-type'] ?? 'none').replace(/^(application\/json);.*/, '$1'), type, about);
      assert.equal(headers['content-encoding'], packing, about);
      assert.equal(headers['cache-control'], cache, about);
      assert.match(headers.vary, /^Accept-Encoding$/i, about);
      assert.equal(headers['x-content-type-options'], 'nosniff', about);
      assert.equal(headers['referrer-policy'], 'strict-origin-when-cross-origin', about);
      const plain = packing ? UNPACKED[packing](body) : body;
      assert.ok(plain.equals(readFileSync(`${SITE}/${file}`)), about);
    }
  }
  for (const [address, type, cache] of [
    [`/fonts/${hashed.font}`, 'font/woff2', FOR_EVER],
    [`/media/${hashed.film}`, 'video/webm', 'no-cache'],
  ]) {
    const { status, headers } = await get(address, { headers: { 'accept-encoding': 'br' } });
    assert.deepEqual([status, headers['content-type'], headers['cache-control'], headers['content-encoding']], [200, type, cache, undefined], address);
  }
});

each('what is known is not sent again, a head has no body, and a film comes in parts', async (get) => {
  for (const address of ['/', '/feed.json', `/${hashed.wasm}`]) {
    const { headers } = await get(address);
    assert.ok(headers.etag, address);
    const again = await get(address, { headers: { 'if-none-match': headers.etag } });
    assert.deepEqual([again.status, again.body.length], [304, 0], address);
    const head = await get(address, { method: 'HEAD' });
    assert.deepEqual([head.status, head.body.length, head.headers['content-type']], [200, 0, headers['content-type']], address);
  }
  const part = await get(`/media/${hashed.film}`, { headers: { range: 'bytes=0-99' } });
  assert.deepEqual([part.status, part.body.length], [206, 100]);
  assert.match(part.headers['content-range'], /^bytes 0-99\/\d+$/);
});

each('a page that was not published is the app with an empty root, a missing file is nothing', async (get) => {
  const shell = readFileSync(`${SITE}/shell.html`);
  for (const address of ['/n/404404/', '/search/', '/saved', '/s/none/']) {
    const { status, headers, body } = await get(address, { headers: { accept: 'text/html' } });
    assert.deepEqual([status, headers['content-type'], headers['cache-control']], [200, 'text/html; charset=utf-8', 'no-cache'], address);
    assert.ok(body.equals(shell), address);
  }
  for (const address of ['/none.png', '/n/867012.html', '/data/n/404404.json', '/peyk-0123456789abcdef.js', '/.peyk-manifest', '/n/.hidden/']) {
    const { status, headers, body } = await get(address);
    assert.ok([400, 404].includes(status), `${address}: ${status}`);
    assert.ok(!body.includes('id="app"'), address);
    assert.ok(!(headers['cache-control'] ?? '').includes('immutable') || address.includes('peyk-'), address);
  }
  // A server may tidy such an address first; then it is one that only the app can answer.
  for (const address of ['/%2e%2e/%2e%2e/etc/passwd', '/..%2f..%2fetc/hostname', '/../../../../../../etc/passwd']) {
    const { status, body } = await get(address);
    assert.ok([400, 404].includes(status) || body.equals(shell), `${address}: ${status}`);
  }
});

each('an old address leads to the new one', async (get) => {
  for (const [address, target] of [['/old/story.aspx', '/n/867012/'], [encodeURI('/news/قدیم'), '/s/science/'], [encodeURI('/news/قدیم/'), '/s/science/']]) {
    const { status, headers } = await get(address);
    assert.equal(status, 301, address);
    assert.equal(new URL(headers.location, 'http://127.0.0.1').pathname, target, address);
  }
});

each('only frames may be framed by other sites, and what they are made of may be asked for from there', async (get) => {
  const OWN = "frame-ancestors 'self'";
  const app = [['/t/page.js', OWN], ['/t/page.js/', OWN], ['/embed/none/', OWN], ['/404.html', OWN], ['/', OWN], ['/n/867012/', OWN], ['/s/science', OWN], ['/saved/', OWN], ['/shell.html', OWN], ['/n/404404/', OWN], ['/builder/', OWN], ['/feed.json', undefined], [`/${hashed.script}`, undefined]];
  for (const [address, policy] of app) {
    const { headers } = await get(address, { headers: { accept: 'text/html,*/*' } });
    assert.equal(headers['content-security-policy'], policy, address);
    if (address.startsWith('/embed/')) continue;
    for (const name of ['access-control-allow-origin', 'cross-origin-resource-policy', 'cross-origin-embedder-policy']) assert.equal(headers[name], undefined, `${address}: ${name}`);
  }
  for (const [address, sharing, resource, embedder] of [
    ['/embed/s/science/', '*', 'cross-origin', 'credentialless'],
    ['/embed/n/867012/', '*', 'cross-origin', 'credentialless'],
    ['/embed.js', '*', 'cross-origin', undefined],
    [`/${hashed.frame}`, '*', 'cross-origin', undefined],
    [`/${hashed.sheet}`, '*', 'cross-origin', undefined],
    [`/fonts/${hashed.font}`, '*', 'cross-origin', undefined],
    ['/oembed/n/867012.json', '*', undefined, undefined],
  ]) {
    const { status, headers } = await get(address);
    assert.equal(status, 200, address);
    const told = ['content-security-policy', 'access-control-allow-origin', 'cross-origin-resource-policy', 'cross-origin-embedder-policy'].map((name) => headers[name]);
    assert.deepEqual(told, [undefined, sharing, resource, embedder], address);
  }
});

each('the former address of a tag leads to the new one', async (get) => {
  for (const address of ['/t/node.js', '/t/node.js/']) {
    const { status, headers } = await get(address);
    assert.equal(status, 301, address);
    assert.match(headers.location, /^\/t\/node-js-h[0-9a-f]{16}\/$/);
    const { status: there, headers: told } = await get(headers.location);
    assert.deepEqual([there, told['content-security-policy']], [200, "frame-ancestors 'self'"]);
  }
});

each('what may have come from a source runs nothing when it is opened by itself, whatever its name', async (get) => {
  for (const { name } of FOREIGN) {
    const { status, headers } = await get(encodeURI(`/copied/${name}`), { headers: { accept: 'text/html,*/*' } });
    assert.deepEqual([status, headers['content-security-policy'], headers['x-content-type-options']], [200, SANDBOX, 'nosniff'], name);
    const known = await get(encodeURI(`/copied/${name}`), { headers: { 'if-none-match': headers.etag } });
    assert.ok(known.status === 304 && [undefined, SANDBOX].includes(known.headers['content-security-policy']), name);
  }
  for (const address of ['/pictures/drawing.svg', '/pictures/Other.SVG', `/media/${hashed.film}`, '/feed.xml']) {
    const { status, headers, body } = await get(address);
    assert.deepEqual([status, headers['content-security-policy']], [200, SANDBOX], address);
    assert.ok(!address.startsWith('/pictures/') || !/script|onload/.test(body), address);
  }
  // A page that is known keeps the policy it was sent with.
  const { headers } = await get('/');
  const known = await get('/', { headers: { 'if-none-match': headers.etag } });
  assert.ok(!(known.headers['content-security-policy'] ?? '').includes('sandbox'));
});

each('certificates can be renewed, and no other hidden name is answered', async (get) => {
  const token = await get('/.well-known/acme-challenge/token', { headers: { accept: 'text/html' } });
  assert.deepEqual([token.status, token.body.toString()], [200, 'token']);
  for (const address of ['/.well-known/none', '/.well-known/acme-challenge/none', '/.well-known/.hidden', '/.well-known/%2ehidden', '/.well-known/a/.b/c', '/n/.well-known/token', '/.well-knownx/token', '/%2epeyk-manifest', '/.redirects.map']) {
    const { status, body } = await get(address, { headers: { accept: 'text/html' } });
    assert.deepEqual([status, body.includes('token')], [404, false], address);
  }
});

each('the worker is asked for each time, and is no page', async (get) => {
  for (const address of ['/sw.js', '/sw-off.js', '/embed.js']) {
    const { status, headers } = await get(address);
    assert.deepEqual([status, headers['content-type'], headers['cache-control']], [200, 'text/javascript; charset=utf-8', 'no-cache'], address);
  }
});

test('in a folder of a host the site answers alike, and what lies outside of it is not its own', async (context) => {
  const work = `${WORK}/sub`;
  const root = `${work}/root`;
  mkdirSync(root, { recursive: true });
  publish(`${root}/news`, { app: APP, base: '/news/' });
  const shell = readFileSync(`${root}/news/shell.html`);
  for (const [name, start] of Object.entries(servers(work, root, '/news/'))) {
    await context.test(name, async () => {
      const { port, stop } = await start(await freePort());
      try {
        const get = (address) => ask(port, address, { headers: { accept: 'text/html,*/*' } });
        for (const [address, type, cache] of [
          ['/news/', 'text/html; charset=utf-8', 'no-cache'],
          ['/news/n/867012/', 'text/html; charset=utf-8', 'no-cache'],
          [`/news/${hashed.script}`, 'text/javascript; charset=utf-8', FOR_EVER],
          [`/news/fonts/${hashed.font}`, 'font/woff2', FOR_EVER],
        ]) {
          const { status, headers } = await get(address);
          assert.deepEqual([status, headers['content-type'], headers['cache-control']], [200, type, cache], address);
        }
        const app = await get('/news/n/404404/');
        assert.deepEqual([app.status, app.headers['content-security-policy'], app.body.equals(shell)], [200, "frame-ancestors 'self'", true]);
        const frame = await get('/news/embed/s/science/');
        assert.deepEqual([frame.status, frame.headers['content-security-policy'], frame.headers['access-control-allow-origin'], frame.headers['cross-origin-embedder-policy']], [200, undefined, '*', 'credentialless']);
        for (const address of ['/elsewhere/', '/n/867012/', '/news/none.png', '/news/.peyk-manifest']) assert.equal((await get(address)).status, 404, address);
        mkdirSync(`${root}${name === 'peyk serve' ? '/news' : ''}/.well-known`, { recursive: true });
        writeFileSync(`${root}${name === 'peyk serve' ? '/news' : ''}/.well-known/token`, 'token');
        // `peyk serve` knows nothing but its folder; a host has its own root.
        const renewed = await get(`${name === 'peyk serve' ? '/news' : ''}/.well-known/token`);
        assert.deepEqual([renewed.status, renewed.body.toString()], [200, 'token']);
        writeFileSync(`${root}/news/x.SVG`, '<svg xmlns="http://www.w3.org/2000/svg"/>');
        assert.equal((await get('/news/x.SVG')).headers['content-security-policy'], SANDBOX);
        const moved = await get('/old/story.aspx');
        // Both are paths of the host, as edition.json has them.
        assert.deepEqual([moved.status, new URL(moved.headers.location, 'http://127.0.0.1').pathname], [301, '/n/867012/']);
      } finally {
        stop();
      }
    });
  }
});
