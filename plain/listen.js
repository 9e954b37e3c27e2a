// Reading a story aloud, where the browser has a Persian voice: paragraph by paragraph, the one that
// is being read marked. Without such a voice the button stays hidden.
const speech = globalThis.speechSynthesis;
let voice = null;
/** The story that is being read: its paragraphs, and the place among them. */
let reading = null;

const button = () => document.querySelector('#main [data-listen]');

const show = () => {
  const found = button();
  if (!found) return;
  found.hidden = !voice;
  const { listen, pause, goOn } = found.dataset;
  const words = !reading ? listen : reading.paused ? goOn : pause;
  const label = found.querySelector('span');
  if (label && label.textContent !== words) label.textContent = words;
};

const stop = () => {
  reading?.parts[reading.at]?.classList.remove('spoken');
  reading = null;
  speech.cancel();
  show();
};

const speak = () => {
  const now = reading;
  const part = now.parts[now.at];
  if (!part) {
    stop();
    return;
  }
  part.classList.add('spoken');
  part.scrollIntoView({ block: 'nearest' });
  const words = new SpeechSynthesisUtterance(part.innerText);
  words.voice = voice;
  words.lang = voice.lang;
  words.onend = () => {
    if (reading !== now) return;
    part.classList.remove('spoken');
    now.at += 1;
    speak();
  };
  // What was cancelled has been ended by `stop` already.
  words.onerror = () => { if (reading === now) stop(); };
  speech.speak(words);
};

const press = () => {
  if (!reading) {
    const parts = [...document.querySelectorAll('#main .story h1, #main .story-lead, #main .story-body > *')];
    reading = { parts: parts.filter((part) => part.innerText?.trim()), at: 0, paused: false };
    speech.cancel();
    speak();
  } else if (reading.paused) {
    reading.paused = false;
    speech.resume();
  } else {
    reading.paused = true;
    speech.pause();
  }
  show();
};

export const start = () => {
  if (!speech) return;
  const find = () => {
    voice = speech.getVoices().find(({ lang }) => /^(?:fa|per|fas)\b/i.test(lang)) ?? null;
    show();
  };
  find();
  speech.addEventListener?.('voiceschanged', find);
  document.addEventListener('click', (event) => { if (event.target.closest('[data-listen]')) press(); });
  addEventListener('pagehide', () => speech.cancel());
};

/** The page has been drawn, or changed. */
export const drawn = () => {
  if (!speech) return;
  if (reading && !reading.parts[0]?.isConnected) stop();
  else show();
};
