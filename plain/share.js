// Copying and sharing: natively, else by the clipboard, else by mail.
import { say } from './notice.js';

const copy = (text) =>
  // Without HTTPS there is no clipboard at all.
  Promise.resolve().then(() => navigator.clipboard.writeText(text)).then(() => true, () => false);

/** `text` with the address of a story in it as one that leads here from anywhere: the program draws pages
 *  that do not know where their site lies. */
export const addressed = (text) =>
  text.replace(/(^|\s)(\/(?:\S+\/)?n\/[\w-]+\/)(?!\S)/, (_, before, path) => before + new URL(path, location.href).href);

/** Copies `text` and says whether that worked. */
export const copyAloud = async (text) => {
  const done = await copy(text);
  say(done ? 'copied' : 'notCopied');
  return done;
};

const share = async (title) => {
  const canonical = document.querySelector('link[rel=canonical]');
  // The program changes pages without changing the head.
  const url = canonical && new URL(canonical.href).pathname === location.pathname ? canonical.href : location.href.split('#')[0];
  if (navigator.share) {
    try {
      await navigator.share({ title, url });
      return;
    } catch (error) {
      // The reader has closed the browser's own dialog.
      if (error.name === 'AbortError') return;
    }
  }
  if (await copyAloud(`${title}\n${url}`)) return;
  location.href = `mailto:?subject=${encodeURIComponent(title)}&body=${encodeURIComponent(url)}`;
};

export const start = () => {
  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-copy], [data-share]');
    if (!button) return;
    if (button.dataset.copy !== undefined) copyAloud(addressed(button.dataset.copy));
    else share(button.dataset.share);
  });
  document.addEventListener('peyk:copied', (event) => say(event.detail.done ? 'copied' : 'notCopied'));
  // On paper an address says where it lies, and is read from left to right.
  addEventListener('beforeprint', () => {
    const line = document.querySelector('.printed')?.firstChild;
    if (line) line.data = line.data.replace(/ ([^ \u2066]+)$/, (_, address) => ` \u2066${new URL(address, location)}\u2069`);
  });
};
