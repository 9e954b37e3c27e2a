// Feeds of 8 MB that hold one thing a hundred thousand times: how long `peyk publish` and the app's page
// take over each, how much memory the command needs, and how that grows from half the size.
// KINDS=title,tags runs only those whose names contain one of the words.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { App, serve } from '../e2e/app.mjs';
import { record } from '../e2e/promises.mjs';

const FILE = 'tests/faults/blowups.mjs';
const FOLDER = 'target/faults-feed';
/** The app takes feeds of up to 8,000,000 bytes. */
const SIZE = 7_900_000;
const LIMIT = { publish: 10_000, memory: 500, page: 2_000, growth: 2.5 };
/** Times below this say nothing of how they grow. */
const SMALL = { publish: 500, page: 400 };
const SOUND = '{"id":"sound","title":"خبر سالم","content_text":"متن سالم","date_published":"2019-01-01T00:00:00Z"}';

const bytes = (text) => Buffer.byteLength(text);
/** `unit` as often as fits into `size` bytes; a function is given the number of each. */
const many = (size, unit, between = '') => {
  if (typeof unit === 'string') return Array(Math.floor(size / bytes(unit + between))).fill(unit).join(between);
  const out = [];
  for (let used = 0, at = 0; used < size; at += 1) {
    const next = unit(at);
    out.push(next);
    used += bytes(next + between);
  }
  return out.join(between);
};
const list = (size, unit) => `[${many(size, unit, ',')}]`;
const feed = (head, items) => `{"version":"https://jsonfeed.org/version/1.1","title":"پیک",${head}"items":[${items ? `${items},` : ''}${SOUND}]}`;
const story = (fields) => feed('', `{"id":"big","title":"بزرگ","date_published":"2026-01-01T00:00:00Z",${fields}}`);
const extended = (fields) => story(`"content_text":"متن","_peyk":{${fields}}`);
const edition = (fields) => feed(`"_peyk":{${fields}},`, '');
const html = (text) => story(`"content_html":${JSON.stringify(text)}`);
/** Markup whose quotation marks need no escape, so that its size in the feed is its own. */
const body = (unit, end = '') => (size) => html(many(size, unit) + end);
const channel = (inside) => `<rss version="2.0"><channel><title>پیک</title>${inside}<item><guid>sound</guid><title>خبر سالم</title><description>متن سالم</description></item></channel></rss>`;
const item = (inside) => channel(`<item><guid>big</guid><title>بزرگ</title><description>متن</description>${inside}</item>`);
const atom = (inside) => `<feed xmlns="http://www.w3.org/2005/Atom"><title>پیک</title><entry><id>big</id><title>بزرگ</title><updated>2026-01-01T00:00:00Z</updated>${inside}</entry><entry><id>sound</id><title>خبر سالم</title><updated>2019-01-01T00:00:00Z</updated><content>متن سالم</content></entry></feed>`;

