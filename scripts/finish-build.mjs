// Makes dist/ of what Trunk has built: one style sheet, minified scripts, names from the hash of
// each file's final bytes (so that they may be cached for ever), packed siblings. BASE is the path
// that the folder will lie under on its host.
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { build, transform } from 'esbuild';
import { brandedManifest, brandedPage, brandedStyle, readEdition } from './edition.mjs';

const FROM = 'target/trunk';
const TO = 'dist';
const DRAFT = 'target/dist-draft';
// Programs that are fetched when they are first needed, beside the one of every visit.
const LATER = ['desk', 'search'];
// The order in which style sheets are joined: the first declares the layers.
const STYLES = ['tokens', 'fonts', 'base', 'chrome', 'card', 'skeleton', 'front', 'list', 'story', 'comment'];
// Those that no first frame needs: files of their own.
const STYLES_LATER = ['desk', 'print'];
// Those of pages that are not the app's.
const STYLES_ASIDE = ['embed', 'builder'];
const TARGETS = ['chrome109', 'firefox115', 'safari16.4'];
const PACKED = new Set(['.html', '.css', '.js', '.mjs', '.json', '.wasm', '.svg', '.webmanifest', '.vtt', '.txt', '.xml']);

const base = process.env.BASE || '/';
if (!/^\/(?:[\w.-]+\/)*$/.test(base)) {
  console.error(`BASE must begin and end with a slash, such as /news/; it is ${base}`);
  process.exit(1);
}

// The dark colours count where the reader has chosen them, too.
const themed = (css) => {
  const dark = /@media \(prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}\s*\}/;
  if (!dark.test(css)) throw new Error('style/tokens.css has no dark colours');
  return css.replace(dark, (_, colours) =>
    `@media (prefers-color-scheme: dark) { :root:not([data-theme]) {${colours}} } :root[data-theme='dark'] {${colours}}`);
};

const digest = (bytes, form) => createHash('sha256').update(bytes).digest(form);
const short = (bytes) => digest(bytes, 'hex').slice(0, 16);
const named = (name, bytes) => {
  const hash = short(bytes);
  const { dir, name: stem, ext } = path.posix.parse(name);
  return path.posix.join(dir, `${stem}-${hash}${ext}`);
};
const put = async (name, bytes) => {
  const file = path.join(DRAFT, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, bytes);
};
const minified = async (source, loader) => {
  const { code, warnings } = await transform(source, { loader, minify: true, target: TARGETS, legalComments: 'none' });
  for (const warning of warnings) console.warn(warning.text);
  return code;
};

const bundled = async (file) => {
  const { outputFiles: [bundle], warnings } = await build({
    entryPoints: [file], bundle: true, write: false, minify: true, format: 'iife', target: TARGETS, legalComments: 'none',
  });
  for (const warning of warnings) console.warn(warning.text);
  return bundle.text;
};

await rm(DRAFT, { recursive: true, force: true });
await cp('public', DRAFT, { recursive: true });

// What index.html calls a file, and what it is called in the end.
const names = new Map();
const publish = async (name, bytes) => {
  const final = named(name, bytes);
  names.set(`/${name}`, final);
  await rm(path.join(DRAFT, name), { force: true });
  await put(final, bytes);
};

for (const font of await readdir('public/fonts')) {
  if (font.endsWith('.woff2')) await publish(`fonts/${font}`, await readFile(`public/fonts/${font}`));
}

