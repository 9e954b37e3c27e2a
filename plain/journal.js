// The journal: all that a reader keeps, in IndexedDB, the only store that still has what it confirmed
// after the browser was killed. Comment drafts are written here and nowhere else, so that a draft has
// one writer in a tab, before, during and after the program; among tabs no text is ever overwritten
// by one that was not typed from it. No page here: comment.js and kept.js know it.
//
// A draft is one record under its story's code. A version of it that another must not replace is
// kept beside it, under the code, a tilde and a name of its own. docs/READER.md describes the form.
import { forgetLast, keepLast, last, lasts } from './last.js';
import { direction, length } from './letters.js';

const NAME = 'peyk';
const STORES = ['drafts', 'saved', 'reading'];
/** The form of a draft's record; the form before it was { v: 1, code, text, at }. */
const FORM = 2;
/** A draft is written so long after the first key, in milliseconds. */
const WRITE_MS = 150;
/** What has not been confirmed after so long counts as not stored, until it is. */
const LATE_MS = 800;
const RETRY_MS = 2000;
const SETTINGS = 'peyk:settings';

const unique = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
const TAB = unique();

// ---- The database -------------------------------------------------------------------------------
const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let connection = null;
// The open database, for a page that is being left and can wait for nothing.
let open = null;
const forget = () => { connection = open = null; };
const database = () => {
  connection ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, FORM);
    request.onupgradeneeded = () => {
      const db = request.result;
      for (const store of STORES) if (!db.objectStoreNames.contains(store)) db.createObjectStore(store, { keyPath: 'code' });
    };
    request.onsuccess = () => {
      const db = request.result;
      // A connection that another tab or the browser closed must not be used again.
      db.onversionchange = () => { db.close(); forget(); };
      db.onclose = forget;
      open = db;
      resolve(db);
    };
    request.onerror = () => reject(request.error);
  }).catch((error) => {
    forget();
    throw error;
  });
  return connection;
};

/** Does `work` in one transaction; resolves once it is complete. `work` waits for nothing else. */
const act = async (stores, mode, work) => {
  let db = await database();
  let transaction;
  const begin = () => db.transaction(stores, mode, { durability: 'strict' });
  try {
    transaction = begin();
  } catch {
    // The browser had closed it without a word.
    forget();
    db = await database();
    transaction = begin();
  }
  const complete = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
  // Its failure is told by the wait below.
  complete.catch(() => {});
  const result = await work(...stores.map((store) => transaction.objectStore(store)));
  await complete;
  return result;
};

// ---- Telling ------------------------------------------------------------------------------------
let channel = null;
try { channel = new BroadcastChannel(NAME); } catch { /* Other tabs are asked when they are opened. */ }
const event = (name, detail) => globalThis.document?.dispatchEvent(new CustomEvent(name, { detail }));
const toOthers = (message) => { try { channel?.postMessage(message); } catch { /* It is closed. */ } };
const kept = (store) => {
  event('peyk:kept', { store });
  toOthers({ store });
};

// ---- Records ------------------------------------------------------------------------------------
/** 53 bits of a hash (cyrb53): damage is found by it, forgery is not. */
const hash = (text) => {
  let one = 0xdeadbeef;
  let two = 0x41c6ce57;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, 2654435761);
    two = Math.imul(two ^ unit, 1597334677);
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909);
  two = Math.imul(two ^ (two >>> 16), 2246822507) ^ Math.imul(one ^ (one >>> 13), 3266489909);
  return 4294967296 * (2097151 & two) + (one >>> 0);
};
const sumOf = ({ code, text, at, rev, from, title }) => hash(JSON.stringify([code, text, at, rev, from, title]));
const record = (code, text, title, from) => {
  const made = { v: FORM, code, text, at: Date.now(), rev: unique(), from: from ?? null, title: title ?? '' };
  return { ...made, sum: sumOf(made) };
};

/** How a stored draft is: `whole`, of a `newer` release, or `damaged`. */
const stateOf = (stored) => {
  if (stored.v > FORM) return 'newer';
  const whole = typeof stored.text === 'string' && (stored.v === 1 || (stored.v === FORM && stored.sum === sumOf(stored)));
  return whole ? 'whole' : 'damaged';
};
const textOf = (stored) => (typeof stored.text === 'string' ? stored.text : JSON.stringify(stored));
/** What a version is called, of which others are typed. The first form had no name. */
const revOf = (stored) => stored.rev ?? `v1-${stored.at}`;
const codeOf = (key) => key.split('~')[0];
const beside = (code) => `${code}~${unique()}`;
const besideAll = (code) => IDBKeyRange.bound(`${code}~`, `${code}~\uffff`);

