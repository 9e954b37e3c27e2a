// Hostile sources, idle clients and large pictures against the real command: nothing ends it, nothing
// waits for ever, and what was published before stays. Run by `make test-faults`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { record } from '../e2e/promises.mjs';

const FILE = 'tests/faults/sources.mjs';
const PEYK = path.resolve(process.env.PEYK ?? 'target/release/peyk');
const ROOT = path.resolve('target/faults-sources');
const FETCH_MS = 30_000;
/** What a command may take besides fetching, on a busy machine. */
const SLACK_MS = 15_000;
const MB = 1e6;

rmSync(ROOT, { recursive: true, force: true });
mkdirSync(ROOT, { recursive: true });

/** Runs a command to its end; its code, what it said, how long it took and its largest resident memory. */
const run = (command, args, { cwd } = {}) => new Promise((resolve) => {
  const began = Date.now();
  const child = spawn(command, args, { cwd });
  let said = '';
  let peak = 0;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { said += data; });
  const look = setInterval(() => {
    try {
      const [, kB] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kB ?? 0) * 1024);
    } catch { /* it has ended */ }
  }, 10);
  child.once('close', (code) => {
    clearInterval(look);
    resolve({ code, said, ms: Date.now() - began, peak });
  });
});

const publish = (feeds, out, more = []) =>
  run(PEYK, ['publish', ...feeds.flatMap((feed) => ['--feed', feed]), '--app', 'dist', '--out', out, '--site', 'https://news.example', ...more]);

/** All files below `folder`, with the sum of their bytes. */
const sums = (folder) => Object.fromEntries(readdirSync(folder, { recursive: true })
  .map((name) => [name, path.join(folder, name)])
  .filter(([, file]) => statSync(file).isFile())
  .map(([name, file]) => [name, createHash('sha256').update(readFileSync(file)).digest('hex')]));

const FEED = JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1', title: 'پیک',
  items: [{ id: '1', title: 'یک', content_text: 'متن', date_published: '2026-01-01T00:00:00Z' }],
});
const paged = (next) => JSON.stringify({ ...JSON.parse(FEED), next_url: next });

// A service of the newsroom's own network, which nobody outside may read.
let leaks = 0;
const inside = createServer((_, response) => { leaks += 1; response.end(FEED); }).listen(0, '127.0.0.1');
await new Promise((resolve) => { inside.once('listening', resolve); });
const internal = `http://127.0.0.1:${inside.address().port}/internal`;

const bomb = gzipSync(Buffer.alloc(256 * MB));
const drip = (response, piece) => {
  const timer = setInterval(() => response.write(piece), 500);
  response.once('close', () => clearInterval(timer));
};
let circle = 0;
/** What a source becomes after its first good answer. Each ends the run with a message; none may take
 * longer than a fetch. */
