// What a reader keeps besides drafts: saved stories, which stories were read, and where reading
// stopped. The pages are drawn by the program; here the buttons in them are heard and marked.
import { LAST } from './device.js';
import { say } from './notice.js';
import { archive, feed } from './place.js';
import { CHECKS, MOST_STORY, newestMarks, shortTitle } from './records.js';

const FORM = 'https://jsonfeed.org/version/1.1';
/** How many pages of a feed without an archive are looked through for one story. */
const MOST_PAGES = 50;
/** How long the network may take for a story that is to be saved, in milliseconds. */
const FETCH_MS = 20e3;
/** A story counts as read when its page has been looked at for so long, in milliseconds. */
const READ_MS = 3000;
/** Reading that stopped among the first paragraphs is not worth going back to. */
const WORTH = 2;

let journal;
const saved = new Set();
const read = new Map();

const off = () => document.documentElement.dataset.history === 'off';
const openCode = () => document.querySelector('#main [data-resume]')?.dataset.resume;

// ---- Marks --------------------------------------------------------------------------------------
const mark = () => {
  for (const button of document.querySelectorAll('#main [data-save]')) {
    const { save } = button.dataset;
    const pressed = String(saved.has(save));
    if (button.getAttribute('aria-pressed') !== pressed) button.setAttribute('aria-pressed', pressed);
    const card = button.closest('.card');
    if (card) card.toggleAttribute('data-read', !off() && read.has(save));
  }
};

const loadOnce = async () => {
  const [codes, marks] = await Promise.all([journal.keys('saved'), journal.all('reading')]);
  // The journal tells when the database answers again; until then the marks stay as they are.
  if (!codes || !marks) return;
  saved.clear();
  for (const code of codes) saved.add(code);
  read.clear();
  const whole = marks.map(CHECKS.reading).filter(Boolean);
  for (const record of newestMarks(whole)) read.set(record.code, record);
  mark();
  offer();
  const surplus = whole.map(({ code }) => code).filter((code) => !read.has(code));
  if (surplus.length) await journal.removeAll('reading', surplus);
};

/** Loads one at a time: what changed during a load is loaded after it, once. */
let loading = false;
let isStale = false;
const load = async () => {
  isStale = true;
  if (loading) return;
  loading = true;
  try {
    while (isStale) {
      isStale = false;
      await loadOnce();
    }
  } finally {
    loading = false;
  }
};

// ---- Saving -------------------------------------------------------------------------------------
// A story's code as the program makes it (src/news/ids.rs): a text that every file system can hold, or one
// with its FNV-1a hash. tests/fixtures/codes.json is read by the tests of both.
const DEVICE = /^(?:con|prn|aux|nul|(?:com|lpt)\d)$/;
const label = (value) => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '');
export const codeOf = (item) => {
  // Persian and Arabic digits: the last four bits are the number.
  const text = (label(item._peyk?.code) || label(item.id)).replace(/[۰-۹٠-٩]/g, (digit) => digit.charCodeAt(0) & 15);
  if (/^[a-z0-9_-]{1,64}$/.test(text) && !DEVICE.test(text)) return text;
  const readable = /^[\w-]{1,64}$/.test(text) ? `${text.slice(0, 40).toLowerCase()}-` : '';
  // Two halves of 32 bits: whole numbers without end would take seconds for a long text.
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of new TextEncoder().encode(text)) {
    low = (low ^ byte) >>> 0;
    // The prime is 2⁴⁰ + 0x1b3.
    const product = low * 0x1b3;
    const lower = Math.imul(low, 0x1b3) >>> 0;
    high = (Math.imul(high, 0x1b3) + (product - lower) / 2 ** 32 + (low << 8)) >>> 0;
    low = lower;
  }
  const hex = (half) => half.toString(16).padStart(8, '0');
  return `${readable}h${hex(high)}${hex(low)}`;
};

/** What an address answers, as a text of a bounded length: no more of it is read. */
export const answer = async (address, signal, headers) => {
  const response = await fetch(address, { signal, headers });
  if (!response.ok) {
    response.body?.cancel().catch(() => {});
    throw new Error(`${response.status}`);
  }
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    if (text.length > MOST_STORY) {
      reader.cancel().catch(() => {});
      throw new Error('too long');
    }
    if (done) return text;
  }
};

