// The comment of a story: its fields, and the words about them, which stand in the page
// (src/parts/comment.rs). What is typed is handed to the journal; what the journal says is shown.
import { addressed, copyAloud } from './share.js';
import { direction, holds, length } from './letters.js';
import { say } from './notice.js';

/** The longest address that mail programs take whole. */
const LONGEST_MAIL = 1800;
/** How much of a comment is put into an address at most, in UTF-16 units. */
const MOST_MAIL = 20e3;
const wellFormed = (text) => new TextDecoder().decode(new TextEncoder().encode(text));

let journal;
// The browser's own formats take a phone some 15 ms to begin with, in the middle of a page's start.
const persian = (text) => text.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[digit]);
const number = (count) => persian(String(count).replace(/\B(?=(\d{3})+$)/g, '٬'));
/** The time of day in Tehran, which has kept one offset all year since 2022, before the first draft. */
export const clock = (at) => {
  const there = new Date(at + 12_600_000);
  // What is stored may name a moment that no calendar has.
  return Number.isNaN(there.getTime()) ? '' : persian(there.toISOString().split('T')[1].slice(0, 5));
};
const put = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };
const fieldOf = (code) => document.querySelector(`[data-draft="${CSS.escape(code)}"]`);

/** What was put into a field, or heard from it: anything else in it the reader has typed unheard. */
const known = new WeakMap();

/** Shows how the draft of `code` stands. */
const show = (code) => {
  const field = fieldOf(code);
  if (!field) return;
  const { text, state, at, others } = journal.look(code);
  if (field.value !== text) {
    if (field.value !== (known.get(field) ?? '')) {
      if (!known.has(field) && !holds(field.value, text)) journal.apart(code);
      known.set(field, field.value);
      journal.typed(code, field.value, field.dataset.title);
      return;
    }
    field.value = text;
    field.dir = direction(text);
  }
  known.set(field, text);
  const section = field.closest('[data-comment]');
  if (!section || section.dataset.comment !== code) return;
  const status = section.querySelector('[data-status]');
  if (status) {
    status.dataset.state = state;
    put(status, (status.dataset[state] ?? '').replace('{}', at ? clock(at) : ''));
  }
  const versions = section.querySelector('[data-versions]');
  if (versions) {
    versions.hidden = others.length === 0;
    const other = versions.querySelector('[data-other]');
    put(other, others[0] ?? '');
    other.dir = direction(other.textContent);
  }
  count(section, field);
};

/** A text up to so many UTF-16 units is counted at each key, a longer one when typing rests for so long. */
const SHORT = 2000;
const REST_MS = 400;
let counting = 0;

const countLetters = (section, field) => {
  const words = section.querySelector('[data-count]');
  put(words, field.value ? words.dataset.count.replace('{}', number(length(field.value))) : '');
};

/** Shows what follows from a text: its length, what can be done with it, its preview. The text itself has
 *  been handed to the journal before. */
const count = (section, field) => {
  clearTimeout(counting);
  if (field.textLength > SHORT) counting = setTimeout(countLetters, REST_MS, section, field);
  else countLetters(section, field);
  const acts = section.querySelector('[data-acts]');
  acts.hidden = !/\S/.test(field.value);
  const share = acts.querySelector('[data-act=share]');
  if (share) share.hidden = !navigator.share;
  preview(section, field, !acts.hidden && !section.querySelector('[data-preview]').hidden);
};

/** Shows the comment as it will be read, or hides it. */
const preview = (section, field, shown) => {
  const place = section.querySelector('[data-preview]');
  place.hidden = !shown;
  section.querySelector('[data-act=preview]').setAttribute('aria-expanded', String(shown));
  if (!shown) return;
  place.dir = field.dir;
  put(place, field.value);
};

const ACTS = {
  preview: (section, field) => preview(section, field, section.querySelector('[data-preview]').hidden),
  copy: (_, field) => copyAloud(field.value),
  share: (_, field) => navigator.share({ text: field.value }).catch(() => {}),
  take: (section) => journal.settle(section.dataset.comment, 'take'),
  join: (section) => journal.settle(section.dataset.comment, 'join'),
  keep: async (section) => {
    const gone = await journal.settle(section.dataset.comment, 'keep');
    if (gone.length) say('removed', () => journal.restore(gone));
  },
};

/** A mail program opens with the comment in it; a long one is copied, since it would be cut. Where it cannot
 *  be copied the mail has as much of it as its program takes. */
const mail = async (event, section, field, link) => {
  const [head, body] = link.href.split('&body=');
  const empty = (link.dataset.empty ??= `${head}&body=${encodeURIComponent(addressed(decodeURIComponent(body)))}`);
  const name = section.querySelector('[data-draft="@name"]')?.value.trim();
  const words = name ? `${field.value}\n\n${name}` : field.value;
  // No address is made of a long text whole, nor of half a sign, which cannot stand in one.
  link.href = empty + encodeURIComponent(wellFormed(words.slice(0, MOST_MAIL)));
  if (link.href.length <= LONGEST_MAIL) return;
  event.preventDefault();
  if (await copyAloud(words)) link.href = empty + encodeURIComponent(link.dataset.long);
  location.assign(link.href);
};

export const start = (kept) => {
  journal = kept;
  document.addEventListener('input', ({ target }) => {
    const code = target.dataset?.draft;
    if (!code) return;
    const { value } = target;
    known.set(target, value);
    journal.typed(code, value, target.dataset.title);
    target.dir = direction(value);
    const section = target.closest('[data-comment]');
    if (section?.dataset.comment === code) count(section, target);
  });
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-act]');
    const section = button?.closest('[data-comment]');
    if (!section) return;
    const field = fieldOf(section.dataset.comment);
    if (button.dataset.act === 'mail') mail(event, section, field, button);
    else ACTS[button.dataset.act]?.(section, field);
  });
  document.addEventListener('peyk:draft', ({ detail }) => show(detail.code));
  document.addEventListener('visibilitychange', () => { if (document.hidden) journal.hide(); });
  addEventListener('pagehide', (event) => journal.leave(event));
  addEventListener('pageshow', ({ persisted }) => { if (persisted) journal.comeBack(); });
  fill();
  // What pages before this one had no time to store.
  journal.home();
};

/** Finds fields that have been drawn, and fills them. What stands in one already was typed before
 *  these scripts came, and counts. */
export const fill = () => {
  for (const field of document.querySelectorAll('[data-draft]:not([data-filled])')) {
    field.dataset.filled = '';
    const { draft } = field.dataset;
    journal.openDraft(draft).then(() => show(draft));
  }
};