/** Name, feed of a size, and the page that shows most of it. */
const KINDS = [
  ['nested arrays', (size) => story(`"content_text":"متن","x":${'['.repeat(size / 2)}${']'.repeat(size / 2)}`)],
  ['nested objects', (size) => story(`"content_text":"متن","x":${'{"a":'.repeat(size / 6)}1${'}'.repeat(size / 6)}`)],
  ['unknown fields', (size) => story(`"content_text":"متن",${many(size, (at) => `"x${at}":1`, ',')}`)],
  ['one field many times', (size) => story(`${many(size, '"content_text":"متن",')}"content_text":"متن"`)],
  ['escapes', (size) => story(`"content_text":"${many(size, '\\u200c\\u0628')}"`)],
  ['lone surrogates', (size) => story(`"content_text":"${many(size, '\\ud800')}"`)],
  // Beyond a million items none is looked at: the sound one comes first.
  ['items that are no objects', (size) => feed('', `${SOUND},${many(size, '1,').slice(0, -1)}`)],
  ['empty items', (size) => feed('', `${SOUND},${many(size, '{},').slice(0, -1)}`)],
  ['items without an id', (size) => feed('', many(size, '{"title":"a"},').slice(0, -1))],
  ['duplicates', (size) => feed('', many(size, '{"id":"big","title":"بزرگ"},').slice(0, -1))],
  ['withdrawn items', (size) => feed('', many(size, (at) => `{"id":${at},"_peyk":{"withdrawn":true}}`, ','))],
  ['long ids', (size) => feed('', many(size, (at) => `{"id":"${'x'.repeat(100_000)}${at}","title":"a"}`, ','))],
  ['a long address', (size) => story(`"content_text":"متن","url":"https://a.example/${'x'.repeat(size)}"`)],
  ['dot segments', (size) => story(`"content_text":"متن","attachments":${list(size, `{"url":"${'../a/'.repeat(800)}"}`)}`)],
  ['a long next_url', (size) => feed(`"next_url":"${'x/'.repeat(size / 2)}",`, '')],
  ['tags of one story', (size) => story(`"content_text":"متن","tags":${list(size, (at) => `"ب${at}"`)}`)],
  ['tags of many stories', (size) => feed('', many(size, (at) => `{"id":"t${at}","title":"ت","content_text":"م","tags":${list(size / 250, (tag) => `"ب${at}-${tag}-${'ز'.repeat(80)}"`)}}`, ','))],
  ['tags in one text', (size) => story(`"content_text":"متن","tags":"${many(size, (at) => `ب${at}`, ',')}"`)],
  ['a long tag', (size) => story(`"content_text":"متن","tags":["${many(size, 'ب')}"]`)],
  ['authors of a story', (size) => story(`"content_text":"متن","authors":${list(size, (at) => `{"name":"ب${at}"}`)}`)],
  ['authors of the feed', (size) => feed(`"authors":${list(size, (at) => `{"name":"ب${at}"}`)},`, '')],
  ['attached pictures', (size) => story(`"content_text":"متن","attachments":${list(size, (at) => `{"url":"${at}.jpg","title":"ب${at}"}`)}`)],
  ['unusable attachments', (size) => story(`"content_text":"متن","attachments":${list(size, '{"url":"javascript:1"}')}`)],
  ['gallery', (size) => extended(`"gallery":${list(size, (at) => `"${at}.jpg"`)}`)],
  ['captions of a gallery', (size) => extended(`"gallery":${list(size, `{"url":"a.jpg","caption":"${'زیر '.repeat(2000)}"}`)}`)],
  ['srcset', (size) => extended(`"picture":{"url":"a.jpg","srcset":"${many(size, (at) => `${at}.jpg ${at + 1}w`, ', ')}"}`)],
  ['sections', (size) => edition(`"sections":${list(size, (at) => `{"id":"s${at}","title":"ب${at}"}`)}`)],
  ['sections in a chain', (size) => edition(`"sections":${list(size, (at) => `{"id":"s${at}","title":"ب","parent":"s${at + 1}"}`)}`)],
  ['related', (size) => extended(`"related":${list(size, (at) => `"${at}"`)}`)],
  ['front.seconds', (size) => edition(`"front":{"seconds":${list(size, (at) => `"${at}"`)}}`)],
  ['front.most_read', (size) => edition(`"front":{"most_read":${list(size, '"sound"')}}`)],
  ['front.blocks', (size) => edition(`"sections":[{"id":"a","title":"الف"}],"front":{"blocks":${list(size, '"a"')}}`)],
  ['a title of one word', (size) => feed('', `{"id":"big","title":"${many(size, 'ب')}","content_text":"متن"}`)],
  ['a title of words', (size) => feed('', `{"id":"big","title":"${many(size, 'خبر ')}","content_text":"متن"}`)],
  ['a title of marks', (size) => feed('', `{"id":"big","title":"ب${many(size, '\u064e\u0651')}","content_text":"متن"}`)],
  ['a lead of one word', (size) => story(`"content_text":"متن","summary":"${many(size, 'ب')}"`)],
  ['a kicker', (size) => extended(`"kicker":"${many(size, 'خبر ')}"`)],
  ['a caption', (size) => extended(`"picture":{"url":"a.jpg","caption":"${many(size, 'ب')}"}`)],
  ['a correction', (size) => extended(`"correction":"${many(size, 'خبر ')}"`)],
  ['the name of the edition', (size) => edition(`"brand":{"name":"${many(size, 'خبر ')}"}`)],
  ['the contact', (size) => edition(`"contact":{"address":"${many(size, 'خبر ')}","email":"${'a'.repeat(100)}@b"}`)],
  ['lines of plain text', (size) => story(`"content_text":"${many(size, 'خبر\\n\\n')}"`), 'n/big/'],
  ['a paragraph of words', body('خبر امروز '), 'n/big/'],
  ['a paragraph of one word', body('ب'), 'n/big/'],
  ['a paragraph of one Latin word', body('a'), 'n/big/'],
  ['a paragraph of short Latin words', body('q '), 'n/big/'],
  ['a paragraph of two alphabets', body('سلام a '), 'n/big/'],
  ['a word of two alphabets', body('بa'), 'n/big/'],
  ['a list item of short Latin words', (size) => html(`<ul><li>${many(size, 'q ')}</ul>`), 'n/big/'],
  ['a cell of short Latin words', (size) => html(`<table><td>${many(size, 'q ')}</table>`), 'n/big/'],
  ['a heading of short Latin words', (size) => html(`<h2>${many(size, 'q ')}</h2>`), 'n/big/'],
  ['a link of short Latin words', (size) => html(`<a href=https://a.example/>${many(size, 'q ')}</a>`), 'n/big/'],
  ['preformatted short Latin words', (size) => html(`<pre>${many(size, 'q ا ')}</pre>`), 'n/big/'],
  ['paragraphs', body('<p>خبر'), 'n/big/'],
  ['combining marks', body('\u064e\u0651'), 'n/big/'],
  ['ZWNJs', body('\u200c'), 'n/big/'],
  ['letters with ZWNJs', body('ب\u200c'), 'n/big/'],
  ['tatweels', body('ب\u0640'), 'n/big/'],
  ['bidi controls', body('ب\u202e\u2066a'), 'n/big/'],
  ['turns of direction', body('ب a 1 '), 'n/big/'],
  ['digits', body('0912 '), 'n/big/'],
  ['signs', body('a.+(/-'), 'n/big/'],
  ['emoji', body('👨\u200d👩\u200d👧'), 'n/big/'],
  ['spaces', body(' \u00a0'), 'n/big/'],
  ['line breaks', body('a<br>'), 'n/big/'],
  ['links', body('<a href=x>a</a> '), 'n/big/'],
  ['empty links', body('<a href=x></a>'), 'n/big/'],
  ['pictures', body('<img src=a.jpg>'), 'n/big/'],
  ['figures with captions', body('<figure><figcaption>a</figcaption><img src=a></figure>'), 'n/big/'],
  ['frames', body('<iframe src=https://a.example></iframe>'), 'n/big/'],
  ['table cells', (size) => html(`<table>${many(size, '<td>a')}</table>`), 'n/big/'],
  ['table rows', (size) => html(`<table>${many(size, '<tr><td>a')}</table>`), 'n/big/'],
  ['list items', (size) => html(`<ul>${many(size, '<li>a')}</ul>`), 'n/big/'],
  ['styles by turns', body('<b>a</b><i>b</i>'), 'n/big/'],
  ['raised and lowered', body('<sup>a<sub>b'), 'n/big/'],
  ['nested blocks', body('<div>'), 'n/big/'],
  ['nested styles', body('<b><i>'), 'n/big/'],
  ['nested quotes', body('<blockquote>a'), 'n/big/'],
  ['nested lists', body('<ul><li>a'), 'n/big/'],
  ['nested tables', body('<table><tr><td>a'), 'n/big/'],
  ['nested drawings', body('<svg><desc>'), 'n/big/'],
  ['attributes', (size) => html(`<p ${many(size, (at) => `a${at}=1 `)}>متن`), 'n/big/'],
  ['one long attribute', (size) => html(`<img src=a.jpg alt='${many(size, 'ب')}'>متن`), 'n/big/'],
  ['tags without an end', body('<a '), 'n/big/'],
  ['end tags alone', body('</p></b></td>'), 'n/big/'],
  ['comments without an end', body('<!-- '), 'n/big/'],
  ['scripts without an end', body('<script>'), 'n/big/'],
  ['entities', body('&amp;&zwnj;ب'), 'n/big/'],
  ['unknown entities', body('&bogus'), 'n/big/'],
  ['long numbers of entities', (size) => html(`&#${'1'.repeat(size)};`), 'n/big/'],
  ['preformatted text', (size) => html(`<pre>${many(size, 'a\tb ')}</pre>`), 'n/big/'],
  ['RSS categories', (size) => item(many(size, (at) => `<category>ب${at}</category>`))],
  ['RSS enclosures', (size) => item(many(size, (at) => `<enclosure url="${at}.jpg" type="image/jpeg"/>`))],
  ['RSS media', (size) => item(`<media:group>${many(size, (at) => `<media:content url="${at}.jpg"/>`)}</media:group>`)],
  ['RSS sections without an end', (size) => item(`<description>${many(size, '<![CDATA[')}</description>`)],
  ['RSS comments without an end', (size) => item(`<description>${many(size, '<!--')}</description>`)],
  ['RSS elements without an end', (size) => item(many(size, '<x>'))],
  ['RSS attributes', (size) => item(`<x ${many(size, (at) => `a${at}="1" `)}/>`)],
  ['RSS categories of the channel', (size) => channel(many(size, (at) => `<category>ب${at}</category>`))],
  ['RSS entities that are declared', (size) => `<!DOCTYPE rss [<!ENTITY a "${'x'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>${item(`<category>${many(size, '&b;')}</category>`)}`],
  ['Atom authors', (size) => atom(many(size, (at) => `<author><name>ب${at}</name></author>`))],
  ['Atom links', (size) => atom(many(size, (at) => `<link href="https://a.example/${at}"/>`))],
];