/** A story as a feed of one item, and the address it came from. */
const fileOf = async (code, headers = {}) => {
  const signal = AbortSignal.timeout(FETCH_MS);
  const file = archive();
  if (file) {
    const from = new URL(file.replace('{code}', code), location.href).href;
    return { from, text: await answer(from, signal, headers) };
  }
  let next = feed;
  for (let page = 0; next && page < MOST_PAGES; page += 1) {
    const from = next;
    const read = JSON.parse(await answer(from, signal, headers));
    const item = read.items.find((one) => one && codeOf(one) === code);
    if (item) return { from, text: JSON.stringify({ version: FORM, title: read.title, items: [item] }) };
    next = read.next_url && new URL(read.next_url, from).href;
    // A feed may name any address: only those of its own origin are asked.
    if (next && new URL(next).origin !== new URL(feed).origin) break;
  }
  throw new Error('missing');
};

/** The headline of a story in the feed `text`; null where it is not there, or not any more. */
export const titleOf = (text, code) => {
  try {
    const { items } = JSON.parse(text);
    const item = items.find((one) => one && codeOf(one) === code);
    return !item || item._peyk?.withdrawn ? null : shortTitle(item.title);
  } catch {
    // It is no feed.
    return null;
  }
};

const keep = async (code) => {
  try {
    let file = await fileOf(code);
    let title = titleOf(file.text, code);
    if (title === null) {
      // The answer is not the story, as behind a captive portal: the device may have a good copy.
      file = await fileOf(code, LAST);
      title = titleOf(file.text, code);
    }
    if (title === null) throw new Error('missing');
    const record = { code, title, at: Date.now(), ...file };
    if (!CHECKS.saved(record) || !(await journal.put('saved', record))) throw new Error('not kept');
    saved.add(code);
    say('saved');
  } catch {
    say('notSaved');
  }
  mark();
};

const giveUp = async (code) => {
  const record = await journal.one('saved', code);
  if (!(await journal.remove('saved', code))) {
    say('notDone');
    return;
  }
  saved.delete(code);
  mark();
  say('unsaved', record && (async () => {
    if (await journal.put('saved', record)) saved.add(code);
    else say('notSaved');
    mark();
  }));
};

// ---- Where reading stopped ----------------------------------------------------------------------
const parts = () => [...(document.querySelector('.story-body')?.children ?? [])];
let opened = { code: null, timer: 0 };

const note = (fields) => {
  const code = openCode();
  if (!code || off()) return;
  const record = { place: 0, ...read.get(code), ...fields, code, at: Date.now() };
  read.set(code, record);
  journal.put('reading', record);
};

// The paragraph at the upper edge of what is read; after the last one the story is read to its end.
const place = () => {
  const edge = innerHeight / 4;
  const all = parts();
  const at = all.findIndex((part) => part.getBoundingClientRect().bottom > edge);
  const last = all.at(-1)?.getBoundingClientRect();
  return at < 0 || (last && last.bottom < innerHeight) ? -1 : at;
};

function offer() {
  const button = document.querySelector('#main [data-resume]');
  if (!button) return;
  const stopped = off() ? 0 : read.get(button.dataset.resume)?.place ?? 0;
  button.hidden = stopped < WORTH || stopped >= parts().length || scrollY > innerHeight / 2;
}

const arrive = () => {
  const code = openCode();
  if (code === opened.code) return;
  clearTimeout(opened.timer);
  opened = { code, timer: code ? setTimeout(() => { if (!document.hidden) note({}); }, READ_MS) : 0 };
  offer();
};

let resting = 0;
const scrolled = () => {
  clearTimeout(resting);
  resting = setTimeout(() => {
    // Only a reader who has gone past the head has begun to read.
    if (openCode() === opened.code && opened.code && scrollY > innerHeight / 2) note({ place: place() });
  }, 500);
};

const resume = (button) => {
  const part = parts()[read.get(button.dataset.resume)?.place ?? 0];
  if (!part) return;
  button.hidden = true;
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
  part.scrollIntoView({ block: 'start' });
};

export const start = (kept) => {
  journal = kept;
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-save], [data-resume]');
    if (!button) return;
    const { save } = button.dataset;
    if (save === undefined) resume(button);
    else if (saved.has(save)) giveUp(save);
    else keep(save);
  });
  document.addEventListener('peyk:withdrawn', ({ detail }) => {
    for (const code of detail) if (saved.delete(code)) journal.remove('saved', code);
  });
  document.addEventListener('peyk:kept', load);
  addEventListener('scroll', scrolled, { passive: true });
  // The program asks for a saved story that it cannot fetch.
  window.peykSaved = (code) => journal.one('saved', code);
  load();
};

/** The page has been drawn, or changed. */
export const drawn = () => {
  mark();
  arrive();
};
