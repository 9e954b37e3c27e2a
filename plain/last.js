// The last chance of a draft: localStorage answers at once, even while a page is being left, but a killed
// browser forgets its newest. What lies there is brought home into the journal by the next page.
const LAST = 'peyk-draft:';

/** Keeps `draft`: { text, title, from, at }, where `from` is the version that it was typed from. */
export const keepLast = (code, draft) => {
  try { localStorage.setItem(LAST + code, JSON.stringify(draft)); } catch { /* It is full or switched off. */ }
};

export const last = (code) => {
  let stored = null;
  try { stored = localStorage.getItem(LAST + code); } catch { return null; }
  if (stored === null) return null;
  try {
    const read = JSON.parse(stored);
    if (typeof read?.text === 'string') return read;
  } catch { /* The form before this one was the text itself. */ }
  return { text: stored, title: '', from: null };
};

export const forgetLast = (code) => { try { localStorage.removeItem(LAST + code); } catch { /* It is switched off. */ } };

/** The codes of all drafts that lie there. */
export const lasts = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(LAST)).map((key) => key.slice(LAST.length));
  } catch {
    return [];
  }
};
