// Measures how many pages a second `peyk serve` and the samples in hosts/ answer over loopback: `wrk`, which
// shares the two cores with the server, asks for a story's packed page, one server after the other in each
// round; medians.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { freePort, publish } from '../tests/e2e/app.mjs';
import { servers } from '../tests/hosts/servers.mjs';

const ROUNDS = 3;
const SECONDS = 5;
const WORK = path.resolve('target/bench-serve');
const SITE = `${WORK}/site`;
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

rmSync(WORK, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });
publish(SITE);
const seen = {};
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, start] of Object.entries(servers(WORK, SITE))) {
    const { port, stop } = await start(await freePort());
    const told = execFileSync('wrk', ['-t2', '-c32', `-d${SECONDS}s`, '-H', 'Accept-Encoding: br', `http://127.0.0.1:${port}/n/867012/`]).toString();
    stop();
    if (/Non-2xx|Socket errors/.test(told)) throw new Error(`${name}: ${told}`);
    (seen[name] ??= []).push(Number(/Requests\/sec:\s+([\d.]+)/.exec(told)[1]));
  }
}
console.log(`A story's page, brotli, wrk -t2 -c32 -d${SECONDS}s on the same two cores, medians of ${ROUNDS}`);
for (const [name, rates] of Object.entries(seen)) console.log(`${name.padEnd(12)}${Math.round(median(rates)).toLocaleString('en').padStart(8)} requests a second`);
