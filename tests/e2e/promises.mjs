// What test runs have measured of the app's promises, for docs/RELIABILITY.md (scripts/promises.mjs).
import { mkdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';

const TO = 'target/promises';

/** Notes that `promise` was kept by the test in `file`, with the `figure` that was measured. */
export const record = (promise, file, figure) => {
  mkdirSync(TO, { recursive: true });
  const name = createHash('sha256').update(promise).digest('hex').slice(0, 12);
  writeFileSync(`${TO}/${name}.json`, JSON.stringify({ promise, file, figure }));
};
