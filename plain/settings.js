// The reader's settings, before the first paint: it stands inline in the head of every page. They are
// kept as a query string, such as theme=dark&size=5, and become attributes of the root, which the
// style sheets know (src/desk/settings.rs lists them). One that is missing follows the system.
(() => {
  const KEY = 'peyk:settings';
  const root = document.documentElement;
  // Who comes back is to stand where they stood (scroll.js).
  if (performance.navigation && performance.navigation.type) root.dataset.whole = '';
  // Who frames the app could lead a reader's hand: other sites have frames of their own (embed pages).
  if (window.top !== window.self) root.dataset.framed = '';
  const put = (text) => {
    const told = new URLSearchParams(text || '');
    // Nobody asked for pictures where data is to be saved.
    const spare = navigator.connection && navigator.connection.saveData && 'ask';
    for (const name of ['theme', 'size', 'width', 'pictures', 'motion', 'history']) {
      const value = told.get(name) || (name === 'pictures' && spare) || '';
      if (/^\w{1,8}$/.test(value)) root.dataset[name] = value;
      else delete root.dataset[name];
    }
    if (text === null) return;
    // The browser's own bar has the colour of the page.
    for (const bar of document.querySelectorAll('meta[name=theme-color]')) {
      const { theme } = root.dataset;
      bar.media = !theme ? `(prefers-color-scheme: ${bar.dataset.theme})` : theme === bar.dataset.theme ? 'all' : 'not all';
    }
  };
  const stored = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  // Without a text: what is kept. With one: it is kept and takes effect; false where it cannot be kept.
  window.peykSettings = (text) => {
    if (text === undefined) return stored() || '';
    put(text);
    try {
      localStorage.setItem(KEY, text);
      return stored() === text;
    } catch {
      return false;
    }
  };
  put(stored());
  addEventListener('storage', (event) => { if (event.key === KEY) put(event.newValue); });
})();
