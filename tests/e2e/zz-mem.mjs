import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { serve } from './app.mjs';
import { open } from './zz-trace.mjs';
const many = await serve({ feed: 'target/bench/feed.json' });
for (const sw of [true, false, true, false]) {
const { driver, cdp } = await open();
if (!sw) await cdp('Page.addScriptToEvaluateOnNewDocument', { source: "Object.defineProperty(Navigator.prototype,'serviceWorker',{value:undefined})" });
await driver.get(`${many.address}/s/society/`);
await driver.wait(() => driver.executeScript("return document.querySelectorAll('main .card').length > 0"), 60000);
await driver.executeAsyncScript(`const done = arguments[0]; let last = performance.now(); let worst = 0; let steps = 0;
    const step = (now) => { worst = Math.max(worst, now - last); last = now; scrollBy(0, 400); steps += 1; steps < 200 ? requestAnimationFrame(step) : done([worst, document.querySelectorAll('main .card').length]); };
    requestAnimationFrame(step);`);
const renderers = execFileSync('sh', ['-c', "pgrep -f -- '--type=renderer' || true"]).toString().trim().split('\n').filter(Boolean);
const sizes = await Promise.all(renderers.map(async (pid) => {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    return [...text.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+)/gm)].reduce((sum, [, kb]) => sum + Number(kb), 0);
}));
console.log(sw, sizes.join(' '), JSON.stringify(await driver.executeScript('return [performance.memory.usedJSHeapSize/1e6, performance.memory.totalJSHeapSize/1e6]')));
await driver.quit();
}
many.stop();
