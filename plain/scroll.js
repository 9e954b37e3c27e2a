// Where a page is scrolled to. Back and forward within the app are the program's; a page that is loaded anew
// is the browser's, which knows before the program has come. Who comes back finds all of a story laid out
// (style/story.css): it stands where it stood.
const root = document.documentElement;
const leaveTo = (whom) => { history.scrollRestoration = whom; };
const PROGRAM = 'manual';
const BROWSER = 'auto';

export const start = () => {
  document.addEventListener('peyk:running', () => leaveTo(PROGRAM));
  addEventListener('pageshow', ({ persisted }) => { if (persisted) leaveTo(PROGRAM); });
  addEventListener('pagehide', () => leaveTo(BROWSER));
  // What the desk draws comes later: who came back is brought to where it was left, unless they have gone on.
  let back = 'whole' in root.dataset;
  addEventListener('popstate', () => {
    root.dataset.whole = '';
    back = true;
  });
  for (const name of ['pointerdown', 'wheel', 'keydown']) addEventListener(name, () => { back = false; }, { passive: true });
  addEventListener('peyk:laid', (event) => { if (!back) event.stopImmediatePropagation(); });
  document.addEventListener('click', ({ target }) => { if (target.closest('a[href]')) delete root.dataset.whole; }, true);
};
