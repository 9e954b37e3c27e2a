// A device in node for the service worker: caches in memory that can be full or broken, and a network whose
// answers a test writes.
import { createHash } from 'node:crypto';

export const SITE = 'https://news.example/';
export const at = (path) => new URL(path, SITE).href;
export const sum = (text) => createHash('sha256').update(text).digest('base64');
const named = (name) => Object.assign(new Error(name), { name });

const BOOT = 'boot-0123456789abcdef.js';
const FILES = { 'index.html': '<!doctype html><p>', [BOOT]: 'start()' };

/** A page of the build whose files are these, published for the address `path`. */
export const page = (words, path = '/n/7/') =>
  `<!doctype html><html><head><script src="/${BOOT}"></script></head><body>${words}<script id="peyk-state" data-route="${path}">{}</script></body></html>\n`;

class Cache {
  constructor(device) {
    this.device = device;
    this.kept = new Map();
  }

  find(key, { ignoreSearch } = {}) {
    const url = key.url ?? key;
    const plain = (text) => (ignoreSearch ? text.split('?')[0] : text);
    return [...this.kept.keys()].find((one) => plain(one) === plain(url));
  }

  async match(key, options) {
    const found = this.kept.get(this.find(key, options));
    return found && new Response(found.bytes, { headers: found.headers });
  }

  async put(key, response) {
    const url = key.url ?? key;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const error = this.device.refuses?.(url, this.device);
    if (error) throw error;
    this.kept.delete(url);
    this.kept.set(url, { bytes, headers: new Headers(response.headers) });
  }

  async delete(key, options) {
    return this.kept.delete(this.find(key, options));
  }

  async keys() {
    return [...this.kept.keys()].map((url) => ({ url }));
  }
}

// A worker's patience is not to keep the tests from ending.
const { setTimeout: wait } = globalThis;
globalThis.setTimeout = (...given) => wait(...given).unref();

let loaded = 0;
/** A device on which the worker of a build with these `files` runs. */
export const device = async ({ files = FILES } = {}) => {
  const all = new Map();
  const heard = {};
  const self = {
    all,
    files,
    /** Answers of the network by their address, each made anew: a response, or an error. */
    network: new Map(Object.entries(files).map(([name, text]) => [at(name), () => new Response(text)])),
    /** What a write is refused for, if anything: a function of the address and of the device. */
    refuses: undefined,
    asked: [],
    /** The text that is kept at an address, in whichever cache. */
    async kept(url) {
      for (const cache of all.values()) {
        const found = await cache.match(url);
        if (found) return found.text();
      }
      return undefined;
    },
    /** Keeps a text, as an earlier visit did. */
    async keep(name, url, text, headers = {}) {
      const cache = await globalThis.caches.open(name);
      await cache.put(url, new Response(text, { headers: { 'peyk-at': Date.now() - 3600e3, 'peyk-size': text.length, ...headers } }));
    },
    /** What the worker answers, and `undefined` where it leaves the request to the browser. */
    async get(url, { settle = true, ...of } = {}) {
      const { headers, ...rest } = of;
      const request = { method: 'GET', url: at(url), mode: 'cors', destination: '', cache: 'default', headers: new Headers(headers), ...rest };
      let answer;
      const work = [];
      heard.fetch({ request, clientId: '1', waitUntil: (one) => work.push(one), respondWith: (made) => { answer = made; } });
      const response = await answer;
      const read = response && { status: response.status, headers: response.headers, type: response.type, text: await response.text().catch(String) };
      // Work may bring more work.
      for (let done = 0; settle && done < work.length; done += 1) await Promise.allSettled([work[done]]);
      return read;
    },
    async tell(data) {
      const work = [];
      let answered;
      heard.message({ data, ports: [{ postMessage: (one) => { answered = one; } }], waitUntil: (one) => work.push(one) });
      await Promise.allSettled(work);
      return answered;
    },
    /** Resolves to whether the worker is installed. */
    async install() {
      const work = [];
      heard.install({ waitUntil: (one) => work.push(one) });
      const [{ status }] = await Promise.allSettled(work);
      return status === 'fulfilled';
    },
    named,
  };
  const open = async (name) => {
    if (!all.has(name)) all.set(name, new Cache(self));
    return all.get(name);
  };
  Object.assign(globalThis, {
    self: globalThis,
    PEYK: { build: '1', shell: 'index.html', files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, sum(text)])) },
    registration: { scope: SITE },
    caches: {
      open,
      has: async (name) => all.has(name),
      keys: async () => [...all.keys()],
      delete: async (name) => all.delete(name),
      match: async (key, { cacheName, ...options } = {}) => {
        for (const [name, cache] of all) {
          const found = (!cacheName || cacheName === name) && (await cache.match(key, options));
          if (found) return found;
        }
        return undefined;
      },
    },
    navigator: globalThis.navigator ?? {},
    clients: { matchAll: async () => [], claim: async () => {} },
    addEventListener: (name, act) => { heard[name] = act; },
    createImageBitmap: async (body) => {
      if (!/^PICTURE.*END$/s.test(await body.text())) throw named('InvalidStateError');
      return { close() {} };
    },
    fetch: async (asked, { integrity } = {}) => {
      const url = asked.url ?? asked;
      self.asked.push(url);
      const response = await self.network.get(url)?.(asked);
      if (!response) throw new TypeError('Failed to fetch');
      if (!integrity) return response;
      const text = await response.text();
      if (integrity !== `sha256-${sum(text)}`) throw new TypeError('Failed to fetch');
      return new Response(text, { status: response.status, headers: response.headers });
    },
  });
  loaded += 1;
  await import(`../../plain/sw.js?${loaded}`);
  return self;
};
