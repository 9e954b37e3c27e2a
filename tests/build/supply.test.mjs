// Where what Peyk is made of comes from, and under which licences: read from the lock files, so that it can
// be tried at every run. `make audit` looks deeper (cargo deny).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (name) => readFileSync(name, 'utf8');
const CRATES = ['Cargo.toml', 'tools/wasm-bindgen/Cargo.toml'];
const PACKAGES = ['.', 'tests/lighthouse'];
const CRATES_IO = 'registry+https://github.com/rust-lang/crates.io-index';
const allowed = new Set([...read('deny.toml').split('allow = [')[1].split(']')[0].matchAll(/"([^"]+)"/g)].map(([, name]) => name));

/** Whether one way through the SPDX expression `licence` needs only licences that are allowed. */
const passes = (licence) => {
  const words = licence.replaceAll('/', ' OR ').match(/\(|\)|[^\s()]+/g) ?? [];
  const any = () => {
    let good = all();
    while (words[0] === 'OR') { words.shift(); good = all() || good; }
    return good;
  };
  const all = () => {
    let good = one();
    while (words[0] === 'AND') { words.shift(); good = one() && good; }
    return good;
  };
  const one = () => {
    let name = words.shift();
    if (name === '(') { const good = any(); words.shift(); return good; }
    if (words[0] === 'WITH') { words.shift(); name += ` WITH ${words.shift()}`; }
    return allowed.has(name);
  };
  return any();
};

test('a licence is read as it is meant', () => {
  for (const licence of ['MIT', 'MIT/Apache-2.0', 'GPL-3.0 OR MIT', '(MIT OR GPL-2.0) AND Unicode-3.0', 'Apache-2.0 WITH LLVM-exception OR GPL-2.0']) assert.ok(passes(licence), licence);
  for (const licence of ['GPL-3.0', 'MIT AND GPL-3.0', 'MPL-2.0', 'Apache-2.0 WITH Other-exception', '']) assert.ok(!passes(licence), licence);
});

test('every crate comes from crates.io with a sum, under a licence that fits', () => {
  for (const manifest of CRATES) {
    const { packages } = JSON.parse(execFileSync('cargo', ['metadata', '--locked', '--format-version', '1', '--all-features', '--manifest-path', manifest], { maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'ignore'] }));
    assert.ok(packages.length > 10, manifest);
    for (const { name, version, source, license, manifest_path: path } of packages) {
      const about = `${manifest}: ${name} ${version}`;
      if (source === null) assert.ok(path.startsWith(process.cwd()), `${about} is not in this repository`);
      else assert.equal(source, CRATES_IO, about);
      assert.ok(passes(license ?? '') || source === null, `${about}: ${license}`);
    }
    const lock = read(manifest.replace('Cargo.toml', 'Cargo.lock'));
    const foreign = lock.split('[[package]]').filter((one) => one.includes('\nsource = '));
    assert.ok(foreign.every((one) => one.includes('\nchecksum = ')), manifest);
  }
});

test('every npm package comes from the registry with a sum, at one version', () => {
  for (const folder of PACKAGES) {
    const { devDependencies = {}, dependencies = {} } = JSON.parse(read(`${folder}/package.json`));
    for (const [name, version] of Object.entries({ ...devDependencies, ...dependencies })) assert.match(version, /^\d+\.\d+\.\d+$/, name);
    for (const [name, about] of Object.entries(JSON.parse(read(`${folder}/package-lock.json`)).packages)) {
      if (name === '') continue;
      assert.match(about.integrity ?? '', /^sha512-/, `${folder}: ${name}`);
      assert.ok(!about.link && (about.resolved === undefined || about.resolved.startsWith('https://registry.npmjs.org/')), `${folder}: ${name}`);
    }
  }
});

test('every tool is installed from a lock file', () => {
  const scripts = execFileSync('git', ['ls-files', 'scripts', 'Makefile']).toString().trim().split('\n');
  for (const name of scripts) {
    for (const line of read(name).split('\n')) {
      if (/cargo install\b/.test(line)) assert.match(line, /--locked/, `${name}: ${line}`);
      assert.doesNotMatch(line, /\bnpm (install|i)\b|\bnpx\b|curl .*\|\s*(ba)?sh/, name);
    }
  }
  const locked = (file) => /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(read(file))[1];
  assert.equal(locked('tools/wasm-bindgen/Cargo.lock'), locked('Cargo.lock'));
});
