// What is said of a text that a reader has written.
let letters;

/** How many characters a reader sees: a mark on a letter, or what joins two signs, is none of its own. */
export const length = (text) => {
  letters ??= globalThis.Intl?.Segmenter && new Intl.Segmenter('fa');
  return [...(letters && text.length < 20000 ? letters.segment(text) : text)].length;
};

/** A text follows the first letter in it, past mentions, tags and addresses, which are Latin in
 *  Persian sentences too; `dir="auto"` would turn it around for them. */
export const direction = (text) => {
  const letter = text.replace(/(?:[@#]|www\.|\S*:\/\/)\S*/g, ' ').match(/\p{L}/u);
  return letter && /\p{Script=Latin}/u.test(letter[0]) ? 'ltr' : 'rtl';
};
