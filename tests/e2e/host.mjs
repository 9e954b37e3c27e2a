// A host that can be made to fail: a folder of a site over HTTP as a plain static host serves it, which
// a test can stop, begin again, and give rules of its own.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { freePort } from './app.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json',
  '.wasm': 'application/wasm', '.woff2': 'font/woff2', '.webp': 'image/webp', '.svg': 'image/svg+xml', '.png': 'image/png',
  '.webmanifest': 'application/manifest+json', '.xml': 'text/xml; charset=utf-8', '.txt': 'text/plain; charset=utf-8',
};

const isFile = (file) => {
  try { return statSync(file).isFile(); } catch { return false; }
};

/** Serves `dir`. `rules` are asked first, the last of them before the others: each is given the path, the
 * response and the request, and says whether it answers. `asked` counts the requests of each path. */
export const host = async (dir, { port, name = '127.0.0.1' } = {}) => {
  const rules = [];
  const asked = new Map();
  const own = port ?? await freePort();
  let server;
  const answer = (request, response) => {
    const inside = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    asked.set(inside, (asked.get(inside) ?? 0) + 1);
    if ([...rules].reverse().some((rule) => rule(inside, response, request))) return;
    const plain = path.join(served.dir, inside);
    const isPage = !/\.\w+$/.test(inside);
    const file = [plain, path.join(plain, 'index.html'), isPage && path.join(served.dir, 'shell.html')].find((one) => one && isFile(one));
    if (!file) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Nothing lies at this address.\n');
      return;
    }
    const etag = `"${createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)}"`;
    const headers = {
      etag,
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'cache-control': /-[0-9a-f]{16}\.\w+$/.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
    };
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, headers);
    createReadStream(file).pipe(response);
  };
  const served = {
    address: `http://${name}:${own}`,
    base: '/',
    port: own,
    dir,
    rules,
    asked,
    /** Answers `path` as `rule` does until it is told to stop. */
    rule(where, act) {
      const one = (inside, response, request) => {
        if (!(where instanceof RegExp ? where.test(inside) : where === inside)) return false;
        act(response, request);
        return true;
      };
      rules.push(one);
      return () => rules.splice(rules.indexOf(one), 1);
    },
    start: () => new Promise((resolve) => {
      server = createServer(answer).listen(own, '127.0.0.1', resolve);
    }),
    /** Breaks every connection off, as a host that is switched off. */
    stop: () => new Promise((resolve) => {
      if (!server?.listening) resolve();
      else {
        server.close(resolve);
        server.closeAllConnections();
      }
    }),
  };
  await served.start();
  return served;
};