/** Runs `peyk publish`: its time and the processor's in ms, its peak of memory in MB. */
const publish = (name) => new Promise((resolve, reject) => {
  const out = `${FOLDER}/site`;
  rmSync(out, { recursive: true, force: true });
  const start = performance.now();
  const child = spawn('target/release/peyk', ['publish', '--feed', name, '--app', process.env.APP ?? 'dist', '--out', out], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let memory = 0;
  let processor = 0;
  child.stderr.on('data', (data) => { said += data; });
  const look = () => {
    try {
      const [user, system] = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
      processor = (Number(user) + Number(system)) * 10;
      memory = Number(/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? memory);
    } catch { /* It has just ended. */ }
  };
  const watch = setInterval(look, 10);
  const stop = setTimeout(() => child.kill('SIGKILL'), 120_000);
  child.once('exit', (code, signal) => {
    clearInterval(watch);
    clearTimeout(stop);
    const time = performance.now() - start;
    if (code === 0) resolve({ time, processor, memory: memory / 1024, shows: existsSync(`${out}/n/sound/index.html`) && readFileSync(`${out}/n/sound/index.html`, 'utf8').includes('متن سالم') });
    else reject(new Error(`peyk publish ended with ${code ?? signal}: ${said.slice(0, 300)}`));
  });
});

const WATCH = `
  window.blowup = { longest: 0, blocked: 0 };
  new PerformanceObserver((entries) => entries.getEntries().forEach(({ duration }) => {
    blowup.longest = Math.max(blowup.longest, duration);
    blowup.blocked += duration - 50;
  })).observe({ type: 'longtask', buffered: true });`;

/** Opens \`path\` of the app with the feed: how long the page's longest task is, in ms. */
const open = async (app, name, path) => {
  const served = await serve({ feed: name });
  app.server = served;
  try {
    await app.go(path);
    const shown = path ? "document.querySelector('.story-body')?.textContent.length > 0 || !!document.querySelector('h1')" : "document.getElementById('main').textContent.includes('خبر سالم')";
    await app.until(`return ${shown}`, `${path || 'the front page'} of ${name}`);
    await app.driver.executeAsyncScript('const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))');
    return await app.run('return { time: blowup.longest, blocked: blowup.blocked }');
  } finally {
    await app.run('localStorage.clear()').catch(() => {});
    await app.cdp('Storage.clearDataForOrigin', { origin: served.address, storageTypes: 'all' }).catch(() => {});
    await app.driver.get('about:blank');
    served.stop();
  }
};

const wanted = process.env.KINDS?.split(',');
const kinds = KINDS.filter(([name]) => !wanted || wanted.some((word) => name.includes(word)));
mkdirSync(FOLDER, { recursive: true });
const inPage = process.env.PAGE !== '0';
const app = inPage ? await App.open({ address: '', base: '/' }, { width: 360 }) : undefined;
await app?.cdp('Page.addScriptToEvaluateOnNewDocument', { source: WATCH });
const failed = [];
const worst = { publish: [0], memory: [0], page: [0], growth: [0] };
const note = (what, value, name) => {
  if (value > worst[what][0]) worst[what] = [value, name];
  if (value > LIMIT[what]) failed.push(`${name}: ${what} ${value.toFixed(1)}, at most ${LIMIT[what]}`);
};

for (const [name, make, path = ''] of kinds) {
  const write = (size) => {
    const text = make(size);
    const file = `${FOLDER}/feed.${text.startsWith('<') ? 'xml' : 'json'}`;
    writeFileSync(file, text);
    return file;
  };
  const line = [];
  try {
    /** Measures at the full size and, where that takes long enough to say something, at half of it. */
    const measured = async (what, measure) => {
      const whole = await measure(write(SIZE));
      note(what, whole.time, name);
      line.push(`${what} ${Math.round(whole.time)} ms`);
      if ((whole.processor ?? whole.time) > SMALL[what]) {
        // A busy machine takes longer, its processor does not; for a page, the shortest of three runs counts.
        const cost = ({ processor, time }) => processor ?? time;
        const shortest = async (size, known = []) => {
          const runs = [...known];
          while (runs.length < (whole.processor ? 1 : 3)) runs.push(cost(await measure(write(size))));
          return Math.min(...runs);
        };
        const growth = (await shortest(SIZE, [cost(whole)])) / (await shortest(SIZE / 2));
        note('growth', growth, `${name} in ${what}`);
        line.push(`${growth.toFixed(2)} × half`);
      }
      return whole;
    };
    const { memory, processor, shows } = await measured('publish', publish);
    if (!shows) failed.push(`${name}: the sound story is not shown`);
    note('memory', memory, name);
    line.push(`${processor} ms of the processor, ${Math.round(memory)} MB`);
    if (app && write(SIZE).endsWith('.json')) await measured('page', (file) => open(app, file, path));
  } catch (error) {
    failed.push(`${name}: ${error.message.slice(0, 300)}`);
  }
  console.log(`${name.padEnd(34)} ${line.join(', ')}`);
}
await app?.driver.quit();
rmSync(FOLDER, { recursive: true, force: true });
const said = (what, unit) => `${what === 'growth' ? worst[what][0].toFixed(2) : Math.round(worst[what][0])} ${unit} (${worst[what][1]})`;
console.log(`\n${kinds.length} kinds of 8 MB; worst: publish ${said('publish', 'ms')}, ${said('memory', 'MB')}, page ${said('page', 'ms')}, growth ${said('growth', '×')}`);
if (failed.length > 0) {
  console.error(failed.join('\n'));
  process.exit(1);
}
if (!wanted && inPage) {
  record(`${kinds.length} kinds of blow-up at 8 MB each: publish ≤ 10 s and ≤ 500 MB, the app's page ≤ 2 s, twice the size ≤ 2.5 × the time`, FILE,
    `longest run ${said('publish', 'ms')}, most memory ${said('memory', 'MB')}, longest task of a page ${said('page', 'ms')}, most growth ${said('growth', '×')}`);
}
