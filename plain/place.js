// Where the edition lies, as the page says it.
const meta = (name) => document.querySelector(`meta[name=${name}]`)?.content ?? '';

/** The address that the app lies under. */
export const base = new URL(meta('peyk-base'), location.href);
/** The address of the edition's feed. */
export const feed = new URL(meta('peyk-feed'), base).href;
/** Where the file of a story lies: an address with {code} in it; empty where there is no archive. */
export const archive = () => document.querySelector('[data-archive]')?.dataset.archive ?? '';
