import { mkdirSync, writeFileSync } from 'node:fs';
import { App, publish, serve } from './app.mjs';
const OUT = '/tmp/exp/shots'; mkdirSync(OUT, { recursive: true });
publish('/tmp/exp/demo'); publish('/tmp/exp/borna', { feed: '/work/shared/input/borna-feed.json' });
const [demo, borna] = [await serve({ dir: '/tmp/exp/demo' }), await serve({ dir: '/tmp/exp/borna' })];
const app = await App.open(demo, { width: 1280 });
const shot = async (name, height) => {
  await app.cdp('Emulation.setDeviceMetricsOverride', { width: app.width, height: height ?? 1500, deviceScaleFactor: 1, mobile: app.width < 600 });
  await app.run('return new Promise(d=>setTimeout(d,700))');
  const { data } = await app.cdp('Page.captureScreenshot', { format: 'png' });
  writeFileSync(`${OUT}/${name}.png`, Buffer.from(data, 'base64'));
};
const list = process.env.ONLY?.split(',');
for (const [server, name, path] of [[borna, 'b-front', ''], [borna, 'b-story', 'n/867012/'], [demo, 'front', ''], [demo, 'section', 's/society/'], [demo, 'story', 'n/103501/'], [demo, 'search', 'search/?q=آب'], [demo, 'settings', 'settings/'], [demo, 'saved', 'saved/'], [demo, 'drafts', 'drafts/'], [demo, 'notfound', 'zzz/'], [demo, 'provinces', 's/provinces/'], [demo, 'builder', 'builder/']]) {
  if (list && !list.includes(name)) continue;
  for (const [w, dark] of [[1280, false], [360, true], [360, false], [1280, true]]) {
    if (dark === (w === 1280) && !process.env.ALL) continue;
    app.server = server; await app.screen(w, dark);
    await app.driver.get(server.address + '/' + path);
    await app.run('return new Promise(d=>setTimeout(d,1800))');
    await shot(`${name}-${w}${dark ? '-dark' : ''}`, w === 360 ? 1600 : 1400);
  }
}
await app.quit(); demo.stop(); borna.stop();