/** The draft of `code` and its versions. Versions that the reader has typed on from the draft, or that
 *  hold all of it, take its place, and those that it holds already go: what is left are texts that only a
 *  reader can choose from. `own` is the key of this tab's version, which is not another one. */
const gather = async (store, code, own) => {
  let main = await asked(store.get(code));
  const versions = (await asked(store.getAll(besideAll(code)))).sort((one, other) => one.at - other.at);
  for (const version of versions) {
    if (stateOf(version) !== 'whole' || (main && stateOf(main) !== 'whole')) continue;
    const holds = main && version.at >= main.at && version.text.includes(main.text);
    if (!main ? version.text !== '' : holds || version.from === revOf(main)) {
      const moved = { ...version, code };
      main = version.text === '' ? null : { ...moved, v: FORM, sum: sumOf({ ...moved }) };
      if (main) store.put(main);
      else store.delete(code);
    } else if (version.text !== '' && !main?.text.includes(version.text)) continue;
    store.delete(version.code);
    version.gone = true;
  }
  const left = versions.filter((version) => !version.gone);
  return {
    main: main ?? null,
    mine: left.find((version) => version.code === own && version.text !== ''),
    others: left.filter((version) => version.code !== own),
  };
};

// ---- Drafts -------------------------------------------------------------------------------------
// What this tab knows of each draft: its text, the versions that it comes from (`revs`, the newest is
// `base`) and may therefore replace, the key of its own version where it may not replace the draft
// (`own`), and how it stands. States: empty, writing, saved, failed, full, conflict, newer, damaged.
const entries = new Map();
const entry = (code) => {
  if (!entries.has(code)) {
    entries.set(code, { code, text: '', title: '', base: null, revs: new Set(), own: `${code}~${TAB}`, at: 0, state: 'empty', others: [], dirty: false, timer: 0, writing: null, generation: 0 });
  }
  return entries.get(code);
};
const tell = (known, state) => {
  known.state = state;
  event('peyk:draft', { code: known.code, state });
};
const comesFrom = (known, stored) => {
  known.base = stored ? revOf(stored) : null;
  if (stored) known.revs.add(known.base);
};

const rescue = ({ code, text, title, base }) => keepLast(code, { text, title, from: base, at: Date.now() });

let persisted = false;
const persist = () => {
  if (persisted) return;
  persisted = true;
  // Without it a browser may clear what was not used for a week. A refusal changes nothing.
  globalThis.navigator?.storage?.persist?.().catch(() => {});
};

/** Writes the text of `known`, which the answer tells: where it lies, and what lies beside it. */
const write = async (known, generation) => {
  const { code, text, title, base, revs, own } = known;
  const result = await act(['drafts'], 'readwrite', async (store) => {
    const { main, others } = await gather(store, code, own);
    if (known.generation !== generation) throw new Error('late');
    const state = main && stateOf(main);
    // Of the reader's name the last word counts.
    const mayReplace = !main || code.startsWith('@') || (state === 'whole' && (revs.has(revOf(main)) || text.includes(main.text)));
    const at = mayReplace ? code : own;
    const made = text === '' ? null : record(at, text, title, base);
    // Before the answer: a write whose answer is lost is this tab's as well, and typing goes on from it.
    if (made) revs.add(made.rev);
    if (mayReplace) known.base = made?.rev ?? null;
    store.delete(own);
    if (made) store.put(made);
    else store.delete(at);
    const beside = mayReplace ? others : [main, ...others];
    const settled = beside.length ? 'conflict' : text === '' ? 'empty' : 'saved';
    return { at, made, others: beside, state: mayReplace || state === 'whole' ? settled : state };
  });
  // "Saved" is said of nothing that cannot be read again.
  const after = await act(['drafts'], 'readonly', (store) => asked(store.get(result.at)));
  const same = result.made ? after?.sum === result.made.sum && after.text === text : true;
  if (!same && !(after && after.text.includes(text))) throw new Error('differs');
  return result;
};

