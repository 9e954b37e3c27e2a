// Writes what Peyk is made of, as CycloneDX 1.5, into the folder that is named: `peyk.cdx.json` (the command),
// `web.cdx.json` (the programs in the browser) and `build.cdx.json` (the npm packages that build them; of
// these only the font is shipped). All is read from the lock files, so two runs write the same bytes:
// the usual tools put the moment and a random number in.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const [to, machine = 'x86_64-unknown-linux-gnu'] = process.argv.slice(2);
if (!to) throw new Error('usage: node scripts/sbom.mjs FOLDER [TARGET OF THE COMMAND]');
const MOST_BYTES = 1e9;
const byName = (one, other) => (one['bom-ref'] ?? one.ref ?? one).localeCompare(other['bom-ref'] ?? other.ref ?? other, 'en');

const sums = new Map(readFileSync('Cargo.lock', 'utf8').split('[[package]]').map((text) => {
  const field = (name) => new RegExp(`^${name} = "(.*)"$`, 'm').exec(text)?.[1];
  return [`pkg:cargo/${field('name')}@${field('version')}`, field('checksum')];
}));

/** The crates that are built for `target`, from the root crate down, with what each depends on. */
const crates = (target, features) => {
  const { packages, resolve } = JSON.parse(execFileSync('cargo', ['metadata', '--locked', '--format-version', '1', '--filter-platform', target, ...features], { maxBuffer: MOST_BYTES, stdio: ['ignore', 'pipe', 'inherit'] }).toString());
  const about = new Map(packages.map((one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((one) => [one.id, one]));
  const ref = (id) => `pkg:cargo/${about.get(id).name}@${about.get(id).version}`;
  const found = new Set([resolve.root]);
  const dependencies = [];
  for (const id of found) {
    const needed = nodes.get(id).deps.filter(({ dep_kinds: kinds }) => kinds.some(({ kind }) => kind !== 'dev')).map(({ pkg }) => pkg);
    needed.forEach((one) => found.add(one));
    dependencies.push({ ref: ref(id), dependsOn: [...new Set(needed.map(ref))].sort() });
  }
  const component = (id) => {
    const { name, version, license, description, repository } = about.get(id);
    const sum = sums.get(ref(id));
    return {
      type: id === resolve.root ? 'application' : 'library',
      'bom-ref': ref(id),
      name,
      version,
      ...(description ? { description: description.trim() } : {}),
      ...(sum ? { hashes: [{ alg: 'SHA-256', content: sum }] } : {}),
      ...(license ? { licenses: [{ expression: license.replaceAll('/', ' OR ') }] } : {}),
      purl: ref(id),
      ...(repository ? { externalReferences: [{ type: 'vcs', url: repository }] } : {}),
    };
  };
  const [root, ...components] = [...found].map(component);
  return { root, components, dependencies };
};

/** The npm packages of the lock file. */
const npm = () => {
  const { name, packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const components = Object.entries(packages).filter(([path]) => path !== '').map(([path, { version, license, integrity }]) => {
    const name = path.split('node_modules/').pop();
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    const [, sum] = integrity.split('-');
    return { type: 'library', 'bom-ref': purl, name, version, scope: name === 'vazirmatn' ? 'required' : 'excluded', hashes: [{ alg: 'SHA-512', content: Buffer.from(sum, 'base64').toString('hex') }], ...(license ? { licenses: [{ expression: license }] } : {}), purl };
  });
  const once = [...new Map(components.map((one) => [one['bom-ref'], one])).values()];
  return { root: { type: 'application', 'bom-ref': `pkg:npm/${name}`, name }, components: once, dependencies: [] };
};

mkdirSync(to, { recursive: true });
for (const [name, { root, components, dependencies }] of [
  ['peyk', crates(machine, ['--features', 'native'])],
  ['web', crates('wasm32-unknown-unknown', [])],
  ['build', npm()],
]) {
  const bom = { bomFormat: 'CycloneDX', specVersion: '1.5', version: 1, metadata: { component: root }, components: components.sort(byName), dependencies: dependencies.sort(byName) };
  writeFileSync(`${to}/${name}.cdx.json`, `${JSON.stringify(bom, null, 1)}\n`);
  console.log(`${to}/${name}.cdx.json: ${components.length} components`);
}
