// What is said of a text that a reader has written.
let letters;
/** A text up to this long, in UTF-16 units, is counted by what a reader sees; a longer one by code points. */
const LONG = 4000;

/** How many characters a reader sees: a mark on a letter, or what joins two signs, is none of its own. */
export const length = (text) => {
  letters ??= globalThis.Intl?.Segmenter && new Intl.Segmenter('fa');
  let count = 0;
  for (const _ of letters && text.length < LONG ? letters.segment(text) : text) count += 1;
  return count;
};

/** Whether `long` holds all of `short`. A browser's own search takes the product of both lengths for some texts;
 *  this one (Knuth, Morris and Pratt) takes their sum. */
export const holds = (long, short) => {
  if (short.length >= long.length) return short === long;
  if (long.startsWith(short) || long.endsWith(short)) return true;
  // How long a start of `short` ends at each place of it.
  const starts = new Int32Array(short.length);
  const next = (matched, unit) => {
    let length = matched;
    while (length > 0 && short.charCodeAt(length) !== unit) length = starts[length - 1];
    return short.charCodeAt(length) === unit ? length + 1 : 0;
  };
  for (let at = 1; at < short.length; at += 1) starts[at] = next(starts[at - 1], short.charCodeAt(at));
  let matched = 0;
  for (let at = 0; at < long.length; at += 1) {
    matched = next(matched, long.charCodeAt(at));
    if (matched === short.length) return true;
  }
  return false;
};

/** How much of a text is looked at for its direction, in UTF-16 units: this is asked at each key. */
const LOOKED_AT = 10000;

/** A text follows the first letter in it, past mentions, tags and addresses, which are Latin in
 *  Persian sentences too; `dir="auto"` would turn it around for them. Each word is looked at once, so that
 *  the time is linear in the text. */
export const direction = (text) => {
  for (const [word] of text.slice(0, LOOKED_AT).matchAll(/\S+/g)) {
    if (word.includes('://')) continue;
    const end = word.search(/[@#]|www\./);
    const letter = (end < 0 ? word : word.slice(0, end)).match(/\p{L}/u);
    if (letter) return /\p{Script=Latin}/u.test(letter[0]) ? 'ltr' : 'rtl';
  }
  return 'rtl';
};