const flush = async (code) => {
  const known = entries.get(code);
  if (!known) return;
  clearTimeout(known.timer);
  known.timer = 0;
  if (!known.dirty) return;
  // What comes while something is being written is written after it, and is not nowhere till then.
  if (known.writing) {
    rescue(known);
    return;
  }
  known.dirty = false;
  known.generation += 1;
  const { generation } = known;
  persist();
  const failed = (state) => {
    known.writing = null;
    known.dirty = true;
    rescue(known);
    tell(known, state);
    clearTimeout(known.timer);
    known.timer = setTimeout(flush, RETRY_MS, code);
  };
  const late = setTimeout(() => {
    // The answer may still come; it finds that it is too late and changes nothing.
    known.generation += 1;
    forget();
    failed('failed');
  }, LATE_MS);
  try {
    known.writing = write(known, generation);
    const { made, others, state } = await known.writing;
    if (known.generation !== generation) return;
    clearTimeout(late);
    known.writing = null;
    known.at = made?.at ?? 0;
    known.others = others;
    if (last(code) !== null && !known.dirty) forgetLast(code);
    if (!known.dirty) tell(known, state);
    toOthers({ code });
    if (!known.timer) flush(code);
  } catch (error) {
    if (known.generation !== generation) return;
    clearTimeout(late);
    failed(error?.name === 'QuotaExceededError' ? 'full' : 'failed');
  }
};

/** The reader has typed: `text` is the whole of the draft now. */
export const typed = (code, text, title) => {
  const known = entry(code);
  known.text = text;
  known.title = title ?? known.title;
  known.dirty = true;
  if (known.state === 'failed' || known.state === 'full') rescue(known);
  else tell(known, 'writing');
  known.timer ||= setTimeout(flush, WRITE_MS, code);
};

/** What was typed into the field of `code` was typed before its draft was seen, which it must not replace. */
export const apart = (code) => {
  const known = entry(code);
  known.base = null;
  known.revs.clear();
};

/** The page may be left and never come back: one request for each draft, committed at once, since the
 *  answer to a first one would find no page. It becomes a version, which the next page brings home. A
 *  busy browser drops what a page that is gone has asked for, a killed one what localStorage holds: so
 *  both are told. */
export const hide = () => {
  for (const known of entries.values()) {
    if (!known.dirty && !known.writing) continue;
    const { code, text, title, base } = known;
    rescue(known);
    try {
      const transaction = open.transaction('drafts', 'readwrite', { durability: 'strict' });
      const made = record(known.own, text, title, base);
      known.revs.add(made.rev);
      transaction.objectStore('drafts').put(made);
      transaction.commit?.();
    } catch { /* There is no database, or it is closed. */ }
    flush(code);
  }
};

/** What is known of a draft: { text, state, at, others }. */
export const look = (code) => {
  const { text, state, at, others } = entry(code);
  return { text, state, at, others: others.map(textOf) };
};

/** Reads a draft anew: another tab may have changed it. What is typed here is never replaced. */
const readAgain = async (code) => {
  const known = entry(code);
  const found = await act(['drafts'], 'readwrite', (store) => gather(store, code, known.own));
  if (known.dirty || known.writing) return;
  const { main } = found;
  let { mine, others } = found;
  const state = main ? stateOf(main) : 'empty';
  const theirs = state === 'newer' || state === 'damaged';
  // What is never typed over has the reader's own text beside it, maybe from an earlier visit.
  if (theirs && !mine) {
    mine = others.findLast((version) => stateOf(version) === 'whole');
    others = others.filter((version) => version !== mine);
    if (mine) known.own = mine.code;
  }
  const shown = mine ?? (theirs ? null : main);
  if (shown) comesFrom(known, shown);
  known.text = shown ? textOf(shown) : '';
  known.title = shown?.title || known.title;
  known.at = shown?.at ?? 0;
  known.others = main && main !== shown ? [main, ...others] : others;
  const settled = known.others.length ? 'conflict' : shown ? 'saved' : 'empty';
  tell(known, theirs ? state : settled);
};

/** Reads the stored draft of `code`, for a field that is on the page; true where it could. */
export const openDraft = async (code) => {
  const known = entry(code);
  try {
    const saved = last(code);
    if (saved && !known.dirty) {
      // As a version of this tab's: it is the reader's newest, and what the field holds.
      const made = record(code.startsWith('@') ? code : known.own, saved.text, saved.title, saved.from);
      // What is typed while this is stored goes on from it.
      comesFrom(known, made);
      await act(['drafts'], 'readwrite', (store) => { store.put(made); });
      const after = await act(['drafts'], 'readonly', (store) => asked(store.get(made.code)));
      if (after?.sum === made.sum) forgetLast(code);
    }
    await readAgain(code);
    return true;
  } catch {
    const saved = last(code);
    if (saved && known.text === '' && !known.dirty) known.text = saved.text;
    tell(known, 'failed');
    return false;
  }
};

