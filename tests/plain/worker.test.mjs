import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SITE, at, device, page, sum } from './device.mjs';

const DATA = 'peyk-data';
const MEDIA = 'peyk-media';
const BUILD = 'peyk-build-1';
const FEED = at('feed.json');
const STORY = at('data/n/7.json');
const PICTURE = at('media/one.webp');
const NAVIGATE = { mode: 'navigate', destination: 'document' };
const IMAGE = { destination: 'image', mode: 'no-cors' };
const HTML = { headers: { 'content-type': 'text/html; charset=utf-8' } };
const DRAWN = { headers: { 'content-type': 'image/webp' } };
const JSON_TYPE = { headers: { 'content-type': 'application/json' } };

const feed = (...titles) => JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'پیک', items: titles.map((title, id) => ({ id: `${id}`, title })) });

// ---- A browser whose store is broken ------------------------------------------------------------------
for (const [what, path, of] of [
  ['a page', 'n/7/', NAVIGATE],
  ['a file of the build', 'boot-0123456789abcdef.js', { destination: 'script' }],
  ['a story', 'n/7.json', {}],
  ['a picture', 'media/one.webp', IMAGE],
]) {
  test(`${what} comes from the network where the browser's store is broken`, async () => {
    const own = await device();
    const broken = () => Promise.reject(new Error('the store is broken'));
    globalThis.caches = { open: broken, match: broken, keys: broken, delete: broken };
    own.network.set(at(path), () => new Response('from the network'));
    assert.equal((await own.get(path, of)).text, 'from the network');
  });
}

test('a frame for another site is none of its business', async () => {
  const own = await device();
  assert.equal(await own.get('embed/s/city/', { mode: 'navigate', destination: 'iframe' }), undefined);
});

// ---- News: the program is the only judge ----------------------------------------------------------------
test('what the network has of the news replaces the kept copy only once the program has understood it', async () => {
  const own = await device();
  await own.keep(DATA, FEED, feed('old'));
  own.network.set(FEED, () => new Response(feed('new'), { headers: { etag: '"2"' } }));
  const answer = await own.get('feed.json');
  assert.equal(answer.text, feed('new'));
  assert.equal(await own.kept(FEED), feed('old'));

  await own.tell({ peyk: 'understood', url: FEED, name: 'another' });
  await own.tell({ peyk: 'understood', url: STORY, name: answer.headers.get('peyk-copy') });
  assert.equal(await own.kept(FEED), feed('old'), 'another copy, or another address');
  await own.tell({ peyk: 'understood', url: FEED, name: answer.headers.get('peyk-copy') });
  assert.equal(await own.kept(FEED), feed('new'));
  const kept = await caches.match(FEED);
  assert.equal(kept.headers.get('etag'), '"2"');
  assert.equal(Number(kept.headers.get('peyk-size')), Buffer.byteLength(feed('new')));
});

test('of two answers for one address the one that came last can be kept, and only that', async () => {
  const own = await device();
  const answers = ['one', 'two'];
  own.network.set(FEED, () => new Response(feed(answers.shift())));
  const [one, two] = [await own.get('feed.json'), await own.get('feed.json')];
  await own.tell({ peyk: 'understood', url: FEED, name: one.headers.get('peyk-copy') });
  assert.equal(await own.kept(FEED), undefined);
  await own.tell({ peyk: 'understood', url: FEED, name: two.headers.get('peyk-copy') });
  assert.equal(await own.kept(FEED), feed('two'));
});

test('at a first visit nothing is kept that the program has not understood', async () => {
  const own = await device();
  own.network.set(FEED, () => new Response('{"items":[]}', JSON_TYPE));
  assert.equal((await own.get('feed.json')).text, '{"items":[]}');
  assert.equal(await own.kept(FEED), undefined);
});

test('only so many copies wait for the program', async () => {
  const own = await device();
  const names = [];
  for (let code = 0; code < 40; code += 1) {
    own.network.set(at(`data/n/${code}.json`), () => new Response(feed(code)));
    names.push((await own.get(`data/n/${code}.json`)).headers.get('peyk-copy'));
  }
  for (const [code, name] of names.entries()) await own.tell({ peyk: 'understood', url: at(`data/n/${code}.json`), name });
  assert.equal((await (await caches.open(DATA)).keys()).length, 16);
  assert.equal(await own.kept(at('data/n/39.json')), feed(39));
});