const declared = new Set([...STYLES, ...STYLES_LATER, ...STYLES_ASIDE].map((name) => `${name}.css`));
for (const file of await readdir('style')) {
  if (!declared.has(file)) throw new Error(`style/${file} is not in the list of scripts/finish-build.mjs`);
}
const edition = await readEdition('public/edition.json');
let css = '';
const style = (name) => readFile(`style/${name}.css`, 'utf8');
for (const name of STYLES) css += await style(name);
const withFonts = (text) => text.replace(/url\('(fonts\/[^']+)'\)/g, (_, font) => `url('${names.get(`/${font}`)}')`);
css = withFonts(themed(css));
await publish('peyk.css', await minified(css + brandedStyle(edition), 'css'));
for (const name of STYLES_LATER) await publish(`${name}.css`, await minified(await style(name), 'css'));
await publish('embed.css', await minified(withFonts(await style('fonts') + themed(await style('embed'))), 'css'));
await publish('builder.css', await minified(await style('builder'), 'css'));
await publish('frame.js', await bundled('plain/frame.js'));
await publish('builder.js', await bundled('plain/builder.js'));
// Partners' pages name it for ever.
await put('embed.js', await minified(await readFile('plain/embed.js', 'utf8'), 'js'));
await publish('boot.js', await bundled('plain/boot.js'));
const program = async (from, name, to) => {
  await publish(`${to}.js`, await minified(await readFile(`${from}/${name}.js`, 'utf8'), 'js'));
  await publish(`${to}.wasm`, await readFile(`${from}/${name}_bg.wasm`));
};
await program(FROM, 'web', 'peyk');
for (const name of LATER) await program('target/later', name, name);
// The worker lies beside its program.
const worker = (await readFile('plain/search-worker.js', 'utf8'))
  .replace('./search.js', () => `./${names.get('/search.js')}`)
  .replace('./search.wasm', () => `./${names.get('/search.wasm')}`);
await publish('search-worker.js', await minified(worker, 'js'));

await put('manifest.webmanifest', brandedManifest(await readFile('public/manifest.webmanifest', 'utf8'), edition));
// A page as it is in the end: with the final addresses of its files, and with what must run before the
// first paint inside, whose hash the page's policy names.
const addressed = (page) => page.replace(/(href|src)="(\/[^"]*)"/g, (_, attribute, address) => `${attribute}="${base}${names.get(address) ?? address.slice(1)}"`);
const inlined = async (page, name) => {
  const script = (await bundled(`plain/${name}.js`)).trim();
  return page.replace(`<script id="peyk-${name}"></script>`, () => `<script>${script}</script>`)
    .replace("script-src 'self'", () => `script-src 'self' 'sha256-${digest(script, 'base64')}'`);
};
let html = addressed(brandedPage(await readFile(`${FROM}/index.html`, 'utf8'), edition));
html = html.replace('name="peyk-base" content="/"', `name="peyk-base" content="${base}"`);
html = await inlined(html, 'head');
html = html.replace(/^\s*\n/gm, '');
await put('index.html', html);
// The pages of other sites' frames, and of those who make them, without their words: `peyk publish` has them.
for (const [name, script] of [['embed', 'choices'], ['builder', 'settings']]) {
  await put(`${name}.html`, await inlined(addressed(await readFile(`${name}.html`, 'utf8')), script));
}
// Static hosts that know no rule for page addresses show this file for them.
await put('404.html', html);

// The service worker keeps whole builds: every file that the app needs, each with its sum. Pictures of
// the interface are not among them, nor what only other sites use.
const sums = { 'index.html': digest(html, 'base64') };
for (const name of names.values()) {
  if (!/^(?:embed|frame|builder)-/.test(name)) sums[name] = digest(await readFile(path.join(DRAFT, name)), 'base64');
}
const sorted = Object.fromEntries(Object.entries(sums).sort(([one], [other]) => (one < other ? -1 : 1)));
const kept = { build: short(JSON.stringify(sorted)), files: sorted, shell: 'index.html' };
await put('sw.js', `self.PEYK=${JSON.stringify(kept)};\n${await bundled('plain/sw.js')}`);
// In its place it takes everything off a reader's device.
await put('sw-off.js', await bundled('plain/sw-off.js'));

const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);
for (const entry of await readdir(DRAFT, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath ?? entry.path, entry.name);
  if (!entry.isFile() || !PACKED.has(path.extname(file))) continue;
  const bytes = await readFile(file);
  const params = {
    [zlib.constants.BROTLI_PARAM_QUALITY]: 11,
    [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    [zlib.constants.BROTLI_PARAM_LGWIN]: 22,
  };
  await writeFile(`${file}.br`, await brotli(bytes, { params }));
  await writeFile(`${file}.gz`, await gzip(bytes, { level: 9 }));
}

await rm(TO, { recursive: true, force: true });
await rename(DRAFT, TO);
