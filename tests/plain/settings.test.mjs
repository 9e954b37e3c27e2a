import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import vm from 'node:vm';

const CASES = JSON.parse(await readFile(new URL('../fixtures/settings.json', import.meta.url)));
const SCRIPT = await readFile(new URL('../../plain/settings.js', import.meta.url), 'utf8');

/** A page that finds `stored`: what the script gives it, its root's data, and what is stored. */
const page = (stored, { full = false } = {}) => {
  const data = {};
  const kept = new Map(stored === undefined ? [] : [['peyk:settings', stored]]);
  const heard = {};
  const window = {};
  window.top = window.self = window;
  const context = {
    window, URLSearchParams, performance: {}, navigator: {},
    document: { documentElement: { dataset: data }, querySelectorAll: () => [] },
    localStorage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => {
        if (full) throw new Error('full');
        kept.set(key, value);
      },
    },
    addEventListener: (name, act) => { heard[name] = act; },
  };
  vm.runInNewContext(SCRIPT, context);
  return { settings: window.peykSettings, data, kept, heard };
};

test('of what is given as settings only known names with known values are stored, as the program writes them', () => {
  for (const [given, valid] of CASES) {
    const { settings, kept } = page();
    assert.equal(settings(given), true, given);
    assert.equal(kept.get('peyk:settings'), valid, given);
    assert.equal(settings(), valid, given);
  }
});

test('of what is stored, or another tab stores, only that takes effect', () => {
  for (const [given, valid] of CASES) {
    const wanted = Object.fromEntries(new URLSearchParams(valid));
    assert.deepEqual({ ...page(given).data }, wanted, given);
    const { data, heard } = page('theme=dark&size=8');
    heard.storage({ key: 'peyk:settings', newValue: given });
    assert.deepEqual({ ...data }, wanted, given);
  }
});

test('settings of any length take no more room than those that there are', () => {
  const { settings, kept } = page('x'.repeat(1e6));
  assert.equal(settings(), '');
  assert.equal(settings(`theme=dark&${'x=y&'.repeat(1e6)}size=8`), true);
  assert.equal(kept.get('peyk:settings'), 'theme=dark');
});

test('whatever is given in the place of a text is no settings', () => {
  for (const odd of [null, 5, {}, [], true, ['theme=dark', 'size=8']]) {
    const { settings, kept } = page();
    assert.equal(settings(odd), true);
    assert.ok(['', 'theme=dark'].includes(kept.get('peyk:settings')));
  }
});

test('settings that cannot be stored take effect and say so', () => {
  const { settings, data } = page(undefined, { full: true });
  assert.equal(settings('theme=dark'), false);
  assert.equal(data.theme, 'dark');
});
