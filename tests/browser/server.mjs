// A server for the tests of fetching: good, bad, slow and endless answers, at a port that those tests know.
import { createServer } from 'node:http';

const PORT = 8127;
const LARGEST = 8_000_000;
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-expose-headers': '*',
  'cache-control': 'no-store',
};
const CHUNK = Buffer.alloc(100_000, 'x');
let closed = 0;

/** Writes `size` bytes as fast as they are read. */
const stream = (response, size) => {
  let left = size;
  const more = () => {
    while (left > 0) {
      const chunk = CHUNK.subarray(0, Math.min(left, CHUNK.length));
      left -= chunk.length;
      if (!response.write(chunk)) {
        response.once('drain', more);
        return;
      }
    }
    response.end();
  };
  more();
};

const answers = {
  '/whole': (request, response, send) => (request.headers['if-none-match'] === '"1"' ? send(304, { etag: '"1"' }).end() : send(200, { etag: '"1"' }).end('whole')),
  '/pieces': async (request, response, send) => {
    send(200);
    for (const piece of ['a', 'پ'.repeat(3), 'z']) {
      response.write(piece);
      await new Promise((resolve) => { setTimeout(resolve, 30); });
    }
    response.end();
  },
  '/empty': (request, response, send) => send(200).end(),
  '/largest': (request, response, send) => stream(send(200), LARGEST),
  '/too-large': (request, response, send) => stream(send(200), LARGEST + 1),
  '/endless': (request, response, send) => stream(send(200), Infinity),
  '/silent': (request, response, send) => send(200).write('a'),
  '/unanswered': () => {},
  '/breaks': (request, response, send) => send(200, { 'content-length': 9 }).write('a', () => response.destroy()),
  '/gone': (request, response, send) => send(410).end('gone'),
  '/refused': (request, response, send) => stream(send(503), 50_000_000),
  '/busy': (request, response, send) => send(503, { 'retry-after': '7' }).end(),
  '/busy-until': (request, response, send) => send(429, { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }).end(),
  '/busy-nonsense': (request, response, send) => send(503, { 'retry-after': 'soon' }).end(),
  '/kept': (request, response, send) => send(200, { 'peyk-why': 'network', 'peyk-at': '1600000000000', 'peyk-copy': 'one' }).end('kept'),
  '/kept-after-503': (request, response, send) => send(200, { 'peyk-why': '503', 'peyk-at': '1600000000000' }).end('kept'),
  '/asked': (request, response, send) => send(200).end(`${request.url} ${request.headers['if-none-match'] ?? '-'} ${request.headers['peyk-last'] ?? '-'}`),
  '/closed': (request, response, send) => send(200).end(`${closed}`),
};

createServer((request, response) => {
  const send = (status, headers = {}) => response.writeHead(status, { ...CORS, ...headers });
  if (request.method === 'OPTIONS') {
    send(204).end();
    return;
  }
  response.on('close', () => { closed += response.writableFinished ? 0 : 1; });
  const answer = answers[new URL(request.url, 'http://server').pathname];
  if (answer) answer(request, response, send);
  else send(404).end();
}).listen(PORT, '127.0.0.1');
