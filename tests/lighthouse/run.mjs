// Lighthouse's mobile scores of a published site: front, section and story, medians of several runs.
// What is not a matter of speed must be without fault.
import { mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { publish, serve } from '../e2e/app.mjs';

const RUNS = Number(process.env.RUNS || 3);
const WORK = 'target/lighthouse';
const LIGHTHOUSE = path.resolve('tests/lighthouse/node_modules/.bin/lighthouse');
const CHROME = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();

const measure = (address) => JSON.parse(execFileSync(LIGHTHOUSE, [
  address, '--quiet', '--output=json', '--chrome-flags=--headless=new --no-sandbox',
], { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, CHROME_PATH: CHROME } }));
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

mkdirSync(WORK, { recursive: true });
publish(`${WORK}/site`);
const server = await serve({ dir: `${WORK}/site` });
let faults = 0;
try {
  for (const page of ['/', '/s/science/', '/n/867012/']) {
    const reports = Array.from({ length: RUNS }, () => measure(server.address + page));
    const scores = Object.keys(reports[0].categories).map((name) => {
      const score = Math.round(100 * median(reports.map((report) => report.categories[name].score)));
      if (name !== 'performance' && score < 100) faults += 1;
      return `${name} ${score}`;
    });
    const blocked = median(reports.map((report) => report.audits['total-blocking-time'].numericValue));
    const text = median(reports.map((report) => report.audits['first-contentful-paint'].numericValue));
    console.log(`${page.padEnd(14)}${scores.join(', ')}; first text ${Math.round(text)} ms, blocked ${Math.round(blocked)} ms`);
    for (const { id, score, title } of Object.values(reports[0].audits)) {
      const wanted = Object.entries(reports[0].categories).some(([name, { auditRefs }]) =>
        name !== 'performance' && auditRefs.some((ref) => ref.id === id && ref.weight > 0));
      if (wanted && score !== null && score < 1) console.log(`    ${id}: ${title}`);
    }
  }
} finally {
  server.stop();
}
process.exitCode = faults ? 1 : 0;
