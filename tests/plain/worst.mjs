// Runs everything of the scripts that looks at a text of others over a megabyte of its worst. What is not
// linear takes hours for it: linear.test.mjs ends it before.
import { CHECKS, hash, shortTitle, stateOf, sumOf } from '../../plain/records.js';
import { direction, holds, length } from '../../plain/letters.js';
import { addressed } from '../../plain/share.js';

const MEGABYTE = 1e6;
const ALPHABET = ['a', 'ژ', '7', ' ', '@', '#', '/', '://', 'www.', '-', '\u0651', '\u200c', '👨‍👩‍👧', '\ud800', '\n', '<', '=', '&', '/n/', '\\'];
const repeated = (text) => text.repeat(Math.ceil(MEGABYTE / text.length)).slice(0, MEGABYTE);
const worst = [
  ...ALPHABET.map(repeated),
  ...['a#', 'a/', 'a.', '@ ', ' /', '/n/a', '/a/n/', 'www.www', ':/', 'a-', '--', '\u0651a'].map(repeated),
  ...['@', '#', 'www.', '/', '/n/', ' /', 'https:'].map((start) => start + repeated('a')),
  ...['/', '://', '!', ' '].map((end) => repeated('a') + end),
];

Object.assign(globalThis, {
  document: { querySelector: () => null },
  location: { href: 'https://news.example/' },
});
const { codeOf, titleOf } = await import('../../plain/kept.js');
const { clock } = await import('../../plain/comment.js');

const ACTS = {
  direction, length, addressed, shortTitle, hash,
  codeOf: (id) => codeOf({ id }),
  titleOf: (title) => titleOf(JSON.stringify({ items: [{ id: title, title }] }), 'x'),
  clock: () => clock(1e300),
  draft: (text) => CHECKS.drafts({ v: 2, code: text, text, at: 5, rev: text, from: text, title: text, sum: 5 }),
  saved: (text) => CHECKS.saved({ code: text, text, at: 5, from: text, title: text }),
  address: (text) => CHECKS.saved({ code: '7', text, at: 5, from: `https://${text}`, title: '' }),
  reading: (text) => CHECKS.reading({ code: text, at: 5, place: 5 }),
  state: (text) => stateOf({ v: 2, code: '7', text, title: text, sum: sumOf({ text }) }),
};
// One text in another: what a browser's own search compares anew at each place.
const half = MEGABYTE / 2;
const pairs = ['a', 'ژ', 'ab', 'aab'].flatMap((letters) => {
  const [long, short] = [repeated(letters), letters.repeat(half).slice(0, half)];
  const middle = half / 2;
  return [`${short}b`, `b${short}`, `${short.slice(middle)}b${short.slice(middle)}`, `c${short.slice(middle)}b`].map((one) => [`c${long}c`, one]);
});
const began = performance.now();
for (const [long, short] of pairs) holds(long, short);
console.log(`holds: ${pairs.length} pairs, ${Math.round(performance.now() - began)} ms`);

for (const [name, act] of Object.entries(ACTS)) {
  const began = performance.now();
  for (const text of worst) act(text);
  console.log(`${name}: ${worst.length} texts, ${Math.round(performance.now() - began)} ms`);
}
