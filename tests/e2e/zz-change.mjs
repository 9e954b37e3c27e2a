import { serve } from './app.mjs';
import { open, events, tasks } from './zz-trace.mjs';
const app = await serve();
for (let round = 0; round < (+process.env.N || 1); round++) {
  const { driver, run, asyncRun, cdp } = await open();
  await driver.get(`${app.address}/s/science/`);
  await driver.wait(() => run("return !!document.querySelector('main .headline a')"), 20000);
  await run('return new Promise(d=>setTimeout(d,2500))');
  for (let k = 0; k < 3; k++) {
    await asyncRun(`const done = arguments[0]; performance.mark('peyk there'); const link = document.querySelector('main .headline a'); link.click();
        const look = () => document.querySelector('.story-body') ? done() : requestAnimationFrame(look); requestAnimationFrame(look);`);
    await run('return new Promise(d=>setTimeout(d,1000))');
    await asyncRun(`const done = arguments[0]; performance.mark('peyk back'); history.back(); 
        const look = () => document.querySelector('.list') ? done() : requestAnimationFrame(look); requestAnimationFrame(look);`);
    await run('return new Promise(d=>setTimeout(d,1000))');
  }
  const all = await events(driver);
  const marks = all.filter((e) => /^peyk /.test(e.name)).map((e) => [e.ts, e.name, e.pid]);
  const own = tasks(all.filter((e) => e.pid === marks[0][2]), +process.env.LEAST || 15);
  for (const [at, [ts, name]] of marks.entries()) {
    const to = marks[at + 1]?.[0] ?? Infinity;
    console.log(name, own.filter((t) => t.ts + t.ms * 1000 >= ts && t.ts < to).map((t) => `\n    ${t.ms.toFixed(0)} at ${((t.ts - ts) / 1000).toFixed(0)}: ${t.inside}`).join(''));
  }
  if (process.env.DETAIL) { const [t0] = marks[0]; for (const e of all) if (e.pid === marks[0][2] && e.ts > t0 && e.ts < t0 + 400e3 && ((e.tdur ?? 0) > 800) && e.name !== 'RunTask') console.log(((e.ts - t0) / 1000).toFixed(1), (e.tdur / 1000).toFixed(1), e.name, JSON.stringify(e.args).slice(0, 300)); }
  await driver.quit();
}
app.stop();
