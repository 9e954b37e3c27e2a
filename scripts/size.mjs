// Weighs the code of a first visit, and fails above the budget. 1 kB is 1000 bytes.
import { readFile, readdir } from 'node:fs/promises';

const BUDGET_KB = 195;
const PARTS = [
  ['program (wasm)', /^peyk-[0-9a-f]{16}\.wasm$/],
  ['glue', /^peyk-[0-9a-f]{16}\.js$/],
  ['boot.js', /^boot-[0-9a-f]{16}\.js$/],
  ['style sheet', /^peyk-[0-9a-f]{16}\.css$/],
];

// What is fetched when it is first needed, with budgets of its own. The goal for search is 30 kB; the
// order of functions, and with it the last hundred bytes, depends on the folder that it is built in.
const LATER = [
  ['desk (wasm)', /^desk-[0-9a-f]{16}\.wasm$/, 120],
  ['search (wasm)', /^search-[0-9a-f]{16}\.wasm$/, 40],
];

const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
const files = await readdir('dist').catch(() => {
  console.error('dist/ is missing; run: make build');
  process.exit(1);
});
const weigh = async (part, pattern) => {
  const found = files.filter((file) => pattern.test(file));
  if (found.length !== 1) {
    console.error(`dist/ holds ${found.length} files for: ${part}; run: make build`);
    process.exit(1);
  }
  const [bytes, brotli] = await Promise.all([readFile(`dist/${found[0]}`), readFile(`dist/${found[0]}.br`)]);
  return { raw: bytes.length, packed: brotli.length };
};
const say = (part, { raw, packed }, budget) =>
  console.log(`${part.padEnd(16)}${kb(raw)}${kb(packed).padStart(11)}${budget ? `   (budget ${budget})` : ''}`);

console.log(`${'part'.padEnd(16)}${'raw kB'.padStart(9)}${'brotli kB'.padStart(11)}`);
const visit = { raw: 0, packed: 0 };
for (const [part, pattern] of PARTS) {
  const weight = await weigh(part, pattern);
  visit.raw += weight.raw;
  visit.packed += weight.packed;
  say(part, weight);
}
say('first visit', visit, BUDGET_KB);
// What runs beside the app, as it is before it is packed: the worker without its list of files, which is as
// long as the build has files, and the script of other sites.
const BESIDE = [
  ['service worker', 'sw.js', 7, (text) => text.slice(text.indexOf('\n') + 1)],
  ['embed.js', 'embed.js', 4, (text) => text],
];
const over = visit.packed > BUDGET_KB * 1000 ? ['first visit'] : [];
for (const [part, pattern, budget] of LATER) {
  const weight = await weigh(part, pattern);
  say(part, weight, budget);
  if (weight.packed > budget * 1000) over.push(part);
}
for (const [part, file, budget, code] of BESIDE) {
  const raw = Buffer.byteLength(code(await readFile(`dist/${file}`, 'utf8')));
  say(part, { raw, packed: (await readFile(`dist/${file}.br`)).length }, `${budget} raw`);
  if (raw > budget * 1000) over.push(part);
}
if (over.length) {
  console.error(`Over budget: ${over.join(', ')}.`);
  process.exit(1);
}