/** What becomes of the first other version: `keep` mine, `take` that one, or `join` both. Resolves to
 *  the records that are gone, for an undo. */
export const settle = async (code, choice) => {
  const known = entry(code);
  const [other] = known.others;
  if (!other) return [];
  await attempt(() => known.writing);
  try {
    const mine = known.text;
    let made;
    const done = await act(['drafts'], 'readwrite', async (store) => {
      const stored = await asked(store.get(other.code));
      const main = await asked(store.get(code));
      // Another tab has gone on with it: the reader must see that first.
      if (!stored || textOf(stored) !== textOf(other)) return null;
      const texts = { keep: mine, take: textOf(other), join: [mine, textOf(other)].filter(Boolean).join('\n\n') };
      // What a newer release wrote, or what is damaged, goes only where the reader gives it up.
      const at = main && stateOf(main) !== 'whole' && (choice !== 'keep' || other.code !== code) ? known.own : code;
      made = record(at, texts[choice], known.title, null);
      store.delete(known.own);
      if (other.code !== code) store.delete(other.code);
      // What mine was stays, as a version, until the reader gives it up.
      if (choice === 'take' && mine !== '') store.put(record(beside(code), mine, known.title, null));
      if (texts[choice] === '') store.delete(at);
      else store.put(made);
      return choice === 'keep' ? [stored] : [];
    });
    // What was typed meanwhile did not come from it, and is written beside it.
    if (known.text === mine) {
      if (done) {
        comesFrom(known, made);
        known.dirty = false;
      }
      await readAgain(code);
    }
    toOthers({ code });
    return done ?? [];
  } catch {
    tell(known, 'failed');
    return [];
  }
};

// ---- All drafts, and the other stores -------------------------------------------------------------
/** Runs `work`; nothing where it could not be done. */
const attempt = async (work) => {
  try {
    return await work();
  } catch {
    return undefined;
  }
};

let broughtHome = false;
/** Every draft with its versions, the newest first; last chances of pages that were left among them. */
export const drafts = () => attempt(async () => {
  // Once: what cannot be stored now waits for its own page.
  if (!broughtHome) {
    broughtHome = true;
    await Promise.all(lasts().map(openDraft));
  }
  const all = await act(['drafts'], 'readonly', (store) => asked(store.getAll()));
  const found = new Map();
  for (const stored of all) {
    const code = codeOf(stored.code);
    if (code.startsWith('@') || textOf(stored).trim() === '') continue;
    if (!found.has(code)) found.set(code, []);
    found.get(code).push(stored);
  }
  const list = Array.from(found, ([code, versions]) => {
    const main = versions.find((stored) => stored.code === code) ?? versions[0];
    const state = stateOf(main);
    const title = versions.map((stored) => stored.title).find(Boolean) ?? '';
    const text = textOf(main);
    return { code, title, text, count: length(text), dir: direction(text), at: main.at ?? 0, state: state === 'whole' ? 'saved' : state, others: versions.filter((stored) => stored !== main).map(textOf) };
  });
  return list.sort((one, other) => other.at - one.at);
});

const changed = (code) => {
  const known = entries.get(code);
  if (known && !known.dirty && !known.writing) attempt(() => readAgain(code));
  toOthers({ code });
};

/** Removes a draft with all its versions; resolves to their records, for an undo. */
export const drop = (code) => attempt(async () => {
  const gone = await act(['drafts'], 'readwrite', async (store) => {
    const records = [await asked(store.get(code)), ...(await asked(store.getAll(besideAll(code))))].filter(Boolean);
    for (const stored of records) store.delete(stored.code);
    return records;
  });
  forgetLast(code);
  changed(code);
  return gone;
});

/** Brings records of drafts back; where another has come since, beside it. */
export const restore = (records) => attempt(async () => {
  await act(['drafts'], 'readwrite', async (store) => {
    for (const stored of records) await put1(store, stored);
  });
  for (const code of new Set(records.map((stored) => codeOf(stored.code)))) changed(code);
  return true;
});

