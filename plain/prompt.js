// One prompt at the foot of the screen for what waits for the reader's word: the program has died, a
// new version is ready, the app can be installed. Its words stand in the page ([data-prompt]), which
// outlives the program. What matters more takes the place of what matters less.
const RANK = ['install', 'how', 'howFirefox', 'update', 'died'];
let shown = '';

/** Takes the prompt away, or only the one called `name`. */
export const withdraw = (name = shown) => {
  if (name !== shown) return;
  shown = '';
  document.querySelector('[data-prompt]')?.replaceChildren();
};

/** Says the words called `name`, with a button for each of `acts`: the name of its words, and what it
 * does. A prompt is dismissed by its last button. */
export const prompt = (name, acts) => {
  const place = document.querySelector('[data-prompt]');
  if (!place?.dataset[name] || RANK.indexOf(name) < RANK.indexOf(shown)) return;
  shown = name;
  const words = document.createElement('p');
  words.textContent = place.dataset[name];
  const buttons = acts.map(([label, act]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'act';
    button.textContent = place.dataset[label];
    button.addEventListener('click', () => act(button));
    return button;
  });
  place.replaceChildren(words, ...buttons);
};
