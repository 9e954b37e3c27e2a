// A WebKit window through its driver, on a display of its own. What a test waits for is a condition.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../e2e/app.mjs';

const WINDOW = fileURLToPath(new URL('window.py', import.meta.url));
const WAIT_MS = 30000;
/** No word of the driver is waited for longer. */
const ANSWER_MS = 60000;

export const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Tries `ask` until it does not fail. */
const until = async (ask, what, ms = WAIT_MS) => {
  const end = Date.now() + ms;
  for (;;) {
    try {
      const found = await ask();
      if (found) return found;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    if (Date.now() > end) throw new Error(`never: ${what}`);
    await wait(30);
  }
};

/** Starts a display that is free; resolves to its process and name. */
const display = async () => {
  // The X server itself looks for a free number, and writes it down.
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const [said] = await once(child.stdio[3], 'data');
  return { child, name: `:${String(said).trim()}` };
};

export class Window {
  static async open({ width = 1280, height = 900 } = {}) {
    const profile = await mkdtemp(path.join(os.tmpdir(), 'peyk-webkit-'));
    const { child: screen, name } = await display();
    const port = await freePort();
    const env = { ...process.env, DISPLAY: name, LANG: 'C.UTF-8', NO_AT_BRIDGE: '1', XDG_RUNTIME_DIR: profile };
    const driver = spawn('WebKitWebDriver', [`--port=${port}`], { stdio: 'ignore', env });
    const window = new Window();
    Object.assign(window, { profile, screen, driver, address: `http://127.0.0.1:${port}` });
    try {
      await until(() => window.ask('GET', '/status'), 'the driver');
      const args = [`--width=${width}`, `--height=${height}`, `--profile=${profile}`];
      const { sessionId } = await window.ask('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: WINDOW, args } } } });
      window.session = `/session/${sessionId}`;
      await window.ask('POST', `${window.session}/timeouts`, { script: 20000, pageLoad: 30000, implicit: 0 });
    } catch (error) {
      await window.close();
      throw error;
    }
    return window;
  }

  async ask(method, place, body) {
    const options = { method, signal: AbortSignal.timeout(ANSWER_MS), headers: { 'content-type': 'application/json' } };
    const { value } = await (await fetch(this.address + place, body ? { ...options, body: JSON.stringify(body) } : options)).json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  }

  go(url) { return this.ask('POST', `${this.session}/url`, { url }); }

  /** What the script returns, with its promises awaited. */
  async run(script, ...args) {
    const body = `const given = [...arguments]; const done = given.pop();
      (async function () { ${script} }).apply(null, given).then((value) => done({ value }), (error) => done({ error: String(error) }))`;
    const answer = await this.ask('POST', `${this.session}/execute/async`, { script: body, args });
    if (answer?.error) throw new Error(answer.error);
    return answer?.value;
  }

  until(script, what, ...args) { return until(() => this.run(script, ...args), what); }

  async type(selector, text) {
    const [element] = Object.values(await this.ask('POST', `${this.session}/element`, { using: 'css selector', value: selector }));
    await this.ask('POST', `${this.session}/element/${element}/value`, { text });
  }

  async said() { return readFile(path.join(this.profile, 'console.log'), 'utf8').catch(() => ''); }

  async close() {
    if (this.session) await this.ask('DELETE', this.session).catch(() => {});
    for (const child of [this.driver, this.screen]) {
      if (child.exitCode !== null) continue;
      child.kill();
      await once(child, 'exit');
    }
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
