// What must work before the program has come and after it has died: starting it, saying so when it
// cannot start, and all that a reader keeps and does (its own modules, one a matter). The program draws
// pages; what it draws is found here.
import * as comment from './comment.js';
import * as install from './install.js';
import * as journal from './journal.js';
import * as kept from './kept.js';
import * as keys from './keys.js';
import * as listen from './listen.js';
import * as offline from './offline.js';
import { begin, mended } from './recovery.js';
import * as scroll from './scroll.js';
import * as share from './share.js';

comment.start(journal);
kept.start(journal);
keys.start();
install.start();
listen.start();
offline.start();
scroll.start();
share.start();

// ---- What the program draws -----------------------------------------------------------------------
// Pictures that wait until they are touched lie under a button, for keys and screen readers; those of a
// gallery have theirs.
const waits = (frame) => document.documentElement.dataset.pictures === 'ask' && !('shown' in frame.dataset);
const offerPictures = () => {
  for (const frame of document.querySelectorAll('.frame, .figure')) {
    if (!waits(frame) || frame.querySelector('.show')) continue;
    const words = frame.querySelector('img').alt || frame.closest('.card')?.querySelector('.headline').textContent;
    const button = document.createElement('button');
    button.className = 'show';
    button.setAttribute('aria-label', `${document.querySelector('[data-notice]').dataset.picture} ${words}`);
    frame.prepend(button);
  }
};
document.addEventListener('click', (event) => {
  const frame = event.target.closest('.frame, .figure, .gallery li');
  if (!frame || !waits(frame)) return;
  event.preventDefault();
  event.stopPropagation();
  frame.dataset.shown = '';
  const show = frame.querySelector('.show');
  if (!show) return;
  show.remove();
  // The focus stays where it is.
  frame.tabIndex = -1;
  frame.focus();
}, true);

// The reader's own pages are a second program, which comes when the first of them is opened.
const link = (id) => document.getElementById(id)?.href;
// The search is a third one, in a worker.
window.peykSearchWorker = () => new Worker(window.peykScriptAt(link('peyk-search')), { type: 'module' });
let desk = null;
const openDesk = () => {
  const place = document.getElementById('desk');
  if (!place || place.dataset.open !== undefined) return;
  place.dataset.open = '';
  const sheet = document.getElementById('peyk-desk-css');
  if (sheet) sheet.rel = 'stylesheet';
  const load = async (anew) => (await import(link('peyk-desk') + anew)).default({ module_or_path: link('peyk-desk-wasm') + anew });
  desk ??= mended(load);
  desk.then(
    // It has begun in this task; it draws in the next.
    () => setTimeout(() => document.dispatchEvent(new CustomEvent('peyk:desk'))),
    (error) => {
      console.error(error);
      desk = null;
      place.textContent = place.dataset.failed;
    },
  );
};

/** Calls `act` with the next frame, or after a second: a tab that has just crashed may draw none. */
const FRAME_MS = 1000;
const atFrame = (act) => {
  let frame = 0;
  const timer = setTimeout(() => {
    cancelAnimationFrame(frame);
    act();
  }, FRAME_MS);
  frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    act();
  });
};

// Once a frame at most, however much is drawn in it.
let looking = false;
const drawn = () => {
  looking = false;
  comment.fill();
  kept.drawn();
  listen.drawn();
  offline.drawn();
  offerPictures();
  openDesk();
};
const root = document.getElementById('app');
if (root) {
  new MutationObserver(() => {
    if (!looking) atFrame(drawn);
    looking = true;
  }).observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-save'] });
}
drawn();

// ---- Starting the program -----------------------------------------------------------------
const glue = document.getElementById('peyk-glue');
const wasm = document.getElementById('peyk-wasm');
const start = async (anew) => (await import(glue.href + anew)).default({ module_or_path: wasm.href + anew });
if (glue && wasm && document.documentElement.dataset.framed === undefined) {
  const run = () => begin(start);
  // A published page is readable already: the program must not compete with its text and font, nor
  // with the frame that shows them. A page that nobody sees has no frames.
  const painted = () => (document.hidden ? run() : atFrame(() => atFrame(() => setTimeout(run))));
  if (!document.getElementById('peyk-state')) run();
  else if (document.readyState === 'complete') painted();
  else addEventListener('load', painted);
}
