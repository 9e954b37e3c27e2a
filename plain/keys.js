// Keys of a reader's own: / search, j and k the next and the previous story, s save, ? the list.
// Never while something is typed, and never with a modifier, which is the browser's.
const typed = (element) => element.isContentEditable || /^(?:input|textarea|select)$/i.test(element.tagName);

/** On a story the one beside it; in a list the headline after, or before, the one that has the focus. */
const step = (forward) => {
  const beside = document.querySelector(`#main .neighbours .${forward ? 'next' : 'previous'} a`);
  if (beside || document.querySelector('#main .story')) {
    beside?.click();
    return;
  }
  const all = [...document.querySelectorAll('#main .headline a')];
  const at = all.indexOf(document.activeElement);
  const to = all[at < 0 ? (forward ? all.findIndex((one) => one.getBoundingClientRect().top > 0) : -1) : at + (forward ? 1 : -1)];
  to?.focus();
  to?.scrollIntoView({ block: 'nearest' });
};

const save = () => {
  const card = document.activeElement?.closest('.card');
  (card ?? document.querySelector('#main .story'))?.querySelector('[data-save]')?.click();
};

const ACTS = {
  '/': () => {
    const field = document.getElementById('search-field');
    if (field) field.focus();
    else document.querySelector('.desk-links a')?.click();
  },
  j: () => step(true),
  k: () => step(false),
  s: save,
  '?': () => document.getElementById('keys')?.showModal(),
};
// On a Persian keyboard the same keys give other letters.
const PLACES = { KeyJ: 'j', KeyK: 'k', KeyS: 's' };

export const start = () => {
  document.addEventListener('keydown', (event) => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented || modified || typed(event.target) || document.querySelector('dialog[open]')) return;
    const act = ACTS[event.key] ?? ACTS[event.key === '؟' ? '?' : PLACES[event.code]];
    if (!act) return;
    event.preventDefault();
    act();
  });
};
