// Where a page is scrolled to. Back and forward within the app are the program's; a page that is loaded anew
// is the browser's, which knows before the program has come. Who comes back finds all of a story laid out
// (style/story.css): it stands where it stood.
const root = document.documentElement;
const own = (way) => () => { history.scrollRestoration = way; };

export const start = () => {
  document.addEventListener('peyk:running', own('manual'));
  addEventListener('pageshow', ({ persisted }) => { if (persisted) own('manual')(); });
  addEventListener('pagehide', own('auto'));
  addEventListener('popstate', () => { root.dataset.whole = ''; });
  document.addEventListener('click', ({ target }) => { if (target.closest('a[href]')) delete root.dataset.whole; }, true);
};
