// The servers that the samples in hosts/ are for, and `peyk serve`, for tests and measurements.
import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';

/** What the host at `port` answers. */
export const ask = (port, address, { method = 'GET', headers = {} } = {}) => new Promise((resolve, reject) => {
  const sent = request({ host: '127.0.0.1', port, path: address, method, headers }, (response) => {
    const parts = [];
    response.on('data', (part) => parts.push(part));
    response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
  });
  sent.on('error', reject);
  sent.end();
});

const answers = async (port, child, said) => {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`it ended: ${said()}`);
    try {
      return await ask(port, '/');
    } catch {
      await new Promise((resolve) => { setImmediate(resolve); });
    }
  }
};

const begin = async (work, program, parameters, port) => {
  const child = spawn(program, parameters, { env: { ...process.env, HOME: work, XDG_DATA_HOME: work, XDG_CONFIG_HOME: work } });
  let said = '';
  for (const out of [child.stdout, child.stderr]) out.on('data', (data) => { said += data; });
  await answers(port, child, () => said);
  return { port, stop: () => child.kill() };
};

/** The sample `name`; for a folder of the host as its .sed says. */
const sampled = (name, base) => {
  const [stem] = name.split('.');
  const rules = base === '/' ? [] : ['-f', `hosts/${stem}-sub-path.sed`];
  return execFileSync('sed', ['-e', '', ...rules, `hosts/${name}`]).toString();
};

/** How each server begins at a port, with the samples of hosts/ over the root `site`, where the published
 *  site lies in the folder `base`, `/` or `/news/`; their own files go into the folder `work`. */
export const servers = (work, site, base = '/') => ({
  'peyk serve': async (port) => begin(work, 'target/release/peyk', ['serve', '--dir', site + base, '--base', base, '--port', String(port)], port),
  nginx: async (port) => {
    const sample = sampled('nginx.conf', base)
      .replace('listen 80;', `listen 127.0.0.1:${port};`)
      .replaceAll('/srv/peyk', site);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${work}/${name};`).join(' ');
    writeFileSync(`${work}/nginx.conf`, `daemon off; master_process off; pid ${work}/nginx.pid; error_log ${work}/nginx.log;
include /etc/nginx/modules-enabled/*.conf; events {} http { access_log off; ${temporary}\n${sample} }`);
    return begin(work, 'nginx', ['-c', `${work}/nginx.conf`, '-e', `${work}/nginx.log`], port);
  },
  Caddy: async (port) => {
    const sample = sampled('Caddyfile', base)
      .replace('\nnews.example {', `\nhttp://127.0.0.1:${port} {`)
      .replaceAll('/srv/peyk', site);
    writeFileSync(`${work}/Caddyfile`, `{\n\tadmin off\n}\n${sample}`);
    return begin(work, 'caddy', ['run', '--config', `${work}/Caddyfile`, '--adapter', 'caddyfile'], port);
  },
});