/** Puts a draft's record in its place, or beside one that says something else. */
const put1 = async (store, stored) => {
  const there = await asked(store.get(stored.code));
  if (!there) store.put(stored);
  else if (textOf(there) !== textOf(stored) && !stored.code.startsWith('@')) {
    const versions = await asked(store.getAll(besideAll(codeOf(stored.code))));
    if (versions.some((version) => textOf(version) === textOf(stored))) return false;
    const moved = { ...stored, code: beside(codeOf(stored.code)), from: null };
    store.put(stateOf(stored) === 'whole' ? { ...moved, v: FORM, rev: revOf(stored), title: stored.title ?? '', sum: sumOf({ ...moved, rev: revOf(stored), title: stored.title ?? '' }) } : moved);
  } else return false;
  return true;
};

export const one = (store, key) => attempt(() => act([store], 'readonly', (from) => asked(from.get(key))));
export const all = (store) => attempt(() => act([store], 'readonly', (from) => asked(from.getAll())));
export const keys = (store) => attempt(() => act([store], 'readonly', (from) => asked(from.getAllKeys())));
const changing = (store, work) => attempt(async () => {
  await act([store], 'readwrite', work);
  persist();
  kept(store);
  return true;
});
export const put = (store, stored) => changing(store, (to) => { to.put(stored); });
export const remove = (store, key) => changing(store, (from) => { from.delete(key); });
export const clear = (store) => changing(store, (from) => { from.clear(); });

// ---- One file with everything ---------------------------------------------------------------------
const FILE = 'peyk-reader';
const FILE_VERSION = 1;

const settingsText = () => {
  try { return localStorage.getItem(SETTINGS); } catch { return null; }
};

/** All that is kept, as the text of one file (docs/READER.md). */
export const exportAll = () => attempt(async () => {
  const [drafts_, saved, reading] = await act(STORES, 'readonly', (...stores) => Promise.all(stores.map((store) => asked(store.getAll()))));
  const data = { settings: settingsText(), drafts: drafts_, saved, reading };
  return JSON.stringify({ format: FILE, version: FILE_VERSION, exported: new Date().toISOString(), ...data, sum: hash(JSON.stringify(data)) });
});

const is = (value, kinds) => Object.entries(kinds).every(([name, kind]) => typeof value?.[name] === kind);
const SHAPES = {
  drafts: { code: 'string', v: 'number' },
  saved: { code: 'string', title: 'string', text: 'string', from: 'string', at: 'number' },
  reading: { code: 'string', at: 'number', place: 'number' },
};

/** Takes the text of such a file in. All of it is checked before any of it is stored, and what is here
 *  already stays: a draft that says something else becomes a version. */
export const importAll = async (text) => {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return { error: 'not-json' };
  }
  if (file?.format !== FILE) return { error: 'not-ours' };
  if (!(file.version <= FILE_VERSION)) return { error: file.version > FILE_VERSION ? 'newer' : 'damaged' };
  const { settings, drafts: drafts_, saved, reading } = file;
  const data = { settings, drafts: drafts_, saved, reading };
  const whole = STORES.every((name) => Array.isArray(file[name]) && file[name].every((stored) => is(stored, SHAPES[name])));
  if (!whole || file.sum !== hash(JSON.stringify(data))) return { error: 'damaged' };
  const counts = { drafts: 0, saved: 0, reading: 0, settings: 0 };
  const done = await attempt(() => act(STORES, 'readwrite', async (...stores) => {
    for (const stored of drafts_) if (await put1(stores[0], stored)) counts.drafts += 1;
    for (const [at, name] of [[1, 'saved'], [2, 'reading']]) {
      for (const stored of file[name]) {
        const there = await asked(stores[at].get(stored.code));
        if (there && there.at >= stored.at) continue;
        stores[at].put(stored);
        counts[name] += 1;
      }
    }
    return true;
  }));
  if (!done) return { error: 'storage' };
  if (typeof settings === 'string' && settings && !settingsText() && globalThis.peykSettings?.(settings)) counts.settings = 1;
  for (const store of STORES) kept(store);
  for (const code of new Set(drafts_.map((stored) => codeOf(stored.code)))) changed(code);
  return counts;
};

if (channel) {
  channel.onmessage = ({ data }) => {
    if (data.store) event('peyk:kept', data);
    else if (entries.has(data.code)) attempt(() => readAgain(data.code));
  };
}
if (globalThis.window) {
  window.peykJournal = { drafts, drop, restore, one, all, keys, put, remove, clear, exportAll, importAll };
}
