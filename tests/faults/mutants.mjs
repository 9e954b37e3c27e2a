// 10,000 mutated feeds through reading and drawing as `peyk publish` does (tests/mutants.rs, release build),
// and a sample of them in the app's page. MUTANTS=1000 SAMPLE=50 make it shorter.
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { App, serve } from '../e2e/app.mjs';
import { record } from '../e2e/promises.mjs';

const FILE = 'tests/faults/mutants.mjs';
const { MUTANTS = '10000', SAMPLE = '500' } = process.env;
const FOLDER = `${process.cwd()}/target/faults-mutants`;
const LIMIT_MS = 500;
/** Larger feeds are refused by the app, with a word on it. */
const LARGEST = 8_000_000;
const SOUND = ['sound-1', 'sound-2', 'sound-3'];

rmSync(FOLDER, { recursive: true, force: true });
const said = execFileSync('cargo', ['test', '--release', '--locked', '--features', 'native', '--test', 'mutants', '--', '--nocapture'], {
  env: { ...process.env, MUTANTS, MUTANTS_LIMIT_MS: '1000', MUTANTS_OUT: FOLDER, MUTANTS_SAMPLE: SAMPLE },
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
const figure = /^.*mutated feeds: .*$/m.exec(said)[0];
console.log(figure);

const feed = `${FOLDER}/feed.json`;
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json')).sort();
writeFileSync(feed, '{"version":"https://jsonfeed.org/version/1.1","title":"","items":[]}');
const served = await serve({ feed });
const app = await App.open(served, { width: 360 });
await app.cdp('Page.addScriptToEvaluateOnNewDocument', { source: `
  window.mutant = { longest: 0, errors: [] };
  addEventListener('error', ({ message }) => { mutant.errors.push(message); });
  new PerformanceObserver((entries) => entries.getEntries().forEach(({ duration }) => { mutant.longest = Math.max(mutant.longest, duration); })).observe({ type: 'longtask', buffered: true });` });
await app.cdp('Network.enable', {});
await app.cdp('Network.setBypassServiceWorker', { bypass: true });
const failed = [];
let longest = [0, ''];
for (const name of names) {
  copyFileSync(`${FOLDER}/${name}`, feed);
  try {
    await app.go('');
    const sound = name.endsWith('-sound.json');
    // The report of the feed counts what was kept; the front page need not show every story.
    if (sound) {
      const id = SOUND[Number(name.slice(0, 5)) % SOUND.length];
      await app.go(`n/${id}/`);
      const isLarge = statSync(feed).size > LARGEST;
      await app.until("return document.getElementById('main').textContent.includes(arguments[0])", `${id} of ${name}`, isLarge ? 'بزرگ‌تر از اندازهٔ مجاز' : `متن ${id}`);
    }
    const { longest: task, errors } = await app.run('return mutant');
    if (task > longest[0]) longest = [task, name];
    if (task > LIMIT_MS) failed.push(`${name}: a task of ${Math.round(task)} ms`);
    if (errors.length > 0) failed.push(`${name}: ${errors[0]}`);
  } catch (error) {
    failed.push(`${name}: ${error.message.slice(0, 200)}`);
  }
}
await app.driver.quit();
served.stop();
const shown = `${names.length} in the app's page: longest task ${Math.round(longest[0])} ms (${longest[1]})`;
console.log(shown);
if (failed.length > 0) {
  const kept = failed.slice(0, 40).map((line) => `${line}\n  ${readFileSync(`${FOLDER}/${line.split(':')[0]}`, 'utf8').slice(0, 200)}`);
  console.error(kept.join('\n'));
  process.exit(1);
}
rmSync(FOLDER, { recursive: true, force: true });
record(`${MUTANTS} mutated feeds: 0 panics, every sound story shown, at most 1 s natively and 0.5 s in the app's page`, FILE, `${figure}; ${shown}`);
