// The page where a partner's editor makes a frame: what is chosen is shown at once on four kinds of host,
// and written down to be copied.
const form = document.querySelector('form');
const tier = (name) => document.querySelector(`[data-tier=${name}]`);
const base = new URL(document.querySelector('[data-base]').dataset.base, location.href);

// What the first element has made of it is what is written down.
const shown = document.querySelector('peyk-news');

const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const PLACES = { s: 'section', t: 'tag', n: 'code' };

const chosen = () => {
  const all = new FormData(form);
  const [kind, name] = all.get('place').split('/');
  return { kind, name, choices: [...all].filter(([field]) => field !== 'place') };
};

/** Shows what is chosen. */
const choose = () => {
  const { kind, name, choices } = chosen();
  for (const news of document.querySelectorAll('peyk-news')) {
    for (const place of Object.values(PLACES)) if (place !== PLACES[kind]) news.removeAttribute(place);
    if (news.getAttribute(PLACES[kind]) !== name) news.setAttribute(PLACES[kind], name);
    for (const [field, value] of choices) {
      if (value && news.getAttribute(field) !== value) news.setAttribute(field, value);
      else if (!value) news.removeAttribute(field);
    }
  }
  write();
};

/** Writes down what is shown, in the height that it takes. */
const write = () => {
  if (!shown.frame) return;
  const { kind, name, choices } = chosen();
  const [option] = form.elements.place.selectedOptions;
  const page = new URL(`${kind}/${encodeURIComponent(name)}/`, base).href;
  const { sandbox, referrerPolicy, style } = shown.frame;
  const title = option.textContent;
  const written = `<iframe src="${escaped(shown.address)}" title="${escaped(title)}" width="100%" height="${parseInt(style.height, 10)}" frameborder="0" loading="lazy" sandbox="${sandbox}" referrerpolicy="${referrerPolicy}"></iframe>`;
  tier('frame').textContent = written;
  const attributes = [[PLACES[kind], name], ...choices.filter(([, value]) => value)].map(([field, value]) => `${field}="${escaped(value)}"`).join(' ');
  tier('element').textContent = `<peyk-news ${attributes}>${written}<a href="${escaped(page)}">${escaped(title)}</a></peyk-news>\n<script async src="${new URL('embed.js', base).href}"></script>`;
};

form.addEventListener('input', choose);
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copies]');
  if (!button) return;
  const said = document.querySelector('[role=status]');
  try {
    await navigator.clipboard.writeText(tier(button.dataset.copies).textContent);
    said.textContent = said.dataset.copied;
  } catch {
    getSelection().selectAllChildren(tier(button.dataset.copies));
    said.textContent = said.dataset.notCopied;
  }
});
customElements.whenDefined('peyk-news').then(() => {
  choose();
  new ResizeObserver(write).observe(shown.parentElement);
});