test('the program that cannot use an answer gets the last good copy, or an error where there is none', async () => {
  const own = await device();
  const last = { headers: { 'peyk-last': '1' } };
  own.network.set(FEED, () => new Response('<h1>Login</h1>', HTML));
  assert.equal((await own.get('feed.json', last)).type, 'error');
  await own.keep(DATA, FEED, feed('old'));
  const answer = await own.get('feed.json', last);
  assert.equal(answer.text, feed('old'));
  assert.equal(answer.headers.get('peyk-why'), 'bad');
  assert.deepEqual(own.asked, [], 'the network is not asked again');
});

const flood = () => new ReadableStream({
  pull(stream) { stream.enqueue(new Uint8Array(1 << 20)); },
});
const half = () => new ReadableStream({
  start(stream) {
    stream.enqueue(new TextEncoder().encode('{"items":[{"id":'));
    stream.error(new TypeError('terminated'));
  },
});
const REFUSED = [
  ['no network', undefined, 'network'],
  ['a connection that breaks off', () => new Response(half()), 'network'],
  ['a body without an end', () => new Response(flood()), 'large'],
  ...[201, 206, 302, 304, 400, 401, 403, 407, 418, 429, 451, 500, 502, 503, 504, 511].map((status) =>
    [`status ${status}`, () => new Response(status === 304 ? null : feed('other'), { status }), `${status}`]),
  ['status 204', () => new Response(null, { status: 204 }), '204'],
];
for (const [what, answer, why] of REFUSED) {
  test(`the last good copy is the answer to ${what}, with the reason`, async () => {
    const own = await device();
    await own.keep(DATA, FEED, feed('old'));
    if (answer) own.network.set(FEED, answer);
    const given = await own.get('feed.json');
    assert.equal(given.text, feed('old'));
    assert.equal(given.headers.get('peyk-why'), why);
    assert.equal(await own.kept(FEED), feed('old'));
  });
}

for (const status of [404, 410]) {
  test(`status ${status} is handed on, and takes nothing away`, async () => {
    const own = await device();
    await own.keep(DATA, STORY, feed('old'));
    own.network.set(STORY, () => new Response('gone', { status }));
    assert.equal((await own.get('data/n/7.json')).status, status);
    assert.equal(await own.kept(STORY), feed('old'));
  });
}

for (const [what, path, of, store] of [
  ['a feed', 'feed.json', {}, DATA],
  ['a page', 'n/7/', NAVIGATE, BUILD],
  ['a picture', 'media/one.webp', IMAGE, MEDIA],
]) {
  test(`an answer that is not used, in the place of ${what}, holds no connection`, async () => {
    const own = await device();
    const old = what === 'a picture' ? 'PICTURE old END' : page('old');
    await own.keep(store, at(path), old, { 'peyk-sum': sum(old) });
    let parts = 0;
    let open = true;
    own.network.set(at(path), () => new Response(new ReadableStream({
      pull(stream) {
        parts += 1;
        stream.enqueue(new Uint8Array(1 << 16));
        if (parts < 16) return;
        open = false;
        stream.close();
      },
      cancel() { open = false; },
    }), { status: 503 }));
    assert.equal((await own.get(path, of)).text, old);
    assert.equal(open, false);
  });
}

test('the network is waited for no longer than three seconds, and a body no longer than it is heard of', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  for (const answer of [() => new Promise(() => {}), () => new Response(new ReadableStream({}))]) {
    const own = await device();
    await own.keep(DATA, FEED, feed('old'));
    own.network.set(FEED, answer);
    const asked = own.get('feed.json', { settle: false });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => { setImmediate(resolve); });
    context.mock.timers.tick(3000);
    const given = await asked;
    assert.equal(given.headers.get('peyk-why'), 'slow');
    assert.equal(given.text, feed('old'));
  }
});

test('that nothing has changed is noted for the copy that is kept, and for no other', async () => {
  for (const [kept, told] of [['"1"', true], ['"0"', false]]) {
    const own = await device();
    await own.keep(DATA, FEED, feed('old'), { etag: kept });
    own.network.set(FEED, () => new Response(null, { status: 304 }));
    assert.equal((await own.get('feed.json', { headers: { 'if-none-match': '"1"' } })).status, 304);
    assert.equal((await own.kept(`${FEED}?peyk-seen`)) !== undefined, told);
  }
});

