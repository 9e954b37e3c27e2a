// Writes what the last runs of tests and measurements have noted (tests/e2e/promises.mjs) into the table
// of docs/RELIABILITY.md; what was not run again keeps the line it has.
import { readFile, readdir, writeFile } from 'node:fs/promises';

const DOCUMENT = 'docs/RELIABILITY.md';
const [BEGIN, END] = ['<!-- promises -->', '<!-- end of promises -->'];

const text = await readFile(DOCUMENT, 'utf8');
const [before, rest] = text.split(BEGIN);
const [table, after] = rest.split(END);
const rows = new Map();
for (const line of table.split('\n').filter((one) => one.startsWith('| ')).slice(1)) rows.set(line.split(' | ')[0].slice(2), line);
const names = await readdir('target/promises').catch(() => []);
for (const name of names) {
  const { promise, file, figure } = JSON.parse(await readFile(`target/promises/${name}`, 'utf8'));
  rows.set(promise, `| ${promise} | \`${file}\` | ${figure} |`);
}
const lines = [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
await writeFile(DOCUMENT, `${before}${BEGIN}\n| promise | shown by | last measured |\n|---|---|---|\n${lines.join('\n')}\n${END}${after}`);
console.log(`${names.length} notes, ${lines.length} promises`);
