// Tabs of one browser, for tests of the journal: one store, one set of events, and timers that run
// only when a test says so.
import { IDBDatabase, IDBFactory, IDBKeyRange } from 'fake-indexeddb';

let timers = [];
let channels = [];
let opened = 0;

// As in a browser, the keys are its own properties and the methods are not.
const stored = () => Object.create({
  getItem(key) { return this[key] ?? null; },
  setItem(key, value) { this[key] = String(value); },
  removeItem(key) { delete this[key]; },
});

const { transaction: answering } = IDBDatabase.prototype;
const { open: opening } = IDBFactory.prototype;
const speak = () => {
  IDBDatabase.prototype.transaction = answering;
  IDBFactory.prototype.open = opening;
};

/** A browser that keeps nothing yet. */
export const fresh = () => {
  speak();
  timers = [];
  channels = [];
  globalThis.indexedDB = new IDBFactory();
  globalThis.IDBKeyRange = IDBKeyRange;
  globalThis.localStorage = stored();
  globalThis.document = new EventTarget();
  globalThis.CustomEvent ??= class extends Event {
    constructor(name, { detail }) { super(name); this.detail = detail; }
  };
  globalThis.BroadcastChannel = class {
    constructor() { channels.push(this); }
    postMessage(data) {
      for (const other of channels) if (other !== this) queueMicrotask(() => other.onmessage?.({ data }));
    }
  };
};

const real = { set: globalThis.setTimeout, clear: globalThis.clearTimeout };
globalThis.setTimeout = (act, wait, ...rest) => {
  const timer = { act: () => act(...rest), wait };
  timers.push(timer);
  return timer;
};
globalThis.clearTimeout = (timer) => { timers = timers.filter((other) => other !== timer); };

/** Lets everything that was begun come to its end. */
export const settle = async () => {
  for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Runs the timers that wait at most `wait` milliseconds, and what follows from them. */
export const pass = async (wait) => {
  const due = timers.filter((timer) => timer.wait <= wait);
  timers = timers.filter((timer) => timer.wait > wait);
  for (const { act } of due) act();
  await settle();
};

/** The page of `one` is left and never comes back. The database does what it was asked for at once, and
 *  where the browser is `busy` not even that. */
export const leave = async (one, { busy = false } = {}) => {
  const { transaction } = IDBDatabase.prototype;
  // Whatever is asked of it, no answer comes.
  const silence = new Proxy(() => {}, { get: () => silence, apply: () => silence, set: () => true });
  const gone = () => silence;
  if (busy) IDBDatabase.prototype.transaction = gone;
  one.leave({ persisted: false });
  IDBDatabase.prototype.transaction = gone;
  await settle();
  IDBDatabase.prototype.transaction = transaction;
  timers = [];
};

/** The database takes everything and answers nothing, until what this returns is called. */
export const silence = () => {
  const silent = new Proxy(() => {}, { get: () => silent, apply: () => silent, set: () => true });
  IDBDatabase.prototype.transaction = () => silent;
  IDBFactory.prototype.open = () => ({});
  return speak;
};

/** How many transactions are begun while `act` runs. */
export const begun = async (act) => {
  const { transaction } = IDBDatabase.prototype;
  let count = 0;
  IDBDatabase.prototype.transaction = function (...given) {
    count += 1;
    return transaction.apply(this, given);
  };
  await act();
  IDBDatabase.prototype.transaction = transaction;
  return count;
};

/** The last-moment copies of drafts, as they lie there. */
export const copies = () => Object.entries(localStorage).filter(([key]) => key.startsWith('peyk-draft:')).map(([, text]) => JSON.parse(text).text);

/** Another page holds the drafts: whoever writes waits until what this resolves to is called. */
export const held = () => new Promise((resolve, reject) => {
  const request = indexedDB.open('peyk');
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const transaction = request.result.transaction('drafts', 'readwrite');
    let free = false;
    const hold = () => { if (!free) transaction.objectStore('drafts').count().onsuccess = hold; };
    hold();
    transaction.oncomplete = () => request.result.close();
    resolve(() => { free = true; });
  };
});

/** A tab: the journal as a page of its own loads it. */
export const tab = () => {
  opened += 1;
  return import(`../../plain/journal.js?tab=${opened}`);
};

/** Every record of `store`, as it lies there. */
export const records = (store = 'drafts') => new Promise((resolve, reject) => {
  const request = indexedDB.open('peyk');
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result); };
  };
});

/** Puts records into the store, made as release `version` made it. */
export const lay = (all, version = 2) => new Promise((resolve, reject) => {
  const request = indexedDB.open('peyk', version);
  request.onupgradeneeded = () => {
    const stores = version === 1 ? ['drafts'] : ['drafts', 'saved', 'reading'];
    for (const store of stores) request.result.createObjectStore(store, { keyPath: 'code' });
  };
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const transaction = request.result.transaction('drafts', 'readwrite');
    for (const one of all) transaction.objectStore('drafts').put(one);
    transaction.oncomplete = () => { request.result.close(); resolve(); };
  };
});

export { real };
