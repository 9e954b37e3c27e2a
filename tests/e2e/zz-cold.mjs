// cold visits, traced: thread time on the main thread until first paint / text; variants of the published page
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync, rmSync, readdirSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { publish, serve } from './app.mjs';
import { open, events, tasks } from './zz-trace.mjs';
const STORY = process.env.STORY || '103501';
const W = '/tmp/exp/cold'; rmSync(W, { recursive: true, force: true }); mkdirSync(W, { recursive: true });
publish(`${W}/site`);
const page = process.env.PAGE || `n/${STORY}/`;
const html = readFileSync(`${W}/site/${page}index.html`, 'utf8');
const variants = {
  real: (h) => h,
  nostate: (h) => h.replace(/<script[^>]*id="peyk-state"[\s\S]*?<\/script>/, '').replace(/<script type="application\/ld\+json">[\s\S]*?<\/script>/g, ''),
  noscript: (h) => h.replace(/<script[\s\S]*?<\/script>/g, ''),
  nocss: (h) => h.replace(/<style>[\s\S]*?<\/style>/, '<style>body{font:18px/32px sans-serif}svg{width:20px}</style>'),
  nofontpreload: (h) => h.replace(/<link rel="preload" as="font"[^>]*>/g, ''),
  bare: (h) => h.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<style>[\s\S]*?<\/style>/, '<style>body{font:18px/32px sans-serif}svg{width:20px}</style>').replace(/<link[^>]*>/g, ''),
};
const names = (process.env.V || 'floor,real,nostate,noscript,nocss,nofontpreload,bare').split(',');
// floor from bench
const fonts = readdirSync('dist/fonts').filter((n) => /persian-(400|700)-.*woff2$/.test(n));
mkdirSync(`${W}/floor/fonts`, { recursive: true }); for (const f of fonts) cpSync(`dist/fonts/${f}`, `${W}/floor/fonts/${f}`);
const faces = fonts.map((font) => `@font-face{font-family:V;font-weight:${font.match(/\d{3}/)[0]};font-display:swap;src:url(/fonts/${font})}`).join('');
const feed = JSON.parse(readFileSync('dist/feed.json', 'utf8'));
const story = feed.items.find((i) => i.id === STORY);
let body;
if (page === '') { const front = JSON.parse(html.split('id="peyk-state"')[1].split('>').slice(1).join('>').split('</script')[0]); body = front.items.map((item) => `<h2 class="headline"><a href="/n/${item.id}/">${item.title}</a></h2><p>${item.summary ?? ''}</p>`).join(''); }
else body = `<h1>${story.title}</h1><p>${story.summary}</p><div class="story-body">${story.content_html.replace(/<figure[\s\S]*?<\/figure>/g, '')}</div>`;
const put = (dir, text) => { mkdirSync(dir, { recursive: true }); writeFileSync(`${dir}/index.html`, text); writeFileSync(`${dir}/index.html.br`, brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })); };
put(`${W}/floor`, `<!doctype html><html lang="fa" dir="rtl"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>t</title><style>${faces}body{font:18px/32px V,sans-serif;margin:1rem}</style><main>${body}</main></html>`);
const servers = {};
for (const n of names) { if (n === 'floor') { servers[n] = [await serve({ dir: `${W}/floor` }), '']; continue; }
  if (n !== 'real') { cpSync(`${W}/site`, `${W}/${n}`, { recursive: true }); put(`${W}/${n}/${page}`, variants[n](html)); }
  servers[n] = [await serve({ dir: n === 'real' ? `${W}/site` : `${W}/${n}` }), page]; }
const WATCH = `window.seen={text:0};new MutationObserver((_,self)=>{if(document.querySelector('.story-body p, main .headline')){self.disconnect();seen.found=performance.now();requestAnimationFrame(()=>{seen.text=performance.now()})}}).observe(document,{childList:true,subtree:true});`;
const res = {};
const med = (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length / 2)];
for (let r = 0; r < +(process.env.N || 5); r++) for (const n of names) {
  const { driver, run, cdp } = await open({ network: true });
  await cdp('Page.addScriptToEvaluateOnNewDocument', { source: WATCH });
  const [s, p] = servers[n];
  await driver.get(`${s.address}/${p}`);
  await driver.wait(() => run("return seen.text>0 && performance.getEntriesByName('first-contentful-paint').length>0"), 20000);
  await run('return new Promise(d=>setTimeout(d,+arguments[0]))', process.env.WAIT || 500);
  const t = await run("const n=performance.getEntriesByType('navigation')[0]; return {found:seen.found,text:seen.text,fcp:performance.getEntriesByName('first-contentful-paint')[0].startTime,resp:n.responseStart,end:n.responseEnd,bytes:n.transferSize}");
  const all = await events(driver);
  const nav = all.filter((e) => e.name === 'ParseHTML' && JSON.stringify(e.args).includes(s.address)).map((e) => e.pid); const pid = nav[nav.length - 1];
  const own = all.filter((e) => e.pid === pid);
  const resp = own.filter((e) => e.name === 'ResourceReceiveResponse').sort((a, b) => a.ts - b.ts)[0]?.ts ?? 0;
  const fcp = all.find((e) => /firstContentfulPaint/i.test(e.name) && e.pid === pid)?.ts ?? Infinity;
  if (process.env.LINE) { const z = own.filter((e) => e.name === 'navigationStart').map((e) => e.ts).filter((x) => x < own.find((e) => e.name === 'firstContentfulPaint')?.ts).sort((a, b) => b - a)[0] ?? resp; for (const e of own) if (e.ts > z && e.ts < z + 700e3 && (e.ph !== 'X' || (e.tdur ?? 0) > 1500) && /RunTask|Layout$|UpdateLayoutTree|ParseHTML|Evaluate|Paint|Commit|ResourceSend|ResourceFinish|ResourceReceiveResp|firstC|domContent|loadEvent|FunctionCall|BeginFrame|DrawFrame|FireAnim/.test(e.name)) console.log(n, ((e.ts - z) / 1000).toFixed(1), ((e.tdur ?? 0) / 1000).toFixed(1), e.name, JSON.stringify(e.args?.data?.url ?? '').slice(-40)); }
  const cpu = own.filter((e) => e.name === 'RunTask' && e.ph === 'X' && e.ts >= resp && e.ts < resp + t.fcp * 1000).reduce((s, e) => s + (e.tdur ?? 0), 0) / 1000;
  const list = tasks(own, 20);
  (res[n] ??= []).push({ ...t, cpu, tbt: list.filter((x) => x.ms > 50).reduce((s, x) => s + x.ms - 50, 0) });
  if (process.env.SHOW && r === 0) { console.log(n, JSON.stringify(t)); for (const x of list.filter((x) => x.ts > resp - 50000)) console.log(`   ${x.ms.toFixed(0)} at ${((x.ts - resp) / 1000).toFixed(0)}: ${x.inside}`); }
  await driver.quit();
}
for (const n of names) console.log(n.padEnd(14), ['bytes', 'resp', 'end', 'found', 'text', 'fcp', 'cpu', 'tbt'].map((k) => `${k} ${Math.round(med(res[n].map((x) => x[k])))}`).join('  '));
for (const [s] of Object.values(servers)) s.stop();
