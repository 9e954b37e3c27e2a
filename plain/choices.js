// What a partner has chosen for a frame, before its first paint: it stands inline in the head of every
// embed page. Only these names and these values count; they become attributes of the root, which
// embed.css knows.
(() => {
  const ALLOWED = {
    theme: /^(?:light|dark)$/,
    accent: /^(?:red|blue|green|purple|ink)$/,
    size: /^[sml]$/,
    layout: /^(?:list|cards|headline)$/,
    count: /^(?:[1-9]|1[0-2])$/,
  };
  const root = document.documentElement;
  window.peykChoose = (query) => {
    const told = new URLSearchParams(query);
    for (const [name, allowed] of Object.entries(ALLOWED)) {
      const value = told.get(name);
      if (value !== null && allowed.test(value)) root.dataset[name] = value;
      else delete root.dataset[name];
    }
  };
  window.peykChoose(location.search);
})();
