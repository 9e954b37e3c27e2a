// A browser and a served app for the journeys: `peyk serve` on a free port, Chromium through its
// driver. What a journey waits for is a condition, never a time.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { Builder, By, Key, logging } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';

export { By, Key };
const WAIT_MS = 30000;
const SHOTS = 'target/e2e';
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A port of this machine that nothing listens at. */
export const freePort = () => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** Serves `dir` under `base`, dist/ with `feed` where nothing is said; resolves once it answers. */
export const serve = async ({ dir, feed = dir ? undefined : 'dist/feed.json', base = '/' } = {}) => {
  const port = await freePort();
  const child = spawn('target/release/peyk', ['serve', '--dir', dir ?? 'dist', ...(feed ? ['--feed', feed] : []), '--port', String(port), '--base', base]);
  let said = '';
  child.stderr.on('data', (data) => { said += data; });
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve);
    child.once('exit', () => reject(new Error(`peyk serve ended: ${said}`)));
  });
  return { address: `http://127.0.0.1:${port}`, base, stop: () => child.kill() };
};

/** Publishes the demo edition to the folder `to`, or `feed` in its place. */
export const publish = (to, { feed = 'dist/feed.json', app = 'dist', base = '/' } = {}) =>
  execFileSync('target/release/peyk', ['publish', '--feed', feed, '--app', app, '--out', to, '--site', 'https://news.example', '--base', base]);

/** For a page to run first: what moves in it adds up in `shift`, and is named in `moved`. */
export const WATCH_SHIFT = `
  window.shift = 0;
  window.moved = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ value, startTime, sources }) => {
    shift += value;
    moved.push(...sources.map(({ node, previousRect, currentRect }) =>
      [Math.round(startTime), (node?.outerHTML ?? node?.textContent ?? '').slice(0, 80), ...[previousRect, currentRect].map(({ x, y, width, height }) => [x, y, width, height].join(' '))].join(' | ')));
  })).observe({ type: 'layout-shift', buffered: true });`;

/** For a page to run first: the program's memory, which the build hides, becomes `memory`. */
export const NOTE_MEMORY = `{
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...given) => {
    const started = await instantiateStreaming.apply(WebAssembly, given);
    window.memory ??= Object.values(started.instance.exports).find((one) => one instanceof WebAssembly.Memory);
    return started;
  };
}`;

/** For an open front page to run: a section, a story of it, and the front again, as often as its argument says. */
export const ROUNDS = `
  const [rounds, done] = arguments;
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const press = async (selector) => { document.querySelector(selector)?.click(); await frame(); };
  (async () => {
    for (let turn = 0; turn < rounds; turn += 1) {
      await press('.menu-row a[href="/s/science/"]');
      await press('#main .headline a');
      await press('.masthead .name');
    }
  })().then(() => done(), done);`;

export class App {
  /** `preferences` are the browser's own, as a user sets them. */
  static async open(server, { width = 1280, dark = false, preferences = {} } = {}) {
    const options = new chrome.Options();
    options.addArguments('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync');
    const prefs = new logging.Preferences();
    prefs.setLevel(logging.Type.BROWSER, logging.Level.ALL);
    options.setLoggingPrefs(prefs);
    options.setUserPreferences(preferences);
    const driver = await new Builder().forBrowser('chrome').setChromeOptions(options).build();
    const app = new App(driver, server);
    await app.screen(width, dark);
    return app;
  }

  constructor(driver, server) {
    this.driver = driver;
    this.server = server;
  }

