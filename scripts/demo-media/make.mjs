// Draws the pictures of the demo edition: each a scene of layers, lit by an hour of the day, seeded
// by its own name, so that a second run draws the same. Needs Chromium; the clips need ffmpeg. The
// results are in public/media, so nobody else has to run this.
//
//   node scripts/demo-media/make.mjs [name…]
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { Builder } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
import { SCENES, CLIPS } from './scenes.mjs';

const OUT = 'public/media';
const QUALITY = 72;

const options = new chrome.Options();
options.setChromeBinaryPath('/usr/bin/chromium');
options.addArguments('--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-color-profile=srgb');
const driver = await new Builder().forBrowser('chrome').setChromeOptions(options)
  .setChromeService(new chrome.ServiceBuilder('/usr/bin/chromedriver')).build();

const shot = async (svg, width, height, format = 'webp') => {
  await driver.sendAndGetDevToolsCommand('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false });
  await driver.get(`data:text/html;base64,${Buffer.from(`<meta charset=utf-8><style>*{margin:0}svg{display:block}</style>${svg}`).toString('base64')}`);
  const { data } = await driver.sendAndGetDevToolsCommand('Page.captureScreenshot', {
    format, ...(format === 'webp' ? { quality: QUALITY } : {}), clip: { x: 0, y: 0, width, height, scale: 1 },
  });
  return Buffer.from(data, 'base64');
};

const wanted = process.argv.slice(2);
const chosen = (name) => wanted.length === 0 || wanted.includes(name);
await mkdir(OUT, { recursive: true });
try {
  for (const [name, draw] of Object.entries(SCENES)) {
    if (!chosen(name)) continue;
    const bytes = await shot(draw(name, 0), 1280, 720);
    await writeFile(`${OUT}/${name}.webp`, bytes);
    console.log(`${name}.webp ${bytes.length}`);
  }
  for (const [name, { draw, frames, lines }] of Object.entries(CLIPS)) {
    if (!chosen(name)) continue;
    await writeFile(`${OUT}/${name}.webp`, await shot(draw(name, 0), 1280, 720));
    const work = `target/clip-${name}`;
    await mkdir(work, { recursive: true });
    for (let at = 0; at < frames; at += 1) {
      const scene = draw(name, at / frames).replace('width="1280" height="720"', 'width="640" height="360"');
      await writeFile(`${work}/${String(at).padStart(3, '0')}.png`, await shot(scene, 640, 360, 'png'));
    }
    execFileSync('ffmpeg', ['-y', '-loglevel', 'error', '-framerate', '12', '-i', `${work}/%03d.png`, '-r', '24',
      '-c:v', 'libvpx-vp9', '-b:v', '0', '-crf', '42', '-pix_fmt', 'yuv420p', `${OUT}/${name}.webm`]);
    const step = frames / 12 / lines.length;
    const clock = (seconds) => `00:00:${seconds.toFixed(3).padStart(6, '0')}`;
    const cues = lines.map((line, at) => `${clock(at * step)} --> ${clock((at + 1) * step)}\n${line}\n`);
    await writeFile(`${OUT}/${name}.vtt`, `WEBVTT\n\n${cues.join('\n')}`);
    await rm(work, { recursive: true });
    console.log(`${name}.webm ${(await readFile(`${OUT}/${name}.webm`)).length}`);
  }
  if (chosen('icons')) {
    const icon = await readFile('public/icons/icon.svg', 'utf8');
    const sized = (svg, px) => svg.replace('<svg ', `<svg width="${px}" height="${px}" `);
    const transparent = async (svg, px) => shot(sized(svg, px), px, px, 'png');
    await writeFile('public/icons/icon-192.png', await transparent(icon, 192));
    await writeFile('public/icons/icon-512.png', await transparent(icon, 512));
    // The mark within the safe zone of a maskable icon: a circle of 80 %.
    const maskable = icon.replace('rx="112"', 'rx="0"').replace('class="mark"', 'class="mark" transform="translate(77 77) scale(.7)"');
    await writeFile('public/icons/maskable-512.png', await transparent(maskable, 512));
  }
} finally {
  await driver.quit();
}