const KINDS = {
  'redirect to a private address': (_, response) => response.writeHead(302, { location: internal }).end(),
  'redirect to a name of this machine': (_, response) => response.writeHead(302, { location: internal.replace('127.0.0.1', 'localhost') }).end(),
  'redirect to a private address as a number': (_, response) => response.writeHead(302, { location: internal.replace('127.0.0.1', '2130706433') }).end(),
  'redirect to a mapped address': (_, response) => response.writeHead(302, { location: internal.replace('127.0.0.1', '[::ffff:7f00:1]') }).end(),
  'redirect to link-local metadata': (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end(),
  'redirect to a file': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
  'redirects in a circle': (_, response) => response.writeHead(302, { location: `?${circle += 1}` }).end(),
  'next page at a private address': (_, response) => response.end(paged(internal)),
  'next page on another origin': (_, response) => response.end(paged('https://other.example/p.json')),
  'next page of rss at a private address': (_, response) => response.end(`<rss version="2.0"><channel><title>x</title><atom:link rel="next" href="${internal}" xmlns:atom="http://www.w3.org/2005/Atom"/><item><guid>1</guid><title>x</title></item></channel></rss>`),
  'ever new next pages': (request, response) => response.end(paged(`${request.url}x`)),
  'silence': () => {},
  'silence after the head': (_, response) => { response.writeHead(200); response.flushHeaders(); },
  'a head of drops': (request) => {
    request.socket.write('HTTP/1.1 200 OK\r\n');
    const timer = setInterval(() => request.socket.write('x: y\r\n'), 300);
    request.socket.once('close', () => clearInterval(timer));
  },
  'an endless head': (request) => {
    request.socket.write('HTTP/1.1 200 OK\r\n');
    const flood = () => { while (!request.socket.destroyed && request.socket.write(`x: ${'y'.repeat(60_000)}\r\n`)); };
    request.socket.on('drain', flood);
    flood();
  },
  'a body of drops': (_, response) => { response.writeHead(200); drip(response, '['); },
  'an endless body': (_, response) => {
    const flood = () => { while (!response.destroyed && response.write(Buffer.alloc(MB, ' '))); };
    response.on('drain', flood);
    flood();
  },
  'a packed bomb': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
  'broken packing': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
  'a length that is too long': (request) => request.socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 99999\r\n\r\n${FEED}`),
  'a length that is no number': (request) => request.socket.end(`HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n${FEED}`),
  'no http at all': (request) => request.socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n'),
  'a closed connection': (request) => request.socket.destroy(),
  'unasked 304': (_, response) => response.writeHead(304).end(),
  'no content': (_, response) => response.writeHead(204).end(),
  'a part only': (_, response) => response.writeHead(206, { 'content-range': 'bytes 0-1/99' }).end(FEED),
  'a login page': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Login</title>'),
  'nothing at all': (_, response) => response.end(),
  'too many requests': (_, response) => response.writeHead(429, { 'retry-after': '120' }).end(),
  'no service': (_, response) => response.writeHead(503, { 'retry-after': 'Fri, 31 Dec 2100 23:59:59 GMT' }).end(),
  'an error': (_, response) => response.writeHead(500).end(),
};
const names = Object.keys(KINDS);

let isHostile = false;
const upstream = createServer((request, response) => {
  request.socket.on('error', () => {});
  if (!isHostile) { response.writeHead(200, { etag: '"1"' }).end(FEED); return; }
  const [, number] = /^\/(\d+)\//.exec(request.url) ?? [];
  const kind = KINDS[names[Number(number)]] ?? ((_, answer) => answer.writeHead(404).end());
  kind(request, response);
});
upstream.on('clientError', (_, socket) => socket.destroy());
await new Promise((resolve) => { upstream.listen(0, '127.0.0.1', resolve); });
const at = (number) => `http://127.0.0.1:${upstream.address().port}/${number}/feed.json`;

console.log('hostile sources');
const good = path.join(ROOT, 'good');
assert.equal((await publish([at(0)], good)).code, 0);
const before = sums(good);
isHostile = true;
let slowest = 0;
let largest = 0;
const queue = names.map((kind, number) => [kind, number]);
const faults = [];
const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [kind, number] = next;
    const out = path.join(ROOT, `site-${number}`);
    cpSync(good, out, { recursive: true });
    const { code, said, ms, peak } = await publish([at(number)], out);
    const after = sums(out);
    const isSame = JSON.stringify(after) === JSON.stringify(before);
    const isTold = said.trim().split('\n').length === 1 && said.startsWith('peyk: ') && !said.includes('panicked');
    if (code !== 1 || !isSame || !isTold || ms > FETCH_MS + SLACK_MS) faults.push(`${kind}: code ${code}, ${ms} ms, ${isSame ? 'same' : 'another'} site: ${said}`);
    slowest = Math.max(slowest, ms);
    largest = Math.max(largest, peak);
    console.log(`  ${kind}: ${(ms / 1000).toFixed(1)} s, ${Math.round(peak / MB)} MB: ${said.trim().slice(0, 160)}`);
    rmSync(out, { recursive: true, force: true });
  }
};
await Promise.all(Array.from({ length: 8 }, worker));
assert.deepEqual(faults, []);
assert.equal(leaks, 0, 'a source read the newsroom’s own network');
record(`${names.length} kinds of hostile source change nothing of a site and end with one line`, FILE,
  `0 faults, 0 requests to private addresses; slowest ${(slowest / 1000).toFixed(1)} s, largest ${Math.round(largest / MB)} MB`);

