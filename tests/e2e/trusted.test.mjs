// Trusted Types: no page of ours lets a text become HTML or a script's address, and none of ours tries to.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { App, publish, serve } from './app.mjs';
import { record } from './promises.mjs';

const SITE = 'target/trusted/site';
const BASES = ['/', '/paper/'];
const sites = [];
let app;
before(async () => {
  for (const base of BASES) {
    const dir = `${SITE}${base === '/' ? '' : '-below'}`;
    publish(dir, { base });
    sites.push(await serve({ dir, base }));
  }
});
after(() => { for (const site of sites) site.stop(); });
beforeEach(async () => {
  app = await App.open(sites[0]);
  await app.cdp('Page.enable', {});
  await app.cdp('Page.addScriptToEvaluateOnNewDocument', { source: `window.refused = [];
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, sourceFile, lineNumber, sample }) => {
      refused.push([effectiveDirective, sourceFile, lineNumber, sample].join(' '));
    });` });
});
afterEach(() => app.quit());

const refused = () => app.run('return refused');
const PAGES = ['', 's/science/', 'n/867012/', 't/none/', 'feed-report/', 'search/', 'saved/', 'drafts/', 'settings/', 'no/such/page/', '404.html', 'embed/s/science/', 'embed/n/867012/', 'builder/'];

for (const [at, base] of BASES.entries()) {
  test(`under ${base} every page runs, with its worker and its search, and its policy refuses nothing`, async () => {
    app.server = sites[at];
    await app.go('');
    await app.until("return document.documentElement.dataset.offline === 'ready'", 'the service worker');
    assert.deepEqual(await refused(), []);
    for (const path of PAGES) {
      await app.driver.get(`${sites[at].address}${base}${path}`);
      await app.until("return document.readyState === 'complete' && (!document.getElementById('peyk-glue') || 'running' in document.getElementById('app').dataset)", path);
      assert.deepEqual(await refused(), [], path);
    }
    await app.driver.get(`${sites[at].address}${base}search/?q=${encodeURIComponent('باران')}`);
    await app.until("return !!document.querySelector('#desk .card, #desk li')", 'what the search worker found');
    assert.deepEqual(await refused(), []);
  });
}

const SINKS = {
  'innerHTML': "document.body.innerHTML = '<b>x</b>'",
  'outerHTML': "document.querySelector('h1, h2, p').outerHTML = '<b>x</b>'",
  'insertAdjacentHTML': "document.body.insertAdjacentHTML('beforeend', '<b>x</b>')",
  'document.write': "document.write('<b>x</b>')",
  'srcdoc': "document.createElement('iframe').srcdoc = '<b>x</b>'",
  'DOMParser': "new DOMParser().parseFromString('<b>x</b>', 'text/html')",
  'a script of another site': "document.createElement('script').src = 'https://evil.example/x.js'",
  'a script of this site': "document.createElement('script').src = '/media/evil.js'",
  'the text of a script': "document.createElement('script').text = 'alert(1)'",
  'a worker of another site': "new Worker('https://evil.example/x.js')",
  'a policy of another name': "trustedTypes.createPolicy('other', { createHTML: (text) => text })",
  'a second policy of the same name': "trustedTypes.createPolicy('peyk', { createHTML: (text) => text })",
};
test('in every page a text that is to become HTML, a script or its address is refused', async () => {
  for (const path of PAGES) {
    await app.driver.get(`${sites[0].address}/${path}`);
    await app.until("return document.readyState === 'complete'", path);
    for (const [what, act] of Object.entries(SINKS)) {
      const said = await app.run(`try { ${act}; return 'nothing'; } catch (error) { return error.name; }`);
      assert.match(said, /^(?:TypeError|SecurityError)$/, `${what} on ${path || 'the front page'}`);
    }
  }
  record('no text becomes HTML or the address of a script', 'tests/e2e/trusted.test.mjs', `${Object.keys(SINKS).length} ways refused on ${PAGES.length} pages`);
});

test('only scripts of this build, below its own address, may be started', async () => {
  await app.go('');
  const own = await app.run("return new URL(document.getElementById('peyk-search').href).pathname");
  for (const good of [own, '/sw.js', `${sites[0].address}${own}`]) {
    assert.equal(await app.run('return String(peykScriptAt(arguments[0]))', good), `${sites[0].address}${new URL(good, sites[0].address).pathname}`);
  }
  for (const bad of ['https://evil.example/sw.js', `https://evil.example${own}`, '//evil.example/sw.js', '/x/sw.js', '/sw.js?x', '/sw.js#x', '/x/../media/sw.js', '/embed.js', '/sw-off.js', '/media/a-0123456789abcdef.js', 'javascript:alert(1)', 'data:text/javascript,alert(1)', 'blob:x', '', `${own}?1`, `${own}.js`, '/%73w.js', '/sw.js\n', '/sw.js/']) {
    const said = await app.run("try { return String(peykScriptAt(arguments[0])); } catch (error) { return error.name; }", bad);
    if (bad !== '/sw.js\n') assert.equal(said, 'TypeError', bad);
    // An address is read as the browser reads it, which drops the end of a line.
    else assert.equal(said, `${sites[0].address}/sw.js`);
  }
});
