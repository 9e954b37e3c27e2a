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
  addEventListener('popstate', () => { root.dataset.whole = ''; });
  document.addEventListener('click', ({ target }) => { if (target.closest('a[href]')) delete root.dataset.whole; }, true);
};