// ---- Pictures: what is kept is a picture ---------------------------------------------------------------
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>';
const NO_PICTURES = [
  ['a page that is called a picture', () => new Response('<!doctype html><h1>Login</h1>', DRAWN)],
  ['a page', () => new Response('<!doctype html><h1>Login</h1>', HTML)],
  ['nothing', () => new Response('', DRAWN)],
  ['half a picture', () => new Response('PICTURE new', DRAWN)],
  ['a feed', () => new Response(feed('x'), DRAWN)],
  ['a picture without a type', () => new Response(new Uint8Array([1, 2, 3]))],
  ['a picture that is called a page', () => new Response('PICTURE new END', HTML)],
  ['a page that is called a drawing', () => new Response('<!doctype html><html></html>', { headers: { 'content-type': 'image/svg+xml' } })],
  ['half a drawing', () => new Response(svg.slice(0, -6), { headers: { 'content-type': 'image/svg+xml' } })],
  ...[
    `<!doctype html><p>Login${svg}`, `<!DOCTYPE html>${svg}`, `<!DOCTYPE svgs>${svg}`, '<?xml version="1.0"?><x><svg></y></svg>', `<?xml version="1.0"?><html>${svg}`,
    `<!-- a --><p>${svg}`, `<!-- ${svg}`, `<!-- <p> -- ${svg}`, `Login ${svg}`, `${svg}Login`, `${svg}<p>`, `${svg}<!-- half`, `${svg}<!-- a --><p>`, '<svgs></svg>',
    ` <?xml version="1.0"?>${svg}`, `<?php ?>${svg}`, '<!-- <svg></svg> -->',
  ].map((text) => [`what is no drawing from its start to its end (${text.slice(0, 60)}, ${text.length})`, () => new Response(text, { headers: { 'content-type': 'image/svg+xml' } })]),
  ['a part of a picture', () => new Response('PICTURE new END', { status: 206, ...DRAWN })],
  ['an error with a picture', () => new Response('PICTURE new END', { status: 503, ...DRAWN })],
  ['a picture without an end', () => new Response(flood(), DRAWN)],
];
for (const [what, answer] of NO_PICTURES) {
  test(`${what} takes no kept picture's place, neither on the device nor on the screen`, async () => {
    const own = await device();
    await own.keep(MEDIA, PICTURE, 'PICTURE old END');
    own.network.set(PICTURE, answer);
    assert.equal((await own.get('media/one.webp', IMAGE)).text, 'PICTURE old END');
    assert.equal(await own.kept(PICTURE), 'PICTURE old END');
  });
  test(`${what} is not kept as a first picture either`, async () => {
    const own = await device();
    // A body without an end would be read to its end here.
    own.network.set(PICTURE, what.endsWith('without an end') ? () => new Response(null, DRAWN) : answer);
    await own.get('media/one.webp', IMAGE);
    await own.tell({ peyk: 'keep', pages: [], pictures: [PICTURE] });
    assert.equal(await own.kept(PICTURE), undefined);
  });
}

test('a picture, and a drawing, take the place of those that were kept', async () => {
  const dtd = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"';
  const drawings = [
    svg, '<svg\n></svg >', `\n${svg}`, `<?xml version="1.0"?>\n${svg}\n`, `<?xml version="1.0"?>${dtd}>\n${svg}`, `<!DOCTYPE svg>${svg}`, `<?xml version="1.0"?><?xml-stylesheet href="a.css"?>${svg}`,
    `<?xml version="1.0"?>\n<!-- Made by - a <p> program -->\n${dtd} [\n<!ENTITY ns "http://www.w3.org/2000/svg">\n]>\n<!---->${svg}\n<!-- end -->\n`, `<!-- a -->${svg}<!-- <svg></svg> -->`,
    `<svg>${'<path d="M0 0"/>'.repeat(4e5)}</svg>`,
  ];
  for (const [type, text] of [['image/webp', 'PICTURE new END'], ...drawings.map((text) => ['image/svg+xml', text])]) {
    const own = await device();
    await own.keep(MEDIA, PICTURE, 'PICTURE old END');
    own.network.set(PICTURE, () => new Response(text, { headers: { 'content-type': type } }));
    assert.equal((await own.get('media/one.webp', IMAGE)).text, text);
    assert.equal(await own.kept(PICTURE), text);
  }
});

