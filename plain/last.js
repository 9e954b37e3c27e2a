// Last-moment copies of drafts, in localStorage: it answers at once, even while a page is being left,
// but a killed browser forgets its newest entries. The next page moves them into the database.
//
// Each page that writes a copy has a name of its own in the key, so no copy ever replaces another
// text. Releases before had one key for a story, without a name; those are still read.
const LAST = 'peyk-draft:';

export const unique = () => Date.now().toString(36) + Math.random().toString(36).slice(2, 10);

/** Stores `draft` as the copy of `code` that the page `name` writes: { text, title, from, revs, rev, at }
 *  (docs/READER.md). Says whether it can be read back. */
export const keepLast = (code, name, draft) => {
  const key = `${LAST}${code}~${name}`;
  const written = JSON.stringify(draft);
  try {
    localStorage.setItem(key, written);
    return localStorage.getItem(key) === written;
  } catch {
    // It is full or switched off.
    return false;
  }
};

const isName = (value) => typeof value === 'string' && value.length <= 100;
/** What a stored copy says. Anything in it may be damaged; what is not in its form is a text. */
const parsed = (written) => {
  let read;
  try { read = JSON.parse(written); } catch { /* The oldest form was the text itself. */ }
  if (typeof read?.text !== 'string') read = { text: written };
  const { text, title, from, revs, rev, at } = read;
  return {
    text,
    title: typeof title === 'string' ? title : '',
    from: isName(from) ? from : null,
    revs: Array.isArray(revs) ? revs.filter(isName) : [],
    rev: isName(rev) ? rev : unique(),
    at: Number.isSafeInteger(at) && at > 0 && at <= Date.now() ? at : Date.now(),
  };
};

/** All copies, or those of the draft `code`, the oldest first. */
export const lasts = (code) => {
  const found = [];
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(LAST)) continue;
      const [of, name = ''] = key.slice(LAST.length).split('~');
      if (code !== undefined && of !== code) continue;
      const written = localStorage.getItem(key);
      if (typeof written === 'string') found.push({ key, written, code: of, name, ...parsed(written) });
    }
  } catch { /* It is switched off. */ }
  return found.sort((one, other) => one.at - other.at);
};

/** Removes a copy, unless its page has written another text to it since it was read. */
export const forgetLast = ({ key, written }) => {
  try { if (localStorage.getItem(key) === written) localStorage.removeItem(key); } catch { /* It is switched off. */ }
};

/** Removes the copy of `code` that the page `name` wrote. */
export const forgetOwn = (code, name) => {
  try { localStorage.removeItem(`${LAST}${code}~${name}`); } catch { /* It is switched off. */ }
};
