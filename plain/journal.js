// The journal: all that a reader keeps, in IndexedDB, the only store that still has what it confirmed
// after the browser was killed. Comment drafts are written here and nowhere else, so that a draft has
// one writer in a tab, before, during and after the program; among tabs no text is ever overwritten
// by one that was not typed from it. No page here: comment.js and kept.js know it.
//
// A draft is one record under its story's code. A version of it that another must not replace is
// kept beside it, under the code, a tilde and a name of its own. docs/READER.md describes the form.
import { forgetLast, forgetOwn, keepLast, lasts, unique } from './last.js';
import { direction, holds, length } from './letters.js';
import { CHECKS, FORM, codeOf, hash, newestMarks, notAfter, renewed, revOf, shortTitle, stateOf, sumOf, textOf, titleOf, whenOf } from './records.js';

const NAME = 'peyk';
const STORES = ['drafts', 'saved', 'reading'];
/** A draft is written so long after the first key, in milliseconds. */
const WRITE_MS = 150;
/** To write a long text takes longer, and is done less often: a millisecond for so many UTF-16 units. */
const UNITS_A_MS = 2000;
const MOST_WRITE_MS = 1000;
/** What has not been confirmed after so long counts as not stored, until it is. */
const LATE_MS = 800;
/** After so long a transaction is aborted: nobody waits longer for the database. */
const WAIT_MS = 4000;
/** The same for a file with everything, which may be as large as the store. */
const FILE_WAIT_MS = 60e3;
/** What failed is tried again after so long, then after twice as long, up to a minute. */
const RETRY_MS = 2000;
const MOST_RETRY_MS = 60e3;
/** A text up to so many UTF-16 units is copied at each key while the database does not take it. */
const LONG_COPY = 50e3;
/** How many versions that it comes from the last-moment copy of a draft names. */
const MOST_REVS = 50;

/** How many UTF-16 units of a draft's versions are searched for one another at once. Versions past them stay. */
const MOST_COMPARED = 40e6;

const TAB = unique();
const backoff = (tries) => Math.min(RETRY_MS * 2 ** tries, MOST_RETRY_MS);

/** Runs `work`; nothing where it could not be done. */
const attempt = async (work) => {
  try {
    return await work();
  } catch {
    return undefined;
  }
};

// ---- The database -------------------------------------------------------------------------------
const asked = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** What `work` resolves to; where that takes longer than `patience`, `late` is called and it has failed. */
const within = (work, patience, late) => new Promise((resolve, reject) => {
  const timer = setTimeout(() => {
    late();
    reject(new Error('late'));
  }, patience);
  work.then(resolve, reject).finally(() => clearTimeout(timer));
});

let connection = null;
// The open database, for a page that is being left and can wait for nothing.
let open = null;
/** Whether the page is away, maybe frozen: then no transaction may begin, since it would stay open and
 *  block the pages that come after (in WebKit). */
let away = false;
/** Transactions that have begun. */
const running = new Set();
const forget = () => { connection = open = null; };
const abort = (transaction) => { try { transaction?.abort(); } catch { /* It is over, or being committed. */ } };
const database = () => {
  if (away) return Promise.reject(new Error('away'));
  if (connection) return connection;
  const opening = new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, FORM);
    request.onupgradeneeded = () => {
      const db = request.result;
      const { transaction } = request;
      running.add(transaction);
      transaction.oncomplete = transaction.onabort = () => running.delete(transaction);
      for (const store of STORES) if (!db.objectStoreNames.contains(store)) db.createObjectStore(store, { keyPath: 'code' });
    };
    request.onsuccess = () => {
      const db = request.result;
      // Nobody waits for it any more.
      if (connection !== opening) {
        db.close();
        reject(new Error('late'));
        return;
      }
      // A connection that another tab or the browser closed must not be used again.
      db.onversionchange = () => {
        db.close();
        if (open === db) forget();
      };
      db.onclose = () => { if (open === db) forget(); };
      open = db;
      resolve(db);
    };
    request.onerror = () => reject(request.error);
  });
  connection = opening;
  opening.catch(() => { if (connection === opening) forget(); });
  return opening;
};