/** `peyk serve` on a free port, at most `handles` file handles. */
const serve = async (args, handles) => {
  const child = spawn('sh', ['-c', `ulimit -n ${handles}; exec "$0" serve --port 0 "$@"`, PEYK, ...args]);
  const line = await new Promise((resolve, reject) => {
    child.stdout.once('data', (data) => resolve(String(data)));
    child.once('exit', () => reject(new Error('peyk serve ended')));
  });
  child.stderr.resume();
  return { child, port: Number(/:(\d+)\//.exec(line)[1]) };
};

/** How long an answer takes to come, in ms, and its text. */
const answer = async (port, where) => {
  const began = Date.now();
  const response = await fetch(`http://127.0.0.1:${port}${where}`, { headers: { connection: 'close' } });
  const text = await response.text();
  return { ms: Date.now() - began, status: response.status, text };
};

console.log('a silent source of peyk serve');
isHostile = false;
const silent = names.indexOf('silence');
const served = await serve(['--dir', good, '--feed', at(silent)], 1024);
isHostile = true;
let longest = 0;
const end = Date.now() + 40_000;
while (Date.now() < end) {
  const answers = await Promise.all(['/feed.json', '/', '/feed.json', '/n/1/'].map((where) => answer(served.port, where)));
  for (const one of answers) {
    assert.equal(one.status, 200);
    longest = Math.max(longest, one.ms);
  }
  assert.equal(answers[0].text, FEED);
  await new Promise((resolve) => { setTimeout(resolve, 250); });
}
served.child.kill();
assert.ok(longest < 5000, `${longest} ms`);
console.log(`  longest answer in 40 s: ${longest} ms`);
record('a source that falls silent holds no answer of peyk serve up', FILE, `longest answer in 40 s: ${longest} ms`);

console.log('300 idle connections at few file handles');
for (const handles of [256, 64]) {
  const crowd = await serve(['--dir', good], handles);
  const idle = await Promise.all(Array.from({ length: 300 }, (_, number) => new Promise((resolve) => {
    const socket = net.connect(crowd.port, '127.0.0.1', () => {
      if (number % 3) socket.write('GET / HTTP/1.1\r\nhost: x\r\n');
      resolve(socket);
    });
    socket.on('error', () => {});
  })));
  // With fewer handles than connections the first answers may find no handle for their file.
  let waited = 0;
  let one;
  const began = Date.now();
  do {
    // A queue of the system that is full refuses, or is silent until it has room.
    one = await answer(crowd.port, '/').catch((error) => ({ status: error.message }));
    waited = Date.now() - began;
  } while (one.status !== 200 && waited < 120_000);
  assert.equal(one.status, 200);
  const ticks = readFileSync(`/proc/${crowd.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const cpu = (Number(ticks[11]) + Number(ticks[12])) * 10;
  idle.forEach((socket) => socket.destroy());
  crowd.child.kill();
  assert.ok(waited < 90_000, `${waited} ms`);
  assert.ok(cpu < 5000, `${cpu} ms of processor time`);
  console.log(`  ${handles} handles: a good request waited ${(waited / 1000).toFixed(1)} s, the server used ${cpu} ms of processor time`);
  record(`300 idle connections at ${handles} file handles do not stop peyk serve`, FILE, `a good request is answered after ${(waited / 1000).toFixed(1)} s`);
}

console.log('large pictures');
/** A PNG of noise in wide stripes, so that it is small and must be unpacked all the same. */
const png = (width, height, seed) => {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8);
  const row = Buffer.alloc(1 + width * 3, seed * 40 + 20);
  row[0] = 0;
  const rows = Buffer.alloc(row.length * height);
  for (let y = 0; y < height; y += 1) row.copy(rows, y * row.length);
  for (let place = 997; place < rows.length; place += 997) if (place % row.length) rows[place] = place % 251;
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
};
const pictures = path.join(ROOT, 'pictures');
mkdirSync(pictures);
const COUNT = 4;
for (let number = 0; number < COUNT; number += 1) writeFileSync(path.join(pictures, `${number}.png`), png(5000, 20_000, number));
for (const count of [1, COUNT]) {
  const items = Array.from({ length: count }, (_, number) => ({ id: String(number + 1), title: 'ت', content_text: 'م', image: `${number}.png` }));
  const feed = path.join(pictures, `feed-${count}.json`);
  writeFileSync(feed, JSON.stringify({ ...JSON.parse(FEED), items }));
  const { code, said, peak, ms } = await publish([feed], path.join(ROOT, `pictured-${count}`));
  assert.equal(code, 0, said);
  const size = statSync(path.join(pictures, '0.png')).size;
  console.log(`  ${count} of ${(size / MB).toFixed(1)} MB, 5000 × 20000: ${Math.round(peak / MB)} MB, ${(ms / 1000).toFixed(1)} s`);
  // The budget, and what the command takes besides.
  assert.ok(peak < 500 * MB, `${peak}`);
  record(`publishing ${count} PNG of 5000 × 20000 pixels stays within the memory of all pictures (400 MB)`, FILE, `peak ${Math.round(peak / MB)} MB resident`);
}

upstream.closeAllConnections();
upstream.close();
inside.close();
rmSync(ROOT, { recursive: true, force: true });
process.exit(0);
