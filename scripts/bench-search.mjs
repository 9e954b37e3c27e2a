// Search beside other engines, on the same texts in the same run: our program as readers get it,
// MiniSearch and FlexSearch with their own defaults and with prefixes and tolerance, and a scan for
// folded substrings. STORIES: how many.
import { readFile, readdir } from 'node:fs/promises';
import FlexSearch from 'flexsearch';
import MiniSearch from 'minisearch';

const STORIES = Number(process.env.STORIES ?? 5000);
const WORDS = 348;
const VOCABULARY = 20000;
const QUERIES = 300;
/** How many results the page asks for. */
const SHOWN = 20;
const LETTERS = 'ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی';

let seed = 11;
/** A number from 0 up to 1 (mulberry32), the same in each run. */
const random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const times = (count, make) => Array.from({ length: count }, (_, at) => make(at));

// Words as a language has them: few that are everywhere, many that are rare.
const vocabulary = times(VOCABULARY, () => times(2 + Math.floor(random() * 6), () => pick([...LETTERS])).join(''));
const word = () => vocabulary[Math.floor(VOCABULARY ** random()) - 1];
const words = (count) => times(count, word).join(' ');
const stories = times(STORIES, (at) => ({ id: at, code: String(100000 + at), title: words(8), lead: words(20), body: words(WORDS - 28) }));
const queries = times(QUERIES, () => {
  const { body } = pick(stories);
  const all = body.split(' ');
  const at = Math.floor(random() * (all.length - 3));
  const asked = all.slice(at, at + 1 + Math.floor(random() * 3));
  const last = asked.at(-1);
  if (random() < 0.5 && last.length > 3) asked[asked.length - 1] = last.slice(0, 3);
  return asked.join(' ');
});

const fold = (text) => text.replace(/[يىئ]/g, 'ی').replace(/ك/g, 'ک').replace(/[ةۀ]/g, 'ه').replace(/[أإآٱ]/g, 'ا').replace(/ؤ/g, 'و')
  .replace(/[\u064b-\u065f\u0670\u0640ء]/g, '').toLowerCase();

// Our program, as the worker runs it.
const ours = async () => {
  const file = async (pattern) => {
    const name = (await readdir('dist')).find((one) => pattern.test(one));
    if (!name) throw new Error('dist/ is missing; run: make build');
    return readFile(`dist/${name}`);
  };
  const address = (type, bytes) => `data:${type};base64,${bytes.toString('base64')}`;
  const { default: start } = await import(address('text/javascript', await file(/^search-[0-9a-f]{16}\.js$/)));
  await start({ module_or_path: address('application/wasm', await file(/^search-[0-9a-f]{16}\.wasm$/)) });
  const ask = globalThis.peykSearch;
  const row = ({ code, title, lead, body }) => [code, title, '', lead, body, '', '', null];
  const before = () => ask({ id: 0, find: { query: 'x', sections: [], limit: 1 } }).bytes;
  return {
    slices: [],
    build(all) {
      for (let at = 0; at < all.length; at += 100) {
        const began = performance.now();
        ask({ add: all.slice(at, at + 100).map(row) });
        this.slices.push(performance.now() - began);
      }
    },
    find: (query, limit) => ask({ id: 1, find: { query, sections: [], from: null, limit } }).codes,
    clear: (all) => ask({ remove: all.map(({ code }) => code) }),
    bytes: before,
  };
};
const fields = ['title', 'lead', 'body'];
const mini = (options) => () => {
  const index = new MiniSearch({ fields, storeFields: ['code'], searchOptions: { combineWith: 'AND', ...options } });
  return {
    build: (all) => index.addAll(all),
    find: (query, limit) => index.search(query).slice(0, limit).map(({ code }) => code),
    bytes: () => JSON.stringify(index).length,
  };
};
const flex = () => {
  const index = new FlexSearch.Document({ document: { id: 'code', index: fields }, tokenize: 'forward', encoder: FlexSearch.Charset?.Exact });
  return {
    build: (all) => { for (const one of all) index.add(one); },
    find: (query, limit) => [...new Set(index.search(query, { limit }).flatMap(({ result }) => result))],
    bytes: () => {
      let size = 0;
      index.export((_, data) => { size += data?.length ?? 0; });
      return size;
    },
  };
};
const scan = () => {
  let texts = [];
  return {
    build: (all) => { texts = all.map(({ code, title, lead, body }) => [code, fold(`${title} ${lead} ${body}`)]); },
    find: (query, limit) => {
      const asked = fold(query).split(' ');
      return texts.filter(([, text]) => asked.every((part) => text.includes(part))).slice(0, limit).map(([code]) => code);
    },
    bytes: () => texts.reduce((sum, [, text]) => sum + 2 * text.length, 0),
  };
};