// After a failure the database is asked again until it answers: then those who show what lies in it are told.
let probes = 0;
let probing = 0;
const answered = () => {
  if (!probing) return;
  clearTimeout(probing);
  probing = probes = 0;
  event('peyk:kept', {});
};
const silent = () => {
  if (probing || away) return;
  const probe = () => attempt(() => act(['drafts'], 'readonly', (store) => asked(store.count())));
  probing = setTimeout(() => {
    probes += 1;
    // Not 0: it is still to be told.
    probing = -1;
    probe().then(() => {
      if (probing !== -1) return;
      probing = 0;
      silent();
    });
  }, backoff(probes));
};

/** Does `work` in one transaction; resolves once it is complete. `work` waits for nothing else. All of it
 *  ends within `patience`, or has failed and is undone. */
const act = (stores, mode, work, patience = WAIT_MS) => {
  let transaction = null;
  let over = false;
  let isOpen = false;
  const begin = async () => {
    const db = await database();
    if (over || away) throw new Error('late');
    transaction = db.transaction(stores, mode, { durability: 'strict' });
  };
  const done = async () => {
    try {
      await begin();
    } catch (error) {
      if (over || away) throw error;
      // The browser had closed it without a word.
      forget();
      await begin();
    }
    isOpen = true;
    const mine = transaction;
    running.add(mine);
    const complete = new Promise((resolve, reject) => {
      mine.oncomplete = resolve;
      mine.onabort = () => reject(mine.error ?? new Error('aborted'));
    }).finally(() => running.delete(mine));
    // Its failure is told by the wait below.
    complete.catch(() => {});
    let result;
    try {
      result = await work(...stores.map((store) => mine.objectStore(store)));
    } catch (error) {
      abort(mine);
      throw error;
    }
    await complete;
    return result;
  };
  const ended = within(done(), patience, () => {
    over = true;
    isOpen = false;
    abort(transaction);
    if (transaction) running.delete(transaction);
    forget();
  });
  ended.then(answered, () => { if (!isOpen) silent(); });
  return ended;
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

// ---- Versions -----------------------------------------------------------------------------------
const record = (code, text, title, from, at = Date.now(), rev = unique()) => {
  const made = { v: FORM, code, text, at, rev, from: from ?? null, title: shortTitle(title) };
  return { ...made, sum: sumOf(made) };
};
const beside = (code) => `${code}~${unique()}`;
const besideAll = (code) => IDBKeyRange.bound(`${code}~`, `${code}~\uffff`);

/** The draft of `code` and its versions. Versions that the reader has typed on from the draft, or that
 *  hold all of it, take its place, and those that it holds already go: what is left are texts that only a
 *  reader can choose from. `own` is the key of this tab's version, which is not another one. */
const gather = async (store, code, own) => {
  let main = await asked(store.get(code));
  const versions = (await asked(store.getAll(besideAll(code)))).sort((one, other) => whenOf(one) - whenOf(other));
  const gone = new Set();
  let room = MOST_COMPARED;
  const compare = (long, short) => {
    room -= long.length;
    return room < 0 ? long === short : holds(long, short);
  };
  // A draft that is not whole stays as it is; what takes the place of one that is, is whole too.
  const mayChange = !main || stateOf(main) === 'whole';
  for (const version of mayChange ? versions : []) {
    if (stateOf(version) !== 'whole') continue;
    const isLonger = main && whenOf(version) >= whenOf(main) && compare(version.text, main.text);
    if (!main ? version.text !== '' : isLonger || version.from === revOf(main)) {
      main = version.text === '' ? null : renewed(version, code);
      if (main) store.put(main);
      else store.delete(code);
    } else if (version.text !== '' && !(main && compare(main.text, version.text))) continue;
    store.delete(version.code);
    gone.add(version);
  }
  const left = versions.filter((version) => !gone.has(version));
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
    entries.set(code, { code, text: '', title: '', base: null, revs: new Set(), own: `${code}~${TAB}`, at: 0, state: 'empty', others: [], dirty: false, timer: 0, writing: null, tries: 0, opening: 0 });
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

/** Stores the text of `known` as this tab's last-moment copy; says whether it is there. One version that
 *  this tab knows, however often the copy is written. */
const rescue = ({ code, text, title, base, revs }) => {
  const rev = `last-${TAB}`;
  const copy = { text, title: shortTitle(title), from: base, revs: [...revs].slice(-MOST_REVS), rev, at: Date.now() };
  revs.add(rev);
  return keepLast(code, TAB, copy);
};

let persisted = false;
const persist = () => {
  if (persisted) return;
  persisted = true;
  // Without it a browser may clear what was not used for a week. A refusal changes nothing.
  globalThis.navigator?.storage?.persist?.().catch(() => {});
};

/** Writes the text of `known`, which the answer tells: where it lies, and what lies beside it. */
const write = async (known) => {
  const { code, text, title, base, revs, own } = known;
  const result = await act(['drafts'], 'readwrite', async (store) => {
    const { main, others } = await gather(store, code, own);
    const state = main && stateOf(main);
    // Of the reader's name the last word counts.
    const mayReplace = !main || code.startsWith('@') || (state === 'whole' && (revs.has(revOf(main)) || holds(text, main.text)));
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
  if (!same && !(after && holds(after.text, text))) throw new Error('differs');
  return result;
};

const flush = async (code) => {
  const known = entries.get(code);
  if (!known) return;
  clearTimeout(known.timer);
  known.timer = 0;
  if (!known.dirty || away) return;
  // What comes while something is being written is written after it, and is not nowhere till then.
  if (known.writing) {
    rescue(known);
    return;
  }
  known.dirty = false;
  persist();
  const { base } = known;
  const late = setTimeout(() => {
    // The answer may still come, and then counts.
    rescue(known);
    tell(known, 'failed');
  }, LATE_MS);
  try {
    known.writing = write(known);
    const { made, others, state } = await known.writing;
    clearTimeout(late);
    known.writing = null;
    known.at = made?.at ?? 0;
    known.others = others;
    if (!known.dirty) {
      forgetOwn(code, TAB);
      tell(known, state);
    }
    toOthers({ code });
    if (!known.timer) flush(code);
  } catch (error) {
    clearTimeout(late);
    known.writing = null;
    known.dirty = true;
    // What was not stored is nothing that a text comes from.
    known.base = base;
    rescue(known);
    tell(known, error?.name === 'QuotaExceededError' ? 'full' : 'failed');
    clearTimeout(known.timer);
    known.timer = setTimeout(flush, RETRY_MS, code);
  }
};

/** The reader has typed: `text` is the whole of the draft now. */
export const typed = (code, text, title) => {
  const known = entry(code);
  known.text = text;
  known.title = title ?? known.title;
  known.dirty = true;
  if (known.state !== 'failed' && known.state !== 'full') tell(known, 'writing');
  // Of a long text a copy at each key would hold up the next one: the retry makes it.
  else if (text.length <= LONG_COPY) rescue(known);
  known.timer ||= setTimeout(flush, WRITE_MS + Math.min(Math.floor(text.length / UNITS_A_MS), MOST_WRITE_MS), code);
};

/** What was typed into the field of `code` was typed before its draft was seen, which it must not replace. */
export const apart = (code) => {
  const known = entry(code);
  known.base = null;
  known.revs.clear();
};

/** One request, committed at once, since the answer to a first one might find no page: what is to be
 *  stored becomes a version, which the next page brings home. */
const putAtOnce = ({ own, text, title, base, revs }) => {
  try {
    const transaction = open.transaction('drafts', 'readwrite', { durability: 'strict' });
    const made = record(own, text, title, base);
    revs.add(made.rev);
    transaction.objectStore('drafts').put(made);
    transaction.commit?.();
  } catch { /* There is no database, or it is closed. */ }
};
const unstored = () => [...entries.values()].filter(({ dirty, writing }) => dirty || writing);

/** Nobody sees the page any more, and a hidden tab may be killed. A busy browser drops what a page that is
 *  gone has asked of the database, a killed one the newest of localStorage: so both are told. */
export const hide = () => {
  for (const known of unstored()) {
    rescue(known);
    if (away) continue;
    putAtOnce(known);
    flush(known.code);
  }
};

/** The page is being left. One that is `persisted` may be frozen as it is, and come back: no transaction may
 *  be open in it, which would block the next pages (WebKit), so only localStorage is told. */
export const leave = ({ persisted }) => {
  for (const known of unstored()) {
    rescue(known);
    if (!persisted && !away) putAtOnce(known);
  }
  if (!persisted) return;
  away = true;
  for (const transaction of running) abort(transaction);
  open?.close();
  forget();
};

/** The page has come back as it was. */
export const comeBack = () => {
  away = false;
  for (const { code, dirty } of entries.values()) {
    if (dirty) flush(code);
    else attempt(() => readAgain(code));
  }
  event('peyk:kept', {});
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
  known.title = (shown && titleOf(shown)) || known.title;
  known.at = shown ? whenOf(shown) : 0;
  known.others = main && main !== shown ? [main, ...others] : others;
  const settled = known.others.length ? 'conflict' : shown ? 'saved' : 'empty';
  tell(known, theirs ? state : settled);
};

/** Moves the last-moment copies of `code` into the database, each as a version; they are removed once they
 *  can be read there. The newest becomes this tab's version: it is what the reader has seen last. */
const bringHome = async (code) => {
  const known = entry(code);
  const isBusy = known.dirty || known.writing;
  const copies = lasts(code).filter(({ name }) => name !== TAB || !isBusy);
  if (copies.length === 0) return;
  const newest = copies.at(-1);
  // What is typed while this is stored goes on from it.
  if (!isBusy) comesFrom(known, newest);
  await act(['drafts'], 'readwrite', async (store) => {
    const main = await asked(store.get(code));
    for (const copy of copies) {
      // A page that was left twice has two, of which the newest may hold the other.
      if (copy !== newest && holds(newest.text, copy.text)) continue;
      const from = main && copy.revs.includes(revOf(main)) ? revOf(main) : copy.from;
      let at = copy.name ? `${code}~${copy.name}` : beside(code);
      if (copy === newest && !isBusy) at = known.own;
      if (code.startsWith('@')) at = code;
      const there = await asked(store.get(at));
      // Of the reader's name the last word counts.
      if (at === code && there && whenOf(there) > copy.at) continue;
      if (at !== code && there && whenOf(there) > copy.at && !holds(copy.text, textOf(there))) at = beside(code);
      store.put(record(at, copy.text, copy.title, from, copy.at, copy.rev));
    }
  });
  const all = await act(['drafts'], 'readonly', async (store) => [await asked(store.get(code)), ...(await asked(store.getAll(besideAll(code))))]);
  // Another page may have put it together with the draft meanwhile.
  const texts = all.filter(Boolean).map(textOf);
  for (const copy of copies) if (code.startsWith('@') || texts.some((text) => holds(text, copy.text)) || copy.text === '') forgetLast(copy);
};

/** The database does not answer in time: the field shows the newest last-moment copy, which becomes text of
 *  this tab that is not stored yet. */
const adopt = (known) => {
  if (known.dirty || known.writing || known.text !== '') return;
  const copy = lasts(known.code).at(-1);
  if (!copy) return;
  known.text = copy.text;
  known.title = copy.title || known.title;
  known.base = copy.from;
  for (const rev of [...copy.revs, copy.from, copy.rev]) if (rev) known.revs.add(rev);
  known.dirty = true;
  if (rescue(known) && copy.name !== TAB) forgetLast(copy);
  tell(known, 'failed');
  known.timer ||= setTimeout(flush, RETRY_MS, known.code);
};

/** Reads the stored draft of `code`, for a field that is on the page; true where it could. Where it could
 *  not, that is tried again. */
export const openDraft = async (code) => {
  const known = entry(code);
  clearTimeout(known.opening);
  const late = setTimeout(adopt, LATE_MS, known);
  try {
    await bringHome(code);
    await readAgain(code);
    known.tries = 0;
    return true;
  } catch {
    adopt(known);
    tell(known, 'failed');
    known.opening = setTimeout(openDraft, backoff(known.tries), code);
    known.tries += 1;
    return false;
  } finally {
    clearTimeout(late);
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
let moving = null;
const moveAll = () => {
  moving ??= (async () => {
    for (const code of new Set(lasts().map((copy) => copy.code))) {
      await bringHome(code);
      await readAgain(code);
    }
  })().finally(() => { moving = null; });
  return moving;
};
/** Moves all last-moment copies into the database: pages that were left have written them. */
export const home = () => attempt(moveAll);

/** A draft as it is listed, of its records: the draft itself first, or its newest version. */
const listed = (code, [main, ...others], state) => {
  const text = textOf(main);
  const title = [main, ...others].map(titleOf).find(Boolean) ?? '';
  return { code, title, text, count: length(text), dir: direction(text), at: whenOf(main), state, others: others.map(textOf) };
};
const newestFirst = (list) => list.sort((one, other) => other.at - one.at);
const byCode = (records) => {
  const found = new Map();
  for (const stored of records) {
    const code = codeOf(stored.code);
    if (code.startsWith('@') || textOf(stored).trim() === '') continue;
    if (!found.has(code)) found.set(code, []);
    found.get(code).push(stored);
  }
  return found;
};

/** Every draft with its versions, the newest first; last-moment copies among them. */
export const drafts = () => attempt(async () => {
  try {
    await moveAll();
  } catch (error) {
    // Where there is no room for them, what is stored can be read all the same.
    if (error.message === 'late') throw error;
  }
  const all = await act(['drafts'], 'readonly', (store) => asked(store.getAll()));
  const texts = new Set(all.map(textOf));
  const rest = lasts().filter(({ text }) => !texts.has(text)).map((copy) => ({ ...copy, code: beside(copy.code), isCopy: true }));
  const list = Array.from(byCode([...all, ...rest]), ([code, versions]) => {
    const main = versions.find((stored) => stored.code === code) ?? versions[0];
    const state = main.isCopy ? 'failed' : stateOf(main);
    return listed(code, [main, ...versions.filter((stored) => stored !== main)], state === 'whole' ? 'saved' : state);
  });
  return newestFirst(list);
});

/** The same of the last-moment copies alone, for when the database does not answer. */
export const copies = () => newestFirst(Array.from(byCode(lasts()), ([code, all]) => listed(code, all.reverse(), 'failed')));

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
  for (const copy of lasts(code)) forgetLast(copy);
  changed(code);
  return gone;
});

/** Brings records of drafts back; where another has come since, beside it. */
export const restore = (records) => attempt(async () => {
  await act(['drafts'], 'readwrite', (store) => putAll(store, records));
  for (const code of new Set(records.map((stored) => codeOf(stored.code)))) changed(code);
  return true;
});

/** Puts records of drafts in their places, each beside one that says something else; says how many. A text
 *  that is there already is not put again. What is there is read once a draft. */
const putAll = async (store, records) => {
  const groups = new Map();
  for (const stored of records) {
    const code = codeOf(stored.code);
    if (!groups.has(code)) groups.set(code, []);
    groups.get(code).push(stored);
  }
  let count = 0;
  for (const [code, group] of groups) {
    const main = await asked(store.get(code));
    const all = [...(main ? [main] : []), ...(await asked(store.getAll(besideAll(code))))];
    const keys = new Set(all.map((there) => there.code));
    const texts = new Set(all.map(textOf));
    for (const stored of group) {
      const isTaken = keys.has(stored.code);
      if (isTaken && (code.startsWith('@') || texts.has(textOf(stored)))) continue;
      const at = isTaken ? beside(code) : stored.code;
      const moved = stateOf(stored) === 'whole' ? renewed(stored, at, null) : { ...stored, code: at };
      store.put(isTaken ? moved : stored);
      keys.add(at);
      texts.add(textOf(stored));
      count += 1;
    }
  }
  return count;
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
/** Removes many records at once, and tells nobody: for those that no page shows. */
export const removeAll = (store, codes) => attempt(async () => {
  await act([store], 'readwrite', (from) => { for (const code of codes) from.delete(code); }, FILE_WAIT_MS);
  return true;
});
export const clear = (store) => changing(store, (from) => { from.clear(); });

// ---- One file with everything ---------------------------------------------------------------------
const FILE = 'peyk-reader';
const FILE_VERSION = 1;

/** The settings, as far as they are valid. */
const settingsText = () => globalThis.peykSettings?.() ?? '';

/** All that is kept, as the text of one file (docs/READER.md). */
export const exportAll = () => attempt(async () => {
  const [drafts_, saved, reading] = await act(STORES, 'readonly', (...stores) => Promise.all(stores.map((store) => asked(store.getAll()))), FILE_WAIT_MS);
  const data = { settings: settingsText(), drafts: drafts_, saved, reading };
  return JSON.stringify({ format: FILE, version: FILE_VERSION, exported: new Date().toISOString(), ...data, sum: hash(JSON.stringify(data)) });
});

/** How many records of a store are taken from a file. */
const MOST_RECORDS = 20000;

/** Takes the text of such a file in. All of it is checked before any of it is stored (records.js): a record
 *  that is wrong is left out and counted. What is here already stays: a draft that says something else
 *  becomes a version. */
export const importAll = async (text) => {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    return { error: 'not-json' };
  }
  if (file?.format !== FILE) return { error: 'not-ours' };
  if (!Number.isSafeInteger(file.version) || file.version < 1) return { error: 'damaged' };
  if (file.version > FILE_VERSION) return { error: 'newer' };
  const { settings, drafts: drafts_, saved, reading } = file;
  const data = { settings, drafts: drafts_, saved, reading };
  if (!STORES.every((name) => Array.isArray(file[name])) || file.sum !== hash(JSON.stringify(data))) return { error: 'damaged' };
  const counts = { drafts: 0, saved: 0, reading: 0, settings: 0, refused: 0 };
  const sound = {};
  const now = Date.now();
  for (const name of STORES) {
    const whole = file[name].slice(0, MOST_RECORDS).map(CHECKS[name]).filter(Boolean).map((stored) => notAfter(stored, now));
    sound[name] = name === 'reading' ? newestMarks(whole) : whole;
    counts.refused += file[name].length - sound[name].length;
  }
  const done = await attempt(() => act(STORES, 'readwrite', async (...stores) => {
    counts.drafts = await putAll(stores[0], sound.drafts);
    for (const stored of sound.saved) {
      const there = await asked(stores[1].get(stored.code));
      if (there && whenOf(there) >= stored.at && CHECKS.saved(there)) continue;
      stores[1].put(stored);
      counts.saved += 1;
    }
    // Only so many marks are remembered: one that is older than all of them is not taken.
    const here = (await asked(stores[2].getAll())).map(CHECKS.reading).filter(Boolean);
    const remembered = new Map(newestMarks([...here, ...sound.reading]).map((mark) => [mark.code, mark]));
    for (const stored of sound.reading) {
      if (!remembered.has(stored.code)) counts.refused += 1;
      if (remembered.get(stored.code) !== stored) continue;
      stores[2].put(stored);
      counts.reading += 1;
    }
    return true;
  }, FILE_WAIT_MS));
  if (!done) return { error: 'storage' };
  if (typeof settings === 'string' && settings && !settingsText() && globalThis.peykSettings?.(settings) && settingsText()) counts.settings = 1;
  for (const store of STORES) kept(store);
  for (const code of new Set(sound.drafts.map((stored) => codeOf(stored.code)))) changed(code);
  return counts;
};

if (channel) {
  channel.onmessage = ({ data }) => {
    if (STORES.includes(data?.store)) event('peyk:kept', { store: data.store });
    else if (typeof data?.code === 'string' && entries.has(data.code)) attempt(() => readAgain(data.code));
  };
}
if (globalThis.window) {
  window.peykJournal = { drafts, copies, drop, restore, one, all, keys, put, remove, clear, exportAll, importAll };
}