  /** The size of the screen, and the theme the system asks for. */
  async screen(width, dark = false) {
    this.width = width;
    this.dark = dark;
    await this.cdp('Emulation.setDeviceMetricsOverride', { width, height: width < 600 ? 740 : 900, deviceScaleFactor: 1, mobile: width < 600 });
    await this.cdp('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }, { name: 'prefers-reduced-motion', value: 'reduce' }] });
  }

  cdp(command, parameters) {
    return this.driver.sendAndGetDevToolsCommand(command, parameters);
  }

  run(script, ...args) {
    return this.driver.executeScript(script, ...args);
  }

  /** Waits until `script` returns something true, and returns it. */
  until(script, what, ...args) {
    return this.driver.wait(() => this.run(script, ...args), WAIT_MS, `never: ${what}`);
  }

  async go(path) {
    await this.driver.get(this.server.address + this.server.base + path);
    await this.ready();
  }

  /** The page is drawn and nothing of it is on its way. */
  ready() {
    return this.until("return !!document.querySelector('#app[data-running] main h1') && !document.querySelector('.skeleton')", 'a drawn page');
  }

  find(selector) {
    return this.driver.findElement(By.css(selector));
  }

  text(selector) {
    return this.run("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
  }

  path() {
    return this.run('return location.pathname');
  }

  /** Empties the comment field, as a reader would: the stored draft goes as well. */
  emptyComment() {
    return this.run("const field = document.querySelector('textarea'); field.value = ''; field.dispatchEvent(new Event('input', { bubbles: true }))");
  }

  press(...keys) {
    return this.driver.actions().sendKeys(...keys).perform();
  }

  /** Role and name of what has the focus, as a screen reader is told. */
  async focused() {
    const { result } = await this.cdp('Runtime.evaluate', { expression: 'document.activeElement' });
    const { nodes } = await this.cdp('Accessibility.getPartialAXTree', { objectId: result.objectId, fetchRelatives: false });
    return { role: nodes[0].role?.value, name: nodes[0].name?.value };
  }

  /** What a screen reader finds of these roles, in its order: role and name of each. */
  async outline(roles) {
    const wanted = new Set(roles.split(', '));
    const { nodes } = await this.cdp('Accessibility.getFullAXTree', {});
    const known = new Map(nodes.map((node) => [node.nodeId, node]));
    const found = [];
    const walk = (node) => {
      if (!node.ignored && wanted.has(node.role?.value)) found.push([node.role.value, node.name?.value ?? '']);
      for (const id of node.childIds ?? []) if (known.has(id)) walk(known.get(id));
    };
    walk(nodes[0]);
    return found;
  }

  /** Moves the focus to what has this role and name, and presses Enter. */
  async follow(role, name) {
    const { nodes } = await this.cdp('Accessibility.getFullAXTree', {});
    const found = nodes.find((node) => !node.ignored && node.role?.value === role && node.name?.value === name);
    if (!found) throw new Error(`there is no ${role} called ${name}`);
    await this.cdp('DOM.getDocument', {});
    await this.cdp('DOM.focus', { backendNodeId: found.backendDOMNodeId });
    await this.press(Key.ENTER);
  }

  /** Waits until the announcement of a page begins with `title`. */
  told(title) {
    return this.until("return document.getElementById('announcer').textContent.startsWith(arguments[0])", `the announcement of ${title}`, title);
  }

  /** The violations that axe-core finds, as short sentences. */
  async violations() {
    await this.run(await readFile(AXE, 'utf8'));
    return this.driver.executeAsyncScript(`
      const done = arguments[arguments.length - 1];
      axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }).then(
        ({ violations }) => done(violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ': ' + node.html.slice(0, 200)))),
        (error) => done(['axe failed: ' + error]));`);
  }

  async shot(name) {
    mkdirSync(SHOTS, { recursive: true });
    const height = await this.run('return Math.min(document.documentElement.scrollHeight, 6000)');
    // What lies far below a screen is not drawn: the whole page is one.
    await this.cdp('Emulation.setDeviceMetricsOverride', { width: this.width, height, deviceScaleFactor: 1, mobile: this.width < 600 });
    await this.driver.executeAsyncScript('const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))');
    await this.until(`return [...document.images].every((image) => {
      const { top, left, right } = image.getBoundingClientRect();
      return image.complete || top > innerHeight || left >= innerWidth || right <= 0;
    })`, 'the pictures');
    const { data } = await this.cdp('Page.captureScreenshot', { format: 'png' });
    writeFileSync(`${SHOTS}/${name}.png`, Buffer.from(data, 'base64'));
    await this.screen(this.width, this.dark);
  }

  /** What the console has said since the last call, but for addresses that a test made fail. */
  async complaints() {
    const entries = await this.driver.manage().logs().get(logging.Type.BROWSER);
    return entries.filter(({ level }) => level.value >= logging.Level.WARNING.value).map(({ message }) => message);
  }

  quit() {
    return this.driver.quit();
  }
}
