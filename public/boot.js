// What must work before the program has come and after it has died: starting it, saying so when it
// cannot start, pressing again what was pressed before it listened, and the journal of comment
// drafts. Drafts are written here and nowhere else, so a draft never has two writers.
(() => {
  'use strict';

  // ---- Drafts -------------------------------------------------------------------------------
  // IndexedDB, because it is the only store that keeps what it confirmed when the browser is
  // killed. One record a story: { v, code, text, at } with `at` in milliseconds since 1970.
  const DATABASE = 'peyk';
  const STORE = 'drafts';
  const RECORD_VERSION = 1;
  const WRITE_DELAY_MS = 200;

  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  let connection = null;
  // The open database, for a page that is being left and can wait for nothing.
  let open = null;
  const database = () => {
    connection ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'code' });
      request.onsuccess = () => {
        const db = request.result;
        // A connection that another tab or the browser closed must not be used again.
        db.onversionchange = () => { open = null; db.close(); };
        db.onclose = () => { connection = open = null; };
        open = db;
        resolve(db);
      };
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error('blocked'));
    }).catch((error) => {
      connection = null;
      throw error;
    });
    return connection;
  };

  const read = async (code) => {
    const db = await database();
    return asked(db.transaction(STORE).objectStore(STORE).get(code));
  };

  const write = async (code, text) => {
    const db = await database();
    const transaction = db.transaction(STORE, 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore(STORE);
    const before = await asked(store.get(code));
    // A record of a newer release is not ours to change.
    if (before && before.v > RECORD_VERSION) throw new Error('newer');
    if (text === '') store.delete(code);
    else store.put({ v: RECORD_VERSION, code, text, at: Date.now() });
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const after = await read(code);
    if ((after ? after.text : '') !== text) throw new Error('differs');
    return after ? after.at : Date.now();
  };

  // What is typed right before the page is left: one request, committed at once, since the answer to
  // a second one would find no page. While the database is not open there is only the other store,
  // which writes before it answers; the next page brings it home.
  const LAST = 'peyk-draft:';
  const writeNow = (code, text) => {
    if (newer.has(code)) return;
    if (!open) {
      try { localStorage.setItem(LAST + code, text); } catch { /* It is full or switched off. */ }
      return;
    }
    const transaction = open.transaction(STORE, 'readwrite', { durability: 'strict' });
    const store = transaction.objectStore(STORE);
    if (text === '') store.delete(code);
    else store.put({ v: RECORD_VERSION, code, text, at: Date.now() });
    transaction.commit();
  };

  const tell = (code, state, at) =>
    document.dispatchEvent(new CustomEvent('peyk:draft', { detail: { code, state, at: at || 0 } }));

  // Writes of one draft follow each other; what was typed while one ran is written by the next.
  const waiting = new Map();
  const underway = new Map();
  // Stories whose stored draft a newer release wrote.
  const newer = new Set();
  let queue = Promise.resolve();
  const flush = (code) => {
    const entry = waiting.get(code);
    if (!entry) return queue;
    clearTimeout(entry.timer);
    waiting.delete(code);
    underway.set(code, entry);
    queue = queue.then(() => write(code, entry.text)).then(
      (at) => { if (!waiting.has(code)) tell(code, entry.text === '' ? 'empty' : 'saved', at); },
      (error) => tell(code, error && error.name === 'QuotaExceededError' ? 'full' : 'failed'),
    ).then(() => { if (underway.get(code) === entry) underway.delete(code); });
    return queue;
  };

  // A field follows the first letter in it, past mentions, tags and addresses, which are Latin in
  // Persian sentences too; `dir="auto"` would turn the field around for them.
  const direction = (text) => {
    const letter = text.replace(/(?:[@#]|www\.|\S*:\/\/)\S*/g, ' ').match(/\p{L}/u);
    return letter && /\p{Script=Latin}/u.test(letter[0]) ? 'ltr' : 'rtl';
  };

  // Puts the stored draft into its field, and says how it stands. What a reader has typed is never
  // replaced, so the field is looked at after the waiting.
  const fill = async (field) => {
    const code = field.dataset.draft;
    if (waiting.has(code)) return;
    let last = null;
    try { last = localStorage.getItem(LAST + code); } catch { /* It is switched off. */ }
    if (last !== null && field.value === '') {
      field.value = last;
      field.dir = direction(last);
      waiting.set(code, { text: last, timer: 0 });
      flush(code).then(() => read(code)).then((record) => {
        if ((record ? record.text : '') === last) localStorage.removeItem(LAST + code);
      }).catch(() => {});
      return;
    }
    const record = await queue.then(() => read(code)).catch(() => null);
    if (record && record.v > RECORD_VERSION) newer.add(code);
    if (!record || waiting.has(code)) return;
    if (field.value === '') {
      field.value = record.text;
      field.dir = direction(record.text);
    }
    tell(code, 'saved', record.at);
  };

  document.addEventListener('input', (event) => {
    const code = event.target.dataset && event.target.dataset.draft;
    if (!code) return;
    const pending = waiting.get(code);
    const timer = pending ? pending.timer : setTimeout(() => flush(code), WRITE_DELAY_MS);
    waiting.set(code, { text: event.target.value, timer });
    event.target.dir = direction(event.target.value);
    tell(code, 'writing');
  });
  const flushAll = () => {
    // A write that is under way may not end any more.
    for (const [code, { text }] of [...underway, ...waiting]) writeNow(code, text);
    for (const code of [...waiting.keys()]) flush(code);
  };
  document.addEventListener('visibilitychange', () => { if (document.hidden) flushAll(); });
  addEventListener('pagehide', flushAll);

  // The program asks for it when it has drawn a page; a published page has its field already.
  window.peykDraft = () => document.querySelectorAll('[data-draft]').forEach(fill);
  window.peykDraft();

  // ---- Starting the program -----------------------------------------------------------------
  const failed = () => {
    const root = document.getElementById('app');
    if (!root || root.dataset.running !== undefined) return;
    const note = document.getElementById('peyk-failed');
    if (note) note.hidden = false;
  };
  // A press of a button that only the program answers: the last one before it came is pressed again
  // once its views listen. After five seconds a reader has gone on, and the browser no longer takes
  // the press for the reader's own, without which nothing may be copied.
  const PRESS_MS = 5000;
  let press = null;
  const keep = (event) => {
    const button = event.target.closest('#app button');
    if (button) press = { button, at: event.timeStamp };
  };
  const replay = () => {
    removeEventListener('click', keep, true);
    if (press && performance.now() - press.at < PRESS_MS) press.button.click();
    press = null;
  };
  addEventListener('click', keep, true);
  document.addEventListener('peyk:running', replay, { once: true });

  const glue = document.getElementById('peyk-glue');
  const wasm = document.getElementById('peyk-wasm');
  const start = () => import(glue.href).then((program) => program.default({ module_or_path: wasm.href })).catch((error) => {
    console.error(error);
    failed();
  });
  if (glue && wasm) {
    // A published page is readable already: the program must not compete with its text and font, nor
    // with the frame that shows them. A page that nobody sees has no frames.
    const painted = () => (document.hidden ? start() : requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(start))));
    if (!document.getElementById('peyk-state')) start();
    else if (document.readyState === 'complete') painted();
    else addEventListener('load', painted);
  }
})();
