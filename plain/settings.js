// The reader's settings, before the first paint: it stands inline in the head of every page. They are
// kept as a query string, such as theme=dark&size=5, and become attributes of the root, which the
// style sheets know. One that is missing follows the system. Names and values are those of
// src/desk/settings.rs, and nothing else is stored or takes effect (tests/fixtures/settings.json).
(() => {
  const KEY = 'peyk:settings';
  const VALUES = { theme: 'light dark sepia', size: '1 2 4 5 6 7 8', width: 'narrow wide', pictures: 'all ask', motion: 'less', history: 'off' };
  const LONGEST = 200;
  const root = document.documentElement;
  // Who comes back is to stand where they stood (scroll.js).
  if (performance.navigation && performance.navigation.type) root.dataset.whole = '';
  // Who frames the app could lead a reader's hand: other sites have frames of their own (embed pages).
  if (window.top !== window.self) root.dataset.framed = '';
  const read = (text) => {
    const told = {};
    for (const pair of String(text || '').slice(0, LONGEST).split('&')) {
      const [name, ...rest] = pair.split('=');
      const value = rest.join('=');
      if (!Object.hasOwn(VALUES, name)) continue;
      // Without a value it follows the system again.
      if (value === '' && rest.length) delete told[name];
      else if (VALUES[name].split(' ').includes(value)) told[name] = value;
    }
    return told;
  };
  const put = (text) => {
    const told = read(text);
    // Nobody asked for pictures where data is to be saved.
    const spare = navigator.connection && navigator.connection.saveData && 'ask';
    for (const name in VALUES) {
      const value = told[name] || (name === 'pictures' && spare);
      if (value) root.dataset[name] = value;
      else delete root.dataset[name];
    }
    if (text === null) return;
    // The browser's own bar has the colour of the page.
    for (const bar of document.querySelectorAll('meta[name=theme-color]')) {
      const { theme } = root.dataset;
      bar.media = !theme ? `(prefers-color-scheme: ${bar.dataset.theme})` : theme === bar.dataset.theme ? 'all' : 'not all';
    }
  };
  const write = (told) => Object.keys(VALUES).filter((name) => told[name]).map((name) => `${name}=${told[name]}`).join('&');
  const stored = () => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  };
  // Without a text: what is kept. With one: what is valid in it is kept and takes effect; false where it
  // cannot be kept.
  window.peykSettings = (text) => {
    if (text === undefined) return write(read(stored()));
    const valid = write(read(text));
    put(valid);
    try {
      localStorage.setItem(KEY, valid);
      return stored() === valid;
    } catch {
      return false;
    }
  };
  put(stored());
  addEventListener('storage', (event) => { if (event.key === KEY) put(event.newValue); });
})();
