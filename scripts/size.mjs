// Weighs the code of a first visit, and fails above the budget. 1 kB is 1000 bytes.
import { readFile, readdir } from 'node:fs/promises';

const BUDGET_KB = 130;
const PARTS = [
  ['program (wasm)', /^peyk-[0-9a-f]{16}\.wasm$/],
  ['glue', /^peyk-[0-9a-f]{16}\.js$/],
  ['boot.js', /^boot-[0-9a-f]{16}\.js$/],
  ['style sheet', /^peyk-[0-9a-f]{16}\.css$/],
];

const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(9);
const files = await readdir('dist').catch(() => {
  console.error('dist/ is missing; run: make build');
  process.exit(1);
});
let raw = 0;
let packed = 0;
console.log(`${'part'.padEnd(16)}${'raw kB'.padStart(9)}${'brotli kB'.padStart(11)}`);
for (const [part, pattern] of PARTS) {
  const found = files.filter((file) => pattern.test(file));
  if (found.length !== 1) {
    console.error(`dist/ holds ${found.length} files for: ${part}; run: make build`);
    process.exit(1);
  }
  const [bytes, brotli] = await Promise.all([readFile(`dist/${found[0]}`), readFile(`dist/${found[0]}.br`)]);
  raw += bytes.length;
  packed += brotli.length;
  console.log(`${part.padEnd(16)}${kb(bytes.length)}${kb(brotli.length).padStart(11)}`);
}
console.log(`${'first visit'.padEnd(16)}${kb(raw)}${kb(packed).padStart(11)}   (budget ${BUDGET_KB})`);
if (packed > BUDGET_KB * 1000) {
  console.error('The code of a first visit is over its budget.');
  process.exit(1);
}
