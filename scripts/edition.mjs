// A newsroom's own name, feed and colours, from public/edition.json, written into the page, the
// manifest and the style sheet when the folder is built: so no visit waits for them.
import { readFile } from 'node:fs/promises';

/** What the accent stands on, in both themes (style/tokens.css). */
const PAPER = { accent: '#ffffff', accent_dark: '#131313' };
const LEAST_CONTRAST = 4.5;
/** An origin that means itself and nothing else where it stands in a policy. */
const ORIGIN = /^https:\/\/[a-z0-9.-]+(?::[0-9]+)?$/;

/** The contrast of two colours (WCAG 2.2, "contrast ratio"). */
const contrast = (one, other) => {
  const [light, dark] = [one, other].map((colour) => {
    const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
    const [red, green, blue] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }).sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
};

/** Reads and checks `text`; what is wrong in it is told in one sentence. */
export const edition = (text) => {
  let read;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new Error(`edition.json is not JSON: ${error.message}`);
  }
  for (const field of ['name', 'description', 'feed']) {
    if (typeof read[field] !== 'string' || !read[field].trim()) throw new Error(`edition.json: ${field} must be a text`);
  }
  if (!/^(?:https:\/\/|(?![a-z]*:|\/\/))[^\s"<>]+$/i.test(read.feed)) {
    throw new Error('edition.json: feed must be a path beside the app or an https address');
  }
  if (/^https:/i.test(read.feed) && !(URL.canParse(read.feed) && ORIGIN.test(new URL(read.feed).origin))) {
    throw new Error('edition.json: feed must be a path beside the app or an https address');
  }
  for (const [name, colour] of Object.entries(read.colours ?? {})) {
    if (!(name in PAPER)) throw new Error(`edition.json: there is no colour called ${name}`);
    if (!/^#[0-9a-f]{6}$/i.test(colour)) throw new Error(`edition.json: ${name} must be written as #rrggbb`);
    const ratio = contrast(colour, PAPER[name]);
    if (ratio < LEAST_CONTRAST) {
      throw new Error(`edition.json: ${name} ${colour} has a contrast of ${ratio.toFixed(1)} on ${PAPER[name]}; readers need ${LEAST_CONTRAST}`);
    }
  }
  return { ...read, colours: read.colours ?? {} };
};

const escaped = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** The origin of a feed that lies elsewhere, as a policy names it; '' for a feed beside the app. */
const feedOrigin = (feed) => (/^https:/i.test(feed) ? ` ${new URL(feed).origin}` : '');

/** The page under the newsroom's name, with its feed: the one other origin that it may ask. */
export const brandedPage = (html, { name, description, feed }) => html
  .replace(/<title>[^<]*/, () => `<title>${escaped(name)}`)
  .replace(/(<span class="name">)[^<]*/, (_, tag) => tag + escaped(name))
  .replace(/(<meta name="description" content=")[^"]*/, (_, tag) => tag + escaped(description))
  .replace("connect-src 'self'", (policy) => policy + feedOrigin(feed))
  .replace(/(<meta name="peyk-feed" content=")[^"]*/, (_, tag) => tag + escaped(feed))
  .replace(/(<link rel="preload" as="fetch" crossorigin href=")\/feed\.json/, (_, tag) => tag + (/^https:/i.test(feed) ? '' : '/') + escaped(feed));

/** The manifest under the newsroom's name. */
export const brandedManifest = (text, { name, description }) =>
  `${JSON.stringify({ ...JSON.parse(text), name, short_name: name, description }, null, 2)}\n`;

/** The newsroom's colours, as the last word on the names of style/tokens.css. */
export const brandedStyle = ({ colours: { accent, accent_dark: dark } }) => [
  accent ? `@layer tokens{:root{--accent:${accent}}}` : '',
  dark ? `@layer tokens{@media (prefers-color-scheme:dark){:root:not([data-theme]){--accent:${dark}}}:root[data-theme=dark]{--accent:${dark}}}` : '',
].join('');

export const readEdition = async (file) => edition(await readFile(file, 'utf8'));