/** The table of spellings: stories, and what each query must find. */
const table = async () => {
  const { groups, pairs, others, length, words: all } = JSON.parse(await readFile('tests/fixtures/search.json', 'utf8'));
  const story = (code, body) => ({ id: code, code, title: '', lead: '', body });
  const told = times(others, (n) => story(`other-${n}`, times(length, (i) => all[(31 * n + 7 * i * i + 13 * i) % all.length]).join(' ')));
  const asked = [];
  groups.forEach(({ spellings }, g) => {
    const codes = spellings.map((_, s) => `group-${g}-${s}`);
    spellings.forEach((spelling, s) => {
      told.push(story(codes[s], `خبر، ${spelling}، پایان`));
      asked.push([spelling, codes]);
    });
  });
  pairs.forEach(({ text, query }, p) => {
    told.push(story(`pair-${p}`, `خبر، ${text}، پایان`));
    asked.push([query, [`pair-${p}`]]);
  });
  return { told, asked };
};

const { told, asked } = await table();
const engines = [
  ['peyk', ours], ['MiniSearch', mini({})], ['MiniSearch, prefix and fuzzy', mini({ prefix: true, fuzzy: 0.2 })], ['FlexSearch, forward', flex], ['folded substrings', scan],
];
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
console.log(`${STORIES} stories of ${WORDS} words, ${QUERIES} queries; ${asked.length} spellings among ${told.length} stories`);
console.log('engine'.padEnd(30) + ['build ms', 'p50 ms', 'p95 ms', 'kB/story', 'found', 'exact'].map((name) => name.padStart(10)).join(''));
let mine;
const missed = [];
for (const [name, make] of engines) {
  const engine = await make();
  const before = engine.bytes();
  const began = performance.now();
  engine.build(stories);
  const build = performance.now() - began;
  for (const query of queries) engine.find(query, SHOWN);
  const spent = queries.map((query) => {
    const from = performance.now();
    engine.find(query, SHOWN);
    return performance.now() - from;
  }).sort((one, other) => one - other);
  const bytes = engine.bytes() - (name === 'peyk' ? before : 0);
  engine.clear?.(stories);
  const small = engine.clear ? engine : await make();
  small.build(told);
  let found = 0;
  let exact = 0;
  for (const [query, codes] of asked) {
    const answer = new Set(small.find(query, told.length));
    const all = codes.every((code) => answer.has(code));
    if (all) found += 1;
    if (all && answer.size === codes.length) exact += 1;
  }
  const p95 = at(spent, 0.95);
  if (name === 'peyk') {
    mine = p95;
    missed.push(...[['p95 of a query over 0.3 ms', p95 > 0.3], ['index over 0.6 kB a story', bytes / STORIES > 600], ['a spelling not found, or a false hit', exact < asked.length]].filter(([, is]) => is).map(([what]) => what));
    console.log(`longest slice of 100 stories: ${Math.max(...engine.slices).toFixed(1)} ms (in the worker)`);
  }
  const figures = [build.toFixed(0), at(spent, 0.5).toFixed(3), p95.toFixed(3), (bytes / STORIES / 1000).toFixed(2), `${found}/${asked.length}`, `${exact}/${asked.length}`];
  console.log(name.padEnd(30) + figures.map((figure) => figure.padStart(10)).join('') + (name === 'peyk' ? '' : `   ${(p95 / mine).toFixed(1)} ×`));
}
if (missed.length) console.log(`Goals missed: ${missed.join('; ')}.`);
