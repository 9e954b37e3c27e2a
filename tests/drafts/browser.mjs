// A Chromium of its own, spoken to over its debugging protocol, so that it and its tabs can be killed
// at any moment.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import WebSocket from 'ws';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--remote-debugging-port=0', 'about:blank'];
const ADDRESS = /DevTools listening on (ws:\S+)/;

/** No answer of a browser is waited for longer, in milliseconds. */
const ANSWER_MS = 15000;
/** How long a browser may take to start, or to end. */
const START_MS = 60000;

export const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// A run that ends early leaves no browser behind.
const started = new Set();
process.on('exit', () => {
  for (const pid of started) try { process.kill(-pid, 'SIGKILL'); } catch { /* It has ended. */ }
});

/** What `work` resolves to; an error where that takes longer than `ms`. */
export const within = (work, ms, what) => {
  let timer;
  const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(`never: ${what}`)), ms); });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

/** Chromium with the profile in `folder`; with `blocked`, it stores nothing for any site. */
export const launch = async (folder, { blocked = false } = {}) => {
  if (blocked) {
    await mkdir(path.join(folder, 'Default'), { recursive: true });
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(path.join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  }
  const child = spawn('chromium', [`--user-data-dir=${folder}`, ...FLAGS], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  started.add(child.pid);
  child.once('exit', () => started.delete(child.pid));
  const address = await within(new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
      const found = said.match(ADDRESS);
      if (found) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error(`Chromium ended: ${said}`)));
  }), START_MS, 'the start of Chromium');
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await within(once(socket, 'open'), START_MS, 'the connection to Chromium');
  let last = 0;
  const waiting = new Map();
  const listeners = new Set();
  socket.on('error', () => {});
  const end = () => {
    for (const { reject } of waiting.values()) reject(new Error('gone'));
    waiting.clear();
  };
  socket.on('close', end);
  socket.on('message', (data) => {
    const message = JSON.parse(data);
    if (!message.id) {
      for (const listener of listeners) listener(message);
      return;
    }
    const { resolve, reject } = waiting.get(message.id) ?? {};
    waiting.delete(message.id);
    if (message.error) reject?.(new Error(message.error.message));
    else resolve?.(message.result);
  });
  // A tab that has crashed may never answer: then what was asked has failed.
  const send = (method, params = {}, sessionId = undefined, ms = ANSWER_MS) => within(new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    socket.send(JSON.stringify({ id: last, method, params, sessionId }));
  }), ms, method);

  /** An empty tab. One that was begun while processes were killed may have lost its own, and never answers. */
  const blank = async (tries = 3) => {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    try {
      await send('Page.enable', {}, sessionId, 5000);
      await send('Runtime.evaluate', { expression: '1' }, sessionId, 5000);
      return { targetId, sessionId };
    } catch (error) {
      if (tries === 1) throw error;
      return blank(tries - 1);
    }
  };

  /** A tab at `address`, once its page's scripts have begun. */
  const open = async (url) => {
    const { targetId, sessionId } = await blank();
    const cdp = (method, params, ms) => send(method, params, sessionId, ms);
    await cdp('Runtime.enable');
    const run = async (expression, ms) => {
      const { result, exceptionDetails } = await cdp('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true }, ms);
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    const comes = async (expression, ms) => {
      for (const end = Date.now() + ms; Date.now() < end;) {
        if (await run(expression).catch(() => false)) return true;
        await wait(20);
      }
      return false;
    };
    const until = async (expression, what) => {
      if (!(await comes(expression, 30000))) throw new Error(`never: ${what}`);
    };
    const tab = {
      cdp, run, until,
      /** Hears an event; what comes back ends that. */
      on: (method, act) => {
        const listener = (message) => { if (message.sessionId === sessionId && message.method === method) act(message.params); };
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      /** The next event of this kind; true once it has come. */
      next: (method) => new Promise((resolve) => { const deaf = tab.on(method, () => { deaf(); resolve(true); }); }),
      close: () => send('Target.closeTarget', { targetId }),
      go: async (to) => {
        // A tab that has just crashed may lose the first word of where to go.
        for (let tries = 0; tries < 3; tries += 1) {
          await Promise.race([cdp('Page.navigate', { url: to }).catch(() => {}), wait(5000)]);
          if (await comes(`location.href === ${JSON.stringify(to)} && document.readyState !== 'loading' && !!window.peykJournal`, 10000)) return;
        }
        throw new Error(`never: the page ${to}`);
      },
    };
    if (url) await tab.go(url);
    return tab;
  };

  return {
    open,
    send,
    /** Kills every process that draws a page. */
    killTabs: async () => {
      const { processInfo } = await send('SystemInfo.getProcessInfo');
      for (const { type, id } of processInfo) if (type === 'renderer') process.kill(id, 'SIGKILL');
    },
    /** Kills all of it at once. */
    kill: async () => {
      const ended = once(child, 'exit');
      process.kill(-child.pid, 'SIGKILL');
      await within(ended, START_MS, 'the end of Chromium');
    },
    quit: async () => {
      const ended = once(child, 'exit');
      await send('Browser.close').catch(() => {});
      // One that does not end by itself is killed.
      await within(ended, ANSWER_MS, 'the end of Chromium').catch(() => { process.kill(-child.pid, 'SIGKILL'); });
    },
  };
};
