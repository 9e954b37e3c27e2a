// Files that run scripts where a browser lets them, on every host, opened by themselves in Chromium: none of
// them may run, or read what the reader has kept on the site.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { App, freePort, serve } from '../e2e/app.mjs';
import { record } from '../e2e/promises.mjs';
import { FOREIGN, newsroom } from '../hosts/foreign.mjs';
import { servers } from '../hosts/servers.mjs';

const WORK = path.resolve('target/faults-hosts');
const SITE = `${WORK}/site`;
const FILE = 'tests/faults/hosts.mjs';
const problems = [];

rmSync(WORK, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });
const feed = newsroom(`${WORK}/news`);
execFileSync('target/release/peyk', ['publish', '--feed', feed, '--app', 'dist', '--out', SITE]);

// What was published: nothing but what may be, and that in the form it may have.
let published = 0;
for (const { name, bytes, published: expected } of FOREIGN) {
  const there = existsSync(`${SITE}/foreign/${name}`);
  published += there ? 1 : 0;
  if (there !== Boolean(expected)) problems.push(`${name} is ${there ? '' : 'not '}published`);
  if (there && expected === 'reduced' && /script|onload|onerror|onbegin|foreignObject/i.test(readFileSync(`${SITE}/foreign/${name}`, 'utf8'))) problems.push(`${name} is published with its script`);
  if (there && expected === 'kept' && !readFileSync(`${SITE}/foreign/${name}`).equals(Buffer.from(bytes))) problems.push(`${name} is another file`);
}
if (existsSync(`${SITE}/private.json`)) problems.push('private.json is published');
if (JSON.parse(readFileSync(`${SITE}/report.json`, 'utf8')).secret) problems.push('report.json is a source\'s');

// What nobody published, but lies there: the host is the last wall.
for (const { name, bytes } of FOREIGN) {
  mkdirSync(`${SITE}/copied`, { recursive: true });
  writeFileSync(`${SITE}/copied/${name}`, bytes);
}

const hosts = Object.entries(servers(WORK, SITE)).map(([name, start]) => ({ name, folders: ['foreign', 'copied'], start: async () => start(await freePort()) }));
hosts.push({ name: 'peyk serve --feed', folders: ['foreign'], start: async () => {
  const server = await serve({ feed });
  return { ...server, port: Number(new URL(server.address).port) };
} });

let opened = 0;
for (const { name: host, folders, start } of hosts) {
  const { port, stop } = await start();
  const app = await App.open({ address: `http://127.0.0.1:${port}`, base: '/' });
  try {
    const origin = `http://127.0.0.1:${port}`;
    await app.driver.get(`${origin}/robots.txt`);
    // The canary must be there, and a script that runs must be seen: else this proves nothing.
    await app.run("localStorage.setItem('canary', 'draft')");
    await app.driver.get(`data:text/html,<script>document.title = 'ran ' + 1</script>`);
    if (!(await app.driver.getTitle()).startsWith('ran')) problems.push('a script that runs is not seen');
    for (const folder of folders) {
      for (const { name } of FOREIGN) {
        await app.driver.get(`${origin}/${folder}/${name}`);
        opened += 1;
        const title = await app.driver.getTitle().catch(() => '');
        if (title.startsWith('ran')) problems.push(`${host}: ${folder}/${name} ran a script: ${title}`);
      }
    }
    await app.driver.get(`${origin}/robots.txt`);
    if (await app.run("return localStorage.getItem('canary')") !== 'draft') problems.push(`${host}: the canary is gone`);
  } finally {
    await app.quit();
    stop();
  }
  console.log(`${host}: ${folders.length * FOREIGN.length} files opened`);
}

console.log(`${FOREIGN.length} files that run scripts, ${published} published (reduced, or pictures by content); opened ${opened} times on ${hosts.length} hosts, ${problems.length} problems`);
for (const problem of problems) console.log(`  ${problem}`);
if (problems.length > 0) process.exit(1);
record('a file of a source that is opened by itself runs no script, on every host', FILE, `${FOREIGN.length} files, ${hosts.length} hosts, ${opened} openings: no script ran, the canary was not read`);
