// `peyk publish` is killed at random system calls, and finds no room at each of its writes. The run
// after it must give the bytes of a clean run, leave nothing else behind, and touch nothing outside.
// KILLS: how many kills; SEED: other moments.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { record } from '../e2e/promises.mjs';
import { randomFrom } from './support.mjs';

const KILLS = Number(process.env.KILLS ?? 100);
const random = randomFrom(Number(process.env.SEED ?? 7));
const ROOT = 'target/faults/publish';
const PEYK = path.resolve('target/release/peyk');
/** What changes a file or a folder. `pwrite64`, `writev` and others are not used by the command. */
const CALLS = 'openat,openat2,write,fsync,fdatasync,syncfs,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,ftruncate';
/** What needs room. */
const WRITES = 'openat,openat2,write,mkdirat,mkdir,fsync,syncfs,renameat,renameat2,rename';

const faults = [];
const fault = (what) => {
  faults.push(what);
  console.error(`FAULT: ${what}`);
};

/** A feed with `count` stories from the number `first`, with tags and a section. */
const feed = (first, count, word) => JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1',
  title: 'پیک',
  _peyk: { sections: [{ id: 'city', title: 'شهری' }] },
  items: Array.from({ length: count }, (_, at) => ({
    id: String(first + at),
    title: `${word} ${first + at}`,
    content_html: `<p>${word} متن ${first + at}</p>`,
    date_published: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString(),
    tags: [at % 2 ? 'آب' : 'C#'],
    _peyk: { section: 'city' },
  })),
});

/** Every file below `folder` with its bytes; the path of each is relative. */
const tree = (folder, inside = '') => readdirSync(path.join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
  const name = path.join(inside, entry.name);
  return entry.isDirectory() ? [[`${name}/`, ''], ...tree(folder, name)] : [[name, readFileSync(path.join(folder, name), 'latin1')]];
}).sort(([one], [other]) => (one < other ? -1 : 1));

const differences = (one, other) => {
  const before = new Map(one);
  const after = new Map(other);
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
};

const args = (work, name = 'feed.json') => ['publish', '--feed', path.join(work, name), '--app', 'dist', '--out', path.join(work, 'site'), '--site', 'https://news.example', '--allow-removal'];
const publish = (work) => spawnSync(PEYK, args(work), { encoding: 'utf8' });
const traced = (work, inject) => spawnSync('strace', ['-f', '-qq', '-e', 'signal=none', '-e', `trace=${inject.split(':')[0]}`, '-o', '/dev/null', '-e', `inject=${inject}`, PEYK, ...args(work)], { encoding: 'utf8' });
/** How many of `calls` the busiest thread of a run makes; faults are counted in each thread by itself. */
const count = (work, calls) => {
  const log = path.join(ROOT, 'calls');
  spawnSync('strace', ['-f', '-qq', '-e', `trace=${calls}`, '-e', 'signal=none', '-o', log, PEYK, ...args(work)]);
  const threads = new Map();
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const [thread] = line.split(' ');
    if (line && !line.includes('resumed>')) threads.set(thread, (threads.get(thread) ?? 0) + 1);
  }
  return Math.max(...threads.values());
};

rmSync(ROOT, { recursive: true, force: true });
// The folder that each try begins with: a published edition, and another one in the feed.
const begin = path.join(ROOT, 'begin');
mkdirSync(begin, { recursive: true });
writeFileSync(path.join(begin, 'feed.json'), feed(1, 30, 'خبر'));
let done = publish(begin);
if (done.status !== 0) throw new Error(done.stderr);
writeFileSync(path.join(begin, 'feed.json'), feed(10, 30, 'تازه'));
writeFileSync(path.join(begin, 'canary'), 'as it was');
const clean = path.join(ROOT, 'clean');
mkdirSync(clean);
cpSync(path.join(begin, 'feed.json'), path.join(clean, 'feed.json'));
done = publish(clean);
if (done.status !== 0) throw new Error(done.stderr);
const wanted = tree(path.join(clean, 'site'));
const work = path.join(ROOT, 'work');
const fresh = () => {
  rmSync(work, { recursive: true, force: true });
  cpSync(begin, work, { recursive: true });
};
/** What is wrong after the run that follows a fault. */
const judge = (what) => {
  const outside = readdirSync(work).sort().join(' ');
  if (outside !== 'canary feed.json site' || readFileSync(path.join(work, 'canary'), 'utf8') !== 'as it was') fault(`${what}: something outside the site was touched (${outside})`);
  // Between the fault and the next run: every page is whole.
  for (const [name, bytes] of tree(path.join(work, 'site'))) {
    if (name.endsWith('.html') && !name.startsWith('.') && !bytes.trimEnd().endsWith('</html>')) fault(`${what}: ${name} is not whole`);
  }
  const again = publish(work);
  if (again.status !== 0) {
    fault(`${what}: the next run failed: ${again.stderr}`);
    return;
  }
  const other = differences(wanted, tree(path.join(work, 'site')));
  if (other.length) fault(`${what}: after the next run these are other than in a clean one: ${other.slice(0, 5).join(', ')}`);
};

fresh();
const calls = count(work, CALLS);
let killed = 0;
for (let round = 0; killed < KILLS && round < 3 * KILLS; round += 1) {
  fresh();
  const at = 1 + Math.floor(random() * calls);
  const run = traced(work, `${CALLS}:signal=KILL:when=${at}`);
  // A thread may have made fewer calls than in the run that was counted.
  if (run.signal !== 'SIGKILL') continue;
  killed += 1;
  judge(`killed at call ${at} of ${calls}`);
}
if (killed < KILLS) fault(`only ${killed} runs were killed`);
console.log(`${KILLS} kills at random calls out of ${calls}: ${faults.length} faults`);
record('`peyk publish` that is killed at a random system call is finished by the next run', 'tests/faults/publish.mjs', `${KILLS} kills: ${faults.length} differ from a clean run, nothing outside was touched`);

const before = faults.length;
fresh();
const writes = count(work, WRITES);
let refused = 0;
for (const [suffix, words] of [['', 'one write'], ['+', 'every write from there on']]) {
  for (let at = 1; at <= writes; at += 1) {
    // The second kind of disk is tried at every third place.
    if (suffix && at % 3) continue;
    fresh();
    const run = traced(work, `${WRITES}:error=ENOSPC:when=${at}${suffix}`);
    if (run.status !== 0) refused += 1;
    // Where the system cannot even load the program it has no words, nor where its own word is the write.
    const isUnheard = run.status === 127 || run.stderr === '';
    if (run.status !== 0 && !isUnheard && !run.stderr.includes('peyk: ')) fault(`no room for ${words} at ${at}: it ended without a word: ${run.stderr.slice(0, 200)}`);
    if (/panicked/.test(run.stderr)) fault(`no room for ${words} at ${at}: ${run.stderr.slice(0, 300)}`);
    judge(`no room for ${words} at ${at}`);
  }
}
console.log(`${writes} writes without room, ${refused} runs refused: ${faults.length - before} faults`);
record('`peyk publish` that finds no room for a write is finished by the next run', 'tests/faults/publish.mjs', `${writes} places, ${refused} runs that failed: ${faults.length - before} differ from a clean run`);
if (existsSync(ROOT)) rmSync(ROOT, { recursive: true, force: true });
process.exitCode = faults.length ? 1 : 0;
