// What is said in passing. The words stand in the page ([data-notice]); a notice may offer to take
// back what was done.
const TIME_MS = 5000;
const UNDO_TIME_MS = 10000;
let timer = 0;

/** Says the words called `name`; with `undo`, a button beside them calls it. */
export const say = (name, undo) => {
  const place = document.querySelector('[data-notice]');
  if (!place || !place.dataset[name]) return;
  clearTimeout(timer);
  const end = () => place.replaceChildren();
  place.replaceChildren(place.dataset[name]);
  if (undo) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = place.dataset.undo;
    button.addEventListener('click', () => { end(); undo(); }, { once: true });
    place.append(' ', button);
  }
  timer = setTimeout(end, undo ? UNDO_TIME_MS : TIME_MS);
};
