// A quiet offer to put the app on the home screen: at the second visit, and never again once it was
// turned down. Where a browser has no prompt of its own, it is said how.
import { prompt, withdraw } from './prompt.js';

const VISITS = 'peyk:visits';
const NO = 'no';

const read = (store, key) => {
  try { return store.getItem(key); } catch { return null; }
};
const write = (store, key, value) => {
  try { store.setItem(key, value); } catch { /* Then it is offered another time. */ }
};

/** How many visits there were, this one counted; a visit is a tab's life. `no` after a refusal. */
const visits = () => {
  const stored = read(localStorage, VISITS);
  if (stored === NO) return NO;
  const before = /^\d{1,6}$/.test(stored ?? '') ? Number(stored) : 0;
  if (read(sessionStorage, VISITS)) return String(before);
  write(sessionStorage, VISITS, '1');
  write(localStorage, VISITS, String(before + 1));
  return String(before + 1);
};

const never = () => {
  write(localStorage, VISITS, NO);
  withdraw();
};

export const start = () => {
  let count;
  try { count = visits(); } catch { return; }
  if (count === NO || matchMedia('(display-mode: standalone)').matches || navigator.standalone) return;
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    if (Number(count) < 2) return;
    prompt('install', [
      ['yes', () => event.prompt().then(never, never)],
      ['no', never],
    ]);
  });
  addEventListener('appinstalled', never);
  // Safari on a phone has no prompt, nor has Firefox.
  const tells = 'standalone' in navigator ? 'how' : /Android.+Firefox/.test(navigator.userAgent) && 'howFirefox';
  if (tells && Number(count) >= 2) document.addEventListener('peyk:running', () => prompt(tells, [['no', never]]), { once: true });
};