// ---- Pages: whole, of this build, and of their address -----------------------------------------------
const NO_PAGES = [
  ['a page of the network', '<!doctype html><html><head></head><body><h1>Login</h1></body></html>'],
  ['a page of another build', page('new').replace('0123456789abcdef', 'fedcba9876543210')],
  ['half a page', page('new').slice(0, -40)],
  ['the empty page', page('', 'none').replace(/<script id.*<\/script>/, '')],
  ['the page of another address', page('new', '/')],
  ['nothing', ''],
];
for (const [what, text] of NO_PAGES) {
  test(`${what} takes no kept page's place`, async () => {
    const own = await device();
    own.network.set(at('n/7/'), () => new Response(page('old'), HTML));
    await own.get('n/7/', NAVIGATE);
    assert.equal(await own.kept(at('n/7/')), page('old'));
    own.network.set(at('n/7/'), () => new Response(text, HTML));
    await own.get('n/7/', NAVIGATE);
    assert.equal(await own.kept(at('n/7/')), page('old'));
  });
}

test('a page with another status, or led elsewhere, is not kept; a newer one is', async () => {
  const own = await device();
  own.network.set(at('n/7/'), () => new Response(page('old'), HTML));
  await own.get('n/7/', NAVIGATE);
  const led = new Response(page('new'), HTML);
  Object.defineProperty(led, 'redirected', { value: true });
  led.clone = () => led;
  for (const answer of [new Response(page('new'), { status: 206, ...HTML }), new Response(page('new'), { status: 404, ...HTML }), led]) {
    own.network.set(at('n/7/'), () => answer);
    await own.get('n/7/', NAVIGATE);
    assert.equal(await own.kept(at('n/7/')), page('old'));
  }
  own.network.set(at('n/7/'), () => new Response(page('new'), HTML));
  await own.get('n/7/', NAVIGATE);
  assert.equal(await own.kept(at('n/7/')), page('new'));
});

test('a drawing that begins with a byte order mark is one', async () => {
  const own = await device();
  await own.keep(MEDIA, PICTURE, 'PICTURE old END');
  own.network.set(PICTURE, () => new Response(`\uFEFF<?xml version="1.0"?>${svg}`, { headers: { 'content-type': 'image/svg+xml' } }));
  await own.get('media/one.webp', IMAGE);
  assert.match(await own.kept(PICTURE), /<svg/);
});

test('a drawing of a megabyte of the worst is looked through in one go', async () => {
  const own = await device();
  for (const start of ['', '<!--', '<?xml ', '<?xml-', '<!DOCTYPE svg', '<!DOCTYPE svg [', '<svg>', '<svg></svg>', '<svg></svg><!--']) {
    for (const part of [' ', '-', '-a', '<', '<!--', '<!---->', '<!--</svg>-->', '<?xml ', '<?xml-a>', '<!DOCTYPE svg', '<!DOCTYPE svg>', '[', ']', '[]', '</svg', '</svg>', '</svg><!--', '</svg ']) {
      own.network.set(PICTURE, () => new Response(`${start}${part.repeat(1e6 / part.length)}!`, { headers: { 'content-type': 'image/svg+xml' } }));
      await own.get('media/one.webp', IMAGE);
    }
  }
  assert.equal(await own.kept(PICTURE), undefined);
});

test('a page of a megabyte of letters is looked through in one go', async () => {
  const own = await device();
  for (const letter of ['a', '/a', '-', '0', ' ', '<', 'a-0', '</svg']) {
    own.network.set(at('n/7/'), () => new Response(letter.repeat(1e6), HTML));
    own.network.set(PICTURE, () => new Response(`<svg${letter.repeat(1e6)}`, { headers: { 'content-type': 'image/svg+xml' } }));
    await own.get('n/7/', NAVIGATE);
    await own.get('media/one.webp', IMAGE);
  }
  assert.equal(await own.kept(PICTURE), undefined);
});

