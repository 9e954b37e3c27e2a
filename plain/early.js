import { keepLast, unique } from './last.js';
import { scriptAt } from './trusted.js';

// A font that is named here to be fetched is waited for, 50 ms at most, in Chromium. Where it lies on the
// device it comes with the first frame, and nothing moves afterwards; else the text is not to wait, and it is
// named again behind it (index.html).
let here = false;
try { here = navigator.serviceWorker.controller; } catch { /* Here nothing is kept. */ }
// The first picture of a page is named here as well, since a picture that is fetched at once is fetched for
// those, too, who have pictures wait: a browser that reads ahead knows nothing of the page's style.
const asks = document.documentElement.dataset.pictures === 'ask';
for (const link of document.querySelectorAll('link[as]')) {
  if (link.as === 'font' ? here : !asks && link.as === 'image') link.rel = 'preload';
}

// What must be heard before the other scripts are there. On a published page nothing else runs before the
// frame that shows it: boot.js comes after that. A page that nobody sees has no frames, and a tab that has
// just crashed may draw none: that is waited for a second at most.
const FRAME_MS = 1000;
document.addEventListener('DOMContentLoaded', () => {
  const link = document.getElementById('peyk-boot');
  if (!link) return;
  let isLoaded = false;
  const load = () => {
    if (isLoaded) return;
    isLoaded = true;
    const script = document.createElement('script');
    script.src = scriptAt(link.href);
    document.head.append(script);
  };
  if (document.hidden) load();
  else {
    requestAnimationFrame(() => setTimeout(load));
    setTimeout(load, FRAME_MS);
  }
});

// What is typed before the journal listens, which finds it there: the page may be left before that.
const name = unique();
document.addEventListener('input', ({ target }) => {
  const { draft, title } = target.dataset;
  if (draft && !window.peykJournal) keepLast(draft, name, { text: target.value, title, at: Date.now() });
});

// A press of a button that only the program answers (those of the scripts say so in their data): the last
// one before it came is pressed again once its views listen. After five seconds a reader has gone on, and
// the browser no longer takes the press for the reader's own, without which nothing may be copied.
const PRESS_MS = 5000;
let press = null;
const keep = (event) => {
  const button = event.target.closest('#app button');
  if (button && Object.keys(button.dataset).length === 0) press = { button, at: event.timeStamp };
};
const replay = () => {
  removeEventListener('click', keep, true);
  if (press && performance.now() - press.at < PRESS_MS) press.button.click();
  press = null;
};
addEventListener('click', keep, true);
document.addEventListener('peyk:running', replay, { once: true });
