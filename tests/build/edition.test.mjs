// The newsroom's own name, feed and colours.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { brandedManifest, brandedPage, brandedStyle, edition } from '../../scripts/edition.mjs';

const own = { name: 'روزنامهٔ «نمونه» & <b>', description: 'خبر', feed: 'https://news.example/feed.json', colours: { accent: '#7a1020' } };

test('the page, the manifest and the style sheet say what the newsroom says, and nothing in it becomes markup', async () => {
  const page = brandedPage(await readFile('index.html', 'utf8'), edition(JSON.stringify(own)));
  assert.ok(page.includes('<title>روزنامهٔ «نمونه» &#38; &#60;b&#62;</title>'));
  assert.ok(page.includes('<span class="name">روزنامهٔ'));
  assert.ok(page.includes('name="peyk-feed" content="https://news.example/feed.json"'));
  assert.ok(page.includes('crossorigin href="https://news.example/feed.json"'));
  const manifest = JSON.parse(brandedManifest(await readFile('public/manifest.webmanifest', 'utf8'), own));
  assert.deepEqual([manifest.name, manifest.short_name, manifest.lang], [own.name, own.name, 'fa']);
  assert.equal(brandedStyle(own), '@layer tokens{:root{--accent:#7a1020}}');
});

test('the page may ask its own origin and that of its feed, and no other', async () => {
  const html = await readFile('index.html', 'utf8');
  const asked = (feed) => / connect-src ([^;]*);/.exec(brandedPage(html, { ...own, feed }))[1];
  assert.equal(asked('feed.json'), "'self'");
  assert.equal(asked('https://News.example:8443/a/feed.json'), "'self' https://news.example:8443");
  assert.equal(asked('https://خبر.example/feed.json'), `'self' https://${new URL('https://خبر.example').hostname}`);
});

test('the edition that is built by default is a sound one', async () => {
  const read = edition(await readFile('public/edition.json', 'utf8'));
  assert.equal(brandedPage(await readFile('index.html', 'utf8'), read), await readFile('index.html', 'utf8'));
});

test('what is wrong in an edition is told in one sentence', () => {
  for (const [text, word] of [
    ['{', /not JSON/],
    [JSON.stringify({ ...own, name: ' ' }), /name must be a text/],
    [JSON.stringify({ ...own, feed: 'javascript:alert(1)' }), /feed must be/],
    [JSON.stringify({ ...own, feed: '//evil.example/x' }), /feed must be/],
    [JSON.stringify({ ...own, feed: 'a"b' }), /feed must be/],
    [JSON.stringify({ ...own, feed: 'https://a;script-src.example/x' }), /feed must be/],
    [JSON.stringify({ ...own, feed: 'https://*/x' }), /feed must be/],
    [JSON.stringify({ ...own, feed: 'https://' }), /feed must be/],
    [JSON.stringify({ ...own, colours: { accent: 'red' } }), /#rrggbb/],
    [JSON.stringify({ ...own, colours: { paper: '#ffffff' } }), /no colour called paper/],
    [JSON.stringify({ ...own, colours: { accent: '#8ec5d0' } }), /contrast of 1\.9/],
  ]) assert.throws(() => edition(text), word, text);
});