// ---- Room: only a full device makes some ----------------------------------------------------------------
const old = async (own) => {
  for (let at = 0; at < 10; at += 1) await own.keep(MEDIA, `${SITE}media/${at}.webp`, 'PICTURE', { 'peyk-size': 4e6 });
  for (let at = 0; at < 10; at += 1) await own.keep(DATA, `${SITE}data/n/${at}0.json`, '{}', { 'peyk-size': 1e6 });
};
const counts = async () => [(await (await caches.open(MEDIA)).keys()).length, (await (await caches.open(DATA)).keys()).length];
const OTHERS = ['TypeError', 'UnknownError', 'AbortError', 'InvalidStateError', 'NotFoundError', 'NetworkError', 'SecurityError', 'Error'];
const keepsNews = async (own) => {
  own.network.set(FEED, () => new Response(feed('new')));
  const answer = await own.get('feed.json');
  assert.equal(answer.text, feed('new'), 'it is shown all the same');
  await own.tell({ peyk: 'understood', url: FEED, name: answer.headers.get('peyk-copy') });
};
const keepsPicture = async (own) => {
  own.network.set(PICTURE, () => new Response('PICTURE new END', DRAWN));
  assert.equal((await own.get('media/one.webp', IMAGE)).text, 'PICTURE new END');
};

for (const name of OTHERS) {
  test(`a write that fails with ${name} takes nothing away`, async () => {
    const own = await device();
    await old(own);
    own.refuses = () => own.named(name);
    await keepsNews(own);
    await keepsPicture(own);
    assert.equal(await own.install(), false);
    assert.equal(await own.tell({ peyk: 'heal' }), false);
    assert.deepEqual(await counts(), [10, 10]);
  });
}

const quota = (own) => own.named('QuotaExceededError');
for (const [how, error] of [
  ['', quota],
  [' within another error', (own) => new Error('write failed', { cause: new Error('disk', { cause: quota(own) }) })],
  [' among several errors', (own) => new AggregateError([own.named('UnknownError'), quota(own)])],
]) {
  test(`a full device${how} makes room once, of the oldest pictures first, and keeps the news`, async () => {
    const own = await device();
    await old(own);
    let refused = 0;
    own.refuses = () => (refused++ === 0 ? error(own) : undefined);
    await keepsNews(own);
    assert.equal(await own.kept(FEED), feed('new'));
    assert.equal(await own.kept(`${SITE}media/0.webp`), undefined, 'the oldest');
    assert.equal(await own.kept(`${SITE}media/9.webp`), 'PICTURE');
  });
}

test('a picture for which there is no room puts out no news', async () => {
  const own = await device();
  await old(own);
  own.refuses = () => quota(own);
  await keepsPicture(own);
  const [pictures, news] = await counts();
  assert.ok(pictures < 10);
  assert.equal(news, 10);
});

// ---- Builds ------------------------------------------------------------------------------------------
test('a deploy with one wrong or missing file takes nothing away and leaves no half of a build', async () => {
  for (const answer of [() => new Response('another'), () => new Response('', { status: 404 }), undefined]) {
    const own = await device();
    await old(own);
    own.network.delete(at('boot-0123456789abcdef.js'));
    if (answer) own.network.set(at('boot-0123456789abcdef.js'), answer);
    assert.equal(await own.install(), false);
    assert.deepEqual(await counts(), [10, 10]);
    assert.equal(await caches.has(BUILD), false);
  }
});

test('a new worker for the files of the old one that cannot be installed leaves them', async () => {
  const own = await device();
  assert.ok(await own.install());
  own.network.set(at('n/7/'), () => new Response(page('kept'), HTML));
  await own.get('n/7/', NAVIGATE);
  await (await caches.open(BUILD)).delete(at('boot-0123456789abcdef.js'));
  own.network.clear();
  for (const refuses of [undefined, () => quota(own)]) {
    own.refuses = refuses;
    assert.equal(await own.install(), false);
    assert.equal(await own.kept(at('n/7/')), page('kept'));
  }
});

test('a build for which there is no room takes that of the pictures, and no news', async () => {
  const own = await device();
  await old(own);
  own.refuses = (_, { all }) => (all.has(MEDIA) ? quota(own) : undefined);
  assert.ok(await own.install());
  assert.deepEqual(await counts(), [0, 10]);
  assert.equal(await own.kept(at('boot-0123456789abcdef.js')), 'start()');
});

test('a damaged file is healed from the network, and stays where that has none', async () => {
  const own = await device();
  await own.install();
  const boot = at('boot-0123456789abcdef.js');
  await own.keep(BUILD, boot, 'dama');
  const network = own.network.get(boot);
  own.network.delete(boot);
  assert.equal(await own.tell({ peyk: 'heal' }), false);
  own.network.set(boot, network);
  assert.equal(await own.tell({ peyk: 'heal' }), true);
  assert.equal(await own.kept(boot), 'start()');
});
