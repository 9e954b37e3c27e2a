// The records of the journal: their forms, what is wrong with one, and the schema that a record from a
// file must meet. No database here (journal.js). docs/READER.md describes the forms and their bounds.

/** The form of a draft's record; the form before it was { v: 1, code, text, at }. */
export const FORM = 2;
/** The longest text of a draft that is taken from a file, in UTF-16 units. */
const MOST_TEXT = 5e6;
/** The longest file of a saved story. */
export const MOST_STORY = 8e6;
/** How many of the stories that were read are remembered. */
const MOST_READ = 2000;
const MOST_NAME = 1000;
const MOST_TITLE = 300;
const MOST_ADDRESS = 4000;
/** Titles of former releases were not cut, and are part of a draft's sum. */
const MOST_OLD_TITLE = 10000;
/** The last moment that a record may name: the year 2100. */
const LATEST = 4102444800000;

/** A title as it is stored: of a stated length, and with no half of a sign at its end. */
export const shortTitle = (title) => (typeof title === 'string' ? title.slice(0, MOST_TITLE).replace(/[\uD800-\uDBFF]$/, '') : '');

/** 53 bits of a hash (cyrb53): damage is found by it, forgery is not. */
export const hash = (text) => {
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

/** `value` as JSON. The database can hold what JSON cannot, such as circles and whole numbers without end. */
const json = (value) => {
  try { return JSON.stringify(value) ?? ''; } catch { return String(value); }
};
export const sumOf = ({ code, text, at, rev, from, title }) => hash(json([code, text, at, rev, from, title]));

// ---- Reading what is stored -----------------------------------------------------------------------
// A stored record may be of another release, or damaged: every field of it is asked for here, and none of
// these functions throws.
const isMoment = (at) => Number.isSafeInteger(at) && at >= 0 && at <= LATEST;

/** How a stored draft is: `whole`, of a `newer` release, or `damaged`. */
export const stateOf = (stored) => {
  if (Number.isFinite(stored.v) && stored.v > FORM) return 'newer';
  const whole = typeof stored.text === 'string' && (stored.v === 1 || (stored.v === FORM && stored.sum === sumOf(stored)));
  return whole ? 'whole' : 'damaged';
};
export const textOf = (stored) => (typeof stored.text === 'string' ? stored.text : json(stored));
/** When a draft was written; 0 where it does not say so. */
export const whenOf = ({ at }) => (isMoment(at) ? at : 0);
export const titleOf = ({ title }) => shortTitle(title);
/** What a version is called, of which others are typed. The first form had no name. */
export const revOf = ({ rev, at }) => (typeof rev === 'string' ? rev : `v1-${json(at)}`);
export const codeOf = (key) => (typeof key === 'string' ? key.split('~')[0] : '');

/** A whole draft as a record of this form, under the key `code`. */
export const renewed = (stored, code, from = stored.from) => {
  const made = { v: FORM, code, text: stored.text, at: whenOf(stored), rev: revOf(stored), from: typeof from === 'string' ? from : null, title: titleOf(stored) };
  return { ...made, sum: sumOf(made) };
};

// ---- What may be taken from a file ----------------------------------------------------------------
const isText = (value, most) => typeof value === 'string' && value.length <= most;
const isCode = (code) => isText(code, 64) && /^[\w-]+$/.test(code);
const isKey = (key) => isText(key, 128) && /^(?:@name|[\w-]{1,64})(?:~[\w-]{1,40})?$/.test(key);
const isRev = (rev) => isText(rev, 100);
const isAddress = (address) => isText(address, MOST_ADDRESS) && /^https?:\/\//.test(address) && URL.canParse?.(address) !== false;
const isFeed = (text) => {
  try { return Array.isArray(JSON.parse(text).items); } catch { return false; }
};

/** `stored` as if it had been written by `now` at the latest: what is typed later is newer than a record of a
 *  device whose clock is ahead. A draft of a newer form stays as it is, but for the reader's name, of which the
 *  last word counts. */
export const notAfter = (stored, now) => {
  const isNewer = stored.v > FORM && !stored.code.startsWith('@');
  if (!(stored.at > now) || isNewer) return stored;
  const made = { ...stored, at: now };
  return stored.v === FORM && stateOf(stored) === 'whole' ? { ...made, sum: sumOf(made) } : made;
};

/** Of `marks` of reading those that are remembered: the newest, one for each story, the newest first. */
export const newestMarks = (marks) => {
  const found = new Map();
  for (const mark of [...marks].sort((one, other) => other.at - one.at)) if (!found.has(mark.code)) found.set(mark.code, mark);
  return [...found.values()].slice(0, MOST_READ);
};

/** Each takes anything and returns the record that may be stored, or null. Fields that a form does not have
 *  are dropped; a draft of a newer form is kept whole, since nobody here knows what its fields mean. */
export const CHECKS = {
  drafts: (value) => {
    if (!isKey(value?.code) || !Number.isSafeInteger(value.v) || value.v < 1) return null;
    const { v, code, text, at, rev, from, title, sum } = value;
    const most = code.startsWith('@') ? MOST_NAME : MOST_TEXT;
    if (v > FORM) return (at === undefined || isMoment(at)) && json(value).length <= most ? value : null;
    if (!isText(text, most) || !isMoment(at)) return null;
    if (v === 1) return { v, code, text, at };
    const whole = isRev(rev) && (from === null || isRev(from)) && isText(title, MOST_OLD_TITLE) && Number.isSafeInteger(sum);
    return whole ? { v, code, text, at, rev, from, title, sum } : null;
  },
  saved: (value) => {
    const { code, title, at, from, text } = value ?? {};
    const whole = isCode(code) && isText(title, MOST_OLD_TITLE) && isMoment(at) && isAddress(from) && isText(text, MOST_STORY) && isFeed(text);
    return whole ? { code, title: shortTitle(title), at, from, text } : null;
  },
  reading: (value) => {
    const { code, at, place } = value ?? {};
    return isCode(code) && isMoment(at) && Number.isSafeInteger(place) && place >= -1 && place <= 1e6 ? { code, at, place } : null;
  },
};
