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

export const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Chromium with the profile in `folder`; with `blocked`, it stores nothing for any site. */
export const launch = async (folder, { blocked = false } = {}) => {
  if (blocked) {
    await mkdir(path.join(folder, 'Default'), { recursive: true });
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(path.join(folder, 'Default', 'Preferences'), JSON.stringify(preferences));
  }
  const child = spawn('chromium', [`--user-data-dir=${folder}`, ...FLAGS], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const address = await new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
      const found = said.match(ADDRESS);
      if (found) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error(`Chromium ended: ${said}`)));
  });
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await once(socket, 'open');
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
  const send = (method, params = {}, sessionId = undefined) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    socket.send(JSON.stringify({ id: last, method, params, sessionId }));
  });

  /** A tab at `address`, once its page's scripts have begun. */
  const open = async (url) => {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const cdp = (method, params) => send(method, params, sessionId);
    await cdp('Page.enable');
    await cdp('Runtime.enable');
    const run = async (expression) => {
      const { result, exceptionDetails } = await cdp('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    const comes = async (expression, tries) => {
      for (let left = tries; left > 0; left -= 1) {
        if (await run(expression).catch(() => false)) return true;
        await wait(20);
      }
      return false;
    };
    const until = async (expression, what) => {
      if (!(await comes(expression, 600))) throw new Error(`never: ${what}`);
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
          await Promise.race([cdp('Page.navigate', { url: to }), wait(5000)]);
          if (await Promise.race([comes(`location.href === ${JSON.stringify(to)} && document.readyState !== 'loading' && !!window.peykJournal`, 300), wait(10000)])) return;
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
      await ended;
    },
    quit: async () => {
      const ended = once(child, 'exit');
      await send('Browser.close').catch(() => {});
      await ended;
    },
  };
};
