import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { begun, copies, fresh, held, lay, leave, pass, real, records, settle, silence, tab } from './tabs.mjs';

const WRITE = 150;
const RETRY = 2000;
const fixture = async (name) => JSON.parse(await readFile(new URL(`../fixtures/drafts/${name}.json`, import.meta.url)));

const open = async (code = '7') => {
  const one = await tab();
  await one.openDraft(code);
  await settle();
  return one;
};
const write = async (one, text, code = '7') => {
  one.typed(code, text, 'تیتر');
  await pass(WRITE);
};

beforeEach(fresh);

test('what was typed is there again in another tab, and "saved" is said only once it is', async () => {
  const one = await open();
  const said = [];
  document.addEventListener('peyk:draft', ({ detail }) => said.push(detail.state));
  one.typed('7', 'سلام', 'تیتر');
  assert.deepEqual(said, ['writing']);
  await pass(WRITE);
  assert.equal(said.at(-1), 'saved');
  assert.equal((await open()).look('7').text, 'سلام');
});

test('an emptied draft leaves nothing behind', async () => {
  const one = await open();
  await write(one, 'سلام');
  await write(one, '');
  assert.deepEqual(await records(), []);
  assert.equal(one.look('7').state, 'empty');
});

test('the first release\'s drafts are read, and written in the form of this one', async () => {
  await lay([await fixture('v1')], 1);
  const one = await open('867012');
  const { text, state } = one.look('867012');
  assert.deepEqual([text, state], ['نظر من از نسخهٔ نخست', 'saved']);
  await write(one, 'نظر من، دوباره', '867012');
  const [{ v, text: now, code }, ...rest] = await records();
  assert.deepEqual([v, now, code, rest], [2, 'نظر من، دوباره', '867012', []]);
});

test('this release\'s own form is read as it was written', async () => {
  await lay([await fixture('v2')]);
  const { text, state } = (await open('867012')).look('867012');
  assert.deepEqual([text, state], ['نظر من از نسخهٔ دوم', 'saved']);
});

test('what a newer release wrote stays byte for byte, and what is typed lies beside it', async () => {
  const newer = await fixture('newer');
  await lay([newer]);
  const one = await open('867012');
  assert.deepEqual([one.look('867012').state, one.look('867012').others], ['newer', [newer.text]]);
  await write(one, 'نوشتهٔ من', '867012');
  const all = await records();
  assert.deepEqual(all.find(({ code }) => code === '867012'), newer);
  assert.ok(all.some(({ text }) => text === 'نوشتهٔ من'));
  const again = (await open('867012')).look('867012');
  assert.deepEqual([again.text, again.state], ['نوشتهٔ من', 'newer']);
  const [draft] = await one.drafts();
  assert.deepEqual([draft.state, draft.text], ['newer', newer.text]);
});

test('a damaged draft is shown as it is and never typed over', async () => {
  const damaged = { ...(await fixture('v2')), text: 'نظر مـ' };
  await lay([damaged]);
  const one = await open('867012');
  assert.deepEqual([one.look('867012').state, one.look('867012').others], ['damaged', ['نظر مـ']]);
  await write(one, 'دوباره', '867012');
  assert.deepEqual((await records()).find(({ code }) => code === '867012'), damaged);
});

test('two tabs that write apart keep both texts and say so', async () => {
  const [one, two] = [await open(), await open()];
  one.typed('7', 'از اولی');
  two.typed('7', 'از دومی');
  await pass(WRITE);
  await settle();
  assert.deepEqual((await records()).map(({ text }) => text).sort(), ['از اولی', 'از دومی'].sort());
  const states = [one, two].map((each) => each.look('7'));
  assert.ok(states.some(({ state, others }) => state === 'conflict' && others.length === 1), JSON.stringify(states));
});

test('a tab that has nothing of its own follows the one that is typed in', async () => {
  const [one, two] = [await open(), await open()];
  await write(one, 'سلام');
  await settle();
  assert.equal(two.look('7').text, 'سلام');
  await write(two, 'سلام بر شما');
  await settle();
  assert.equal(one.look('7').text, 'سلام بر شما');
  assert.equal((await records()).length, 1);
});

const conflict = async () => {
  const [one, two] = [await open(), await open()];
  one.typed('7', 'الف');
  two.typed('7', 'ب');
  await pass(WRITE);
  await settle();
  const mine = [one, two].find((each) => each.look('7').state === 'conflict');
  return { mine, text: mine.look('7').text, other: mine.look('7').others[0] };
};

test('of the reader\'s name the last word counts', async () => {
  const [one, two] = [await open('@name'), await open('@name')];
  one.typed('@name', 'سارا');
  two.typed('@name', 'مینا');
  await pass(WRITE);
  await settle();
  assert.equal((await records()).length, 1);
});

test('both versions can be kept, one below the other', async () => {
  const { mine, text, other } = await conflict();
  await mine.settle('7', 'join');
  assert.deepEqual((await records()).map((stored) => stored.text), [`${text}\n\n${other}`]);
  assert.equal(mine.look('7').state, 'saved');
});

test('taking the other version keeps mine as a version', async () => {
  const { mine, text, other } = await conflict();
  await mine.settle('7', 'take');
  const { text: now, others } = mine.look('7');
  assert.deepEqual([now, others], [other, [text]]);
});

test('keeping mine gives the other up, and that can be undone', async () => {
  const { mine, text, other } = await conflict();
  const gone = await mine.settle('7', 'keep');
  assert.deepEqual((await records()).map((stored) => stored.text), [text]);
  await mine.restore(gone);
  assert.deepEqual((await records()).map((stored) => stored.text).sort(), [text, other].sort());
});

for (const busy of [false, true]) {
  const where = busy ? 'by a busy browser' : 'at once';

  test(`what was typed while the page was left ${where} is brought home`, async () => {
    const one = await open();
    await write(one, 'سلام');
    one.typed('7', 'سلام بر همه');
    await leave(one, { busy });
    const { text, state } = (await open()).look('7');
    assert.deepEqual([text, state], ['سلام بر همه', 'saved']);
    assert.deepEqual([(await records()).length, copies()], [1, []]);
  });

  test(`what was typed on while the last write was under way, left ${where}, is no version of its own`, async () => {
    for (const later of ['سلام بر همه', 'سل']) {
      fresh();
      const one = await open();
      one.typed('7', 'سلام');
      const written = pass(WRITE);
      // Its transaction has begun.
      for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => { setImmediate(resolve); });
      one.typed('7', later);
      await Promise.all([leave(one, { busy }), written]);
      const { text, state } = (await open()).look('7');
      assert.deepEqual([text, state], [later, 'saved']);
    }
  });

  test(`what was typed before and after the journal listened, left ${where}, is one text`, async () => {
    for (const now of ['پیش از برنامه', 'پیش']) {
      for (const typedAt of ['at once', 'later']) {
        fresh();
        localStorage.setItem('peyk-draft:7', JSON.stringify({ text: 'پیش از' }));
        const one = await tab();
        const opened = one.openDraft('7');
        if (typedAt === 'later') await opened;
        one.typed('7', now);
        await opened;
        await settle();
        await leave(one, { busy });
        const { text, state } = (await open()).look('7');
        assert.deepEqual([text, state], [now, 'saved'], typedAt);
      }
    }
  });
}

test('last chances of stories that are not opened again are among all drafts', async () => {
  const one = await open();
  await write(one, 'سلام');
  one.typed('7', 'سلام بر همه');
  await leave(one, { busy: true });
  const [{ text, others }, ...rest] = await (await tab()).drafts();
  assert.deepEqual([text, others, rest], ['سلام بر همه', [], []]);
});

test('the last chance of a page that had no database is brought home, too', async () => {
  localStorage.setItem('peyk-draft:7', 'در آخرین دم');
  assert.equal((await open()).look('7').text, 'در آخرین دم');
  assert.equal(localStorage.getItem('peyk-draft:7'), null);
});

test('what was typed before the journal listened stands beside the draft that it was not typed from', async () => {
  await write(await open(), 'سلام');
  localStorage.setItem('peyk-draft:7', JSON.stringify({ text: 'درود' }));
  const { text, state, others } = (await open()).look('7');
  assert.deepEqual([text, state, others], ['درود', 'conflict', ['سلام']]);
  assert.equal(localStorage.getItem('peyk-draft:7'), null);
});

test('what was found in a field whose draft had not been seen does not replace that draft', async () => {
  await write(await open(), 'سلام');
  const one = await open();
  one.apart('7');
  await write(one, 'درود');
  const { state, others } = one.look('7');
  assert.deepEqual([state, others], ['conflict', ['سلام']]);
});

test('where nothing can be stored the state says so, typing goes on, and it is stored once it can be', async () => {
  const one = await open();
  const works = globalThis.indexedDB;
  globalThis.indexedDB = { open: () => { throw new Error('off'); } };
  // The browser has closed the connection that was there.
  const blocked = await tab();
  await blocked.openDraft('7');
  blocked.typed('7', 'سلام');
  await pass(WRITE);
  assert.equal(blocked.look('7').state, 'failed');
  assert.deepEqual(copies(), ['سلام']);
  blocked.typed('7', 'سلام دوباره');
  assert.deepEqual(copies(), ['سلام دوباره']);
  globalThis.indexedDB = works;
  await pass(RETRY);
  assert.equal(blocked.look('7').state, 'saved');
  assert.deepEqual(copies(), []);
  await settle();
  assert.equal(one.look('7').text, 'سلام دوباره');
});

test('what is typed while a slow store still writes is written as soon as it has, and what follows too', async () => {
  const one = await open();
  const release = await held();
  await write(one, 'یک');
  // The first is being written when the next one's turn comes.
  await write(one, 'یک دو');
  assert.match(Object.values(localStorage).join(), /یک دو/);
  release();
  await settle();
  assert.equal(Object.values(localStorage).join(), '');
  assert.deepEqual([one.look('7').state, (await records()).map(({ text }) => text)], ['saved', ['یک دو']]);
  await write(one, 'یک دو سه');
  assert.deepEqual([one.look('7').state, (await records()).map(({ text }) => text)], ['saved', ['یک دو سه']]);
});

for (const choice of ['take', 'join', 'keep']) {
  test(`what is typed while a reader's choice (${choice}) is stored stays in the field and is written`, async () => {
    const { mine, text, other } = await conflict();
    const release = await held();
    const settled = mine.settle('7', choice);
    await settle();
    mine.typed('7', `${text} و ادامه`, 'تیتر');
    release();
    await settled;
    await pass(WRITE);
    const texts = (await records()).map((stored) => stored.text);
    assert.equal(mine.look('7').text, `${text} و ادامه`);
    assert.notEqual(mine.look('7').state, 'writing');
    for (const part of [`${text} و ادامه`, ...(choice === 'keep' ? [] : [other])]) assert.ok(texts.some((one) => one.includes(part)), `${part} in ${texts}`);
  });
}

test('a reader\'s choice comes after what is just being written', async () => {
  const { mine, text, other } = await conflict();
  const release = await held();
  await write(mine, `${text} و ادامه`);
  const settled = mine.settle('7', 'take');
  release();
  await settled;
  await pass(WRITE);
  assert.deepEqual([mine.look('7').text, mine.look('7').others], [other, [`${text} و ادامه`]]);
});

test('a full device is called by its name', async () => {
  const one = await open();
  await write(one, 'سلام');
  const { put } = (await import('fake-indexeddb')).IDBObjectStore.prototype;
  const { IDBObjectStore } = await import('fake-indexeddb');
  IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); };
  await write(one, 'سلام بر همه');
  assert.equal(one.look('7').state, 'full');
  IDBObjectStore.prototype.put = put;
  await pass(RETRY);
  assert.equal(one.look('7').state, 'saved');
  assert.equal((await records())[0].text, 'سلام بر همه');
});

test('a store that does not answer counts as failed within a second', async () => {
  globalThis.indexedDB = { open: () => ({}) };
  const one = await tab();
  one.typed('7', 'سلام');
  await pass(WRITE);
  await pass(800);
  assert.equal(one.look('7').state, 'failed');
});

test('drafts are listed with their versions, and a dropped one comes back whole', async () => {
  const { mine } = await conflict();
  const [draft] = await mine.drafts();
  assert.equal(draft.others.length, 1);
  const before = await records();
  const gone = await mine.drop('7');
  assert.deepEqual(await records(), []);
  assert.deepEqual(await mine.drafts(), []);
  await mine.restore(gone);
  assert.deepEqual(await records(), before);
});

const SAVED = { code: '5', title: 'خبر', text: '{"items":[]}', from: 'https://news.example/data/n/5.json', at: 5 };
const READ = { code: '5', at: 5, place: 3 };

test('one file carries everything to another browser', async () => {
  const one = await open();
  await write(one, 'سلام');
  await one.put('saved', SAVED);
  await one.put('reading', READ);
  const file = await one.exportAll();
  fresh();
  const two = await tab();
  assert.deepEqual(await two.importAll(file), { drafts: 1, saved: 1, reading: 1, settings: 0, refused: 0 });
  assert.deepEqual([await records('saved'), await records('reading')], [[SAVED], [READ]]);
  await two.openDraft('7');
  assert.equal(two.look('7').text, 'سلام');
});

test('taking a file in loses nothing that is here, and twice is as once', async () => {
  const one = await open();
  await write(one, 'از دستگاه دیگر');
  await one.put('saved', { ...SAVED, at: 4 });
  const file = await one.exportAll();
  fresh();
  const two = await open();
  await write(two, 'از همین دستگاه');
  await two.put('saved', SAVED);
  await two.importAll(file);
  const texts = async () => (await records()).map(({ text }) => text).sort();
  const both = ['از دستگاه دیگر', 'از همین دستگاه'].sort();
  assert.deepEqual(await texts(), both);
  assert.deepEqual(await records('saved'), [SAVED], 'the newer one');
  assert.deepEqual(await two.importAll(file), { drafts: 0, saved: 0, reading: 0, settings: 0, refused: 0 });
  assert.deepEqual(await texts(), both);
});

test('a damaged file says what it is and changes nothing', async () => {
  const one = await open();
  await write(one, 'سلام');
  const file = await one.exportAll();
  const before = await records();
  for (const [broken, error] of [
    ['', 'not-json'], ['[]', 'not-ours'], [file.slice(0, -5), 'not-json'], [file.replace('سلام', 'سلاح'), 'damaged'],
    [JSON.stringify({ ...JSON.parse(file), version: 2 }), 'newer'], [JSON.stringify({ ...JSON.parse(file), drafts: 3 }), 'damaged'],
    [JSON.stringify({ ...JSON.parse(file), version: 'x' }), 'damaged'],
  ]) {
    assert.deepEqual(await one.importAll(broken), { error }, broken.slice(0, 40));
    assert.deepEqual(await records(), before);
  }
});

// ---- A database that does not answer -----------------------------------------------------------------
const LATE = 800;
const WAIT = 4000;

/** All that waits for the database has waited long enough, and was tried again. */
const longAfter = async () => { for (let turn = 0; turn < 5; turn += 1) await pass(WAIT); };

/** A copy that a page named `name` has left behind. */
const left = (name, text, at, code = '7', more = {}) =>
  localStorage.setItem(`peyk-draft:${code}${name && `~${name}`}`, JSON.stringify({ text, title: 'تیتر', from: null, at, ...more }));

test('each page has a last-moment copy of its own, and none takes the place of another', async () => {
  const speak = silence();
  const [one, two] = [await tab(), await tab()];
  for (const [each, text] of [[one, 'از اولی'], [two, 'از دومی']]) {
    each.typed('7', text);
    each.hide();
  }
  assert.deepEqual(copies().sort(), ['از اولی', 'از دومی'].sort());
  speak();
});

test('copies that several pages have left become versions, and none is lost', async () => {
  await write(await open(), 'ذخیره‌شده');
  left('', 'از نسخهٔ پیش', 1000);
  left('a', 'الف', 2000);
  left('b', 'ب', 3000);
  const one = await open();
  const { text, others } = one.look('7');
  assert.equal(text, 'ب', 'the newest is in the field');
  assert.deepEqual([...others].sort(), ['ذخیره‌شده', 'از نسخهٔ پیش', 'الف'].sort());
  assert.deepEqual(copies(), []);
  assert.equal((await records()).length, 4);
});

test('a copy that a newer one holds is no version of its own', async () => {
  await write(await open(), 'ذخیره‌شده');
  left('a', 'در', 2000);
  left('b', 'در آخرین دم', 3000);
  const { text, others } = (await open()).look('7');
  assert.deepEqual([text, others, copies()], ['در آخرین دم', ['ذخیره‌شده'], []]);
});

test('of a long text no copy is made at each key while the database does not take it', async () => {
  const speak = silence();
  const one = await tab();
  const long = 'ن'.repeat(1e6);
  one.typed('7', long);
  await pass(1000);
  await pass(LATE);
  assert.deepEqual([one.look('7').state, copies().map(({ length }) => length)], ['failed', [1e6]]);
  const { setItem } = localStorage;
  let count = 0;
  Object.getPrototypeOf(localStorage).setItem = function (...given) {
    count += 1;
    return setItem.apply(this, given);
  };
  for (let key = 1; key <= 20; key += 1) one.typed('7', long + 'ی'.repeat(key));
  assert.equal(count, 0);
  one.hide();
  assert.deepEqual(copies().map(({ length }) => length), [1e6 + 20]);
  speak();
});

test('a copy goes only once it can be read in the database', async () => {
  left('a', 'الف', 2000);
  const speak = silence();
  const one = await tab();
  const opened = one.openDraft('7');
  await pass(LATE);
  assert.deepEqual(copies(), ['الف']);
  await pass(WAIT);
  assert.equal(await opened, false);
  assert.deepEqual(copies(), ['الف']);
  speak();
  await longAfter();
  assert.deepEqual([one.look('7').state, copies(), (await records()).map(({ text }) => text)], ['saved', [], ['الف']]);
});

test('where the database does not answer in time the field shows the last-moment copy, and typing goes on from it', async () => {
  await write(await open(), 'سلام');
  const before = await tab();
  await before.openDraft('7');
  before.typed('7', 'سلام بر');
  const speak = silence();
  before.leave({ persisted: true });
  const one = await tab();
  one.openDraft('7');
  await pass(LATE);
  assert.deepEqual([one.look('7').text, one.look('7').state], ['سلام بر', 'failed']);
  one.typed('7', 'سلام بر همه');
  assert.deepEqual(copies(), ['سلام بر همه']);
  speak();
  await longAfter();
  const { text, state, others } = one.look('7');
  assert.deepEqual([text, state, others], ['سلام بر همه', 'saved', []]);
  assert.deepEqual((await records()).map((stored) => stored.text), ['سلام بر همه']);
});

test('what was typed while the database kept silent stands beside what was stored unseen', async () => {
  await write(await open(), 'سلام');
  const speak = silence();
  const one = await tab();
  one.openDraft('7');
  one.typed('7', 'درود');
  await pass(150);
  await pass(LATE);
  assert.deepEqual(copies(), ['درود']);
  speak();
  await longAfter();
  assert.deepEqual([one.look('7').text, one.look('7').others], ['درود', ['سلام']]);
});

test('a write that comes late counts, and does not replace what was typed since', async () => {
  const one = await open();
  const release = await held();
  one.typed('7', 'یک');
  await pass(150);
  await pass(LATE);
  assert.equal(one.look('7').state, 'failed');
  one.typed('7', 'یک دو');
  release();
  await settle();
  await pass(2000);
  assert.deepEqual([one.look('7').text, one.look('7').state, copies()], ['یک دو', 'saved', []]);
  assert.deepEqual((await records()).map(({ text }) => text), ['یک دو']);
});

test('a transaction that is given up is undone: it cannot replace newer text later', async () => {
  const one = await open();
  const release = await held();
  one.typed('7', 'کهنه');
  await pass(150);
  // Both the wait for it and the one that it is told after are over.
  await pass(WAIT);
  one.typed('7', '');
  const written = await begun(async () => {
    release();
    await settle();
  });
  assert.equal(written, 0);
  assert.deepEqual(await records(), []);
});

for (const [what, ask, answer] of [
  ['the list of drafts', (one) => one.drafts(), undefined],
  ['a saved story', (one) => one.one('saved', '7'), undefined],
  ['saving', (one) => one.put('saved', SAVED), undefined],
  ['a mark of reading', (one) => one.put('reading', READ), undefined],
  ['all of a store', (one) => one.all('reading'), undefined],
  ['keys', (one) => one.keys('saved'), undefined],
  ['removing a draft', (one) => one.drop('7'), undefined],
  ['clearing', (one) => one.clear('reading'), undefined],
  ['a file with everything', (one) => one.exportAll(), undefined],
  ['a choice between versions', (one) => one.settle('7', 'keep'), []],
]) {
  test(`the wait for ${what} ends where the database does not answer`, async () => {
    const one = await open();
    left('a', 'الف', 2000);
    const speak = silence();
    let ended = null;
    ask(one).then((value) => { ended = { value }; });
    // Each step of it has a wait of its own.
    for (let turn = 0; turn < 3; turn += 1) await pass(60e3);
    speak();
    assert.deepEqual(ended, { value: answer });
  });
}

test('a file is not taken in where the database does not answer, and that is said', async () => {
  const file = await (await open()).exportAll();
  const speak = silence();
  let ended = null;
  (await tab()).importAll(file).then((value) => { ended = value; });
  await pass(60e3);
  speak();
  assert.deepEqual(ended, { error: 'storage' });
});

test('while the database keeps silent the last-moment copies can be listed', async () => {
  left('a', 'الف', 2000);
  left('b', 'ب', 3000);
  left('c', 'دیگری', 1000, '8');
  left('d', 'سارا', 4000, '@name');
  const list = (await tab()).copies();
  assert.deepEqual(list.map(({ code, text, others, state }) => [code, text, others, state]), [['7', 'ب', ['الف'], 'failed'], ['8', 'دیگری', [], 'failed']]);
});

test('those who show what is stored are told once the database answers again', async () => {
  const speak = silence();
  const one = await tab();
  let told = 0;
  document.addEventListener('peyk:kept', () => { told += 1; });
  one.keys('saved');
  await pass(WAIT);
  await pass(2000);
  assert.equal(told, 0);
  speak();
  await longAfter();
  assert.equal(told, 1);
});

// ---- A page that may be frozen ----------------------------------------------------------------------
test('a page that may be frozen begins no transaction, and what was under way in it is undone', async () => {
  const one = await open();
  await write(one, 'سلام');
  const release = await held();
  one.typed('7', 'سلام بر');
  await pass(150);
  one.typed('7', 'سلام بر همه');
  one.leave({ persisted: true });
  const count = await begun(async () => {
    // As some browsers tell it, after the page was left.
    one.hide();
    release();
    await settle();
    await pass(WAIT);
  });
  assert.equal(count, 0);
  assert.deepEqual([(await records()).map(({ text }) => text), copies()], [['سلام'], ['سلام بر همه']]);
  // The next page has all of it at once, as one text.
  const two = await open();
  assert.deepEqual([two.look('7').text, two.look('7').state, copies()], ['سلام بر همه', 'saved', []]);
});

test('a page that comes back writes what it had not written, and reads what another has written since', async () => {
  const one = await open();
  one.typed('7', 'سلام');
  one.leave({ persisted: true });
  one.comeBack();
  await settle();
  assert.deepEqual([one.look('7').state, (await records()).map(({ text }) => text), copies()], ['saved', ['سلام'], []]);
  one.leave({ persisted: true });
  await write(await open(), 'سلام بر همه');
  one.comeBack();
  await settle();
  assert.equal(one.look('7').text, 'سلام بر همه');
});

test('a page that comes back after the next one took its copy goes on from it, as one text', async () => {
  const one = await open();
  one.typed('7', 'سلام');
  one.leave({ persisted: true });
  await write(await open(), 'سلام بر');
  one.comeBack();
  await settle();
  const { text, others } = one.look('7');
  assert.ok([text, ...others].includes('سلام بر'), `${text} ${others}`);
});

test('a hidden page is still written at once: it may be killed', async () => {
  const one = await open();
  one.typed('7', 'سلام');
  one.hide();
  await settle();
  assert.deepEqual((await records()).map(({ text }) => text), ['سلام']);
});

test('copies of other stories are moved into the database by the next page', async () => {
  left('a', 'الف', 2000, '8');
  await (await tab()).home();
  assert.deepEqual([(await records()).map(({ code, text }) => [code.split('~')[0], text]), copies()], [[['8', 'الف']], []]);
});

// ---- What was stored by others ------------------------------------------------------------------------
const ODD = [1e300, -1, NaN, Infinity, 'متن', null, undefined, {}, [], true, 2n ** 70n, new Date(NaN)];

test('a stored draft with an odd field is shown, typed on and listed', async () => {
  for (const odd of ODD) {
    for (const [name, made] of Object.entries({ at: { at: odd }, rev: { rev: odd }, from: { from: odd }, title: { title: odd }, sum: { sum: odd }, v: { v: odd }, text: { text: odd } })) {
      fresh();
      const whole = await fixture(name === 'at' ? 'v1' : 'v2');
      await lay([{ ...whole, ...made }, { ...whole, code: '867012~other', text: 'دیگر', ...made }]);
      const one = await tab();
      assert.equal(await one.openDraft('867012'), true, `${name} ${String(odd)}`);
      const { text, others, at } = one.look('867012');
      assert.ok(Number.isSafeInteger(at), name);
      assert.doesNotThrow(() => new Date(at).toISOString());
      for (const shown of [text, ...others]) assert.equal(typeof shown, 'string');
      await write(one, 'نوشتهٔ من', '867012');
      assert.ok((await records()).some((stored) => stored.text === 'نوشتهٔ من'), `${name} ${String(odd)}`);
      const [draft] = await one.drafts();
      assert.deepEqual([typeof draft.title, typeof draft.text, Number.isSafeInteger(draft.at)], ['string', 'string', true], `${name} ${String(odd)}`);
    }
  }
});

test('a draft that an earlier release took in with a moment of its own is read like any other', async () => {
  const one = await tab();
  const { sumOf } = await import('../../plain/records.js');
  const made = { ...(await fixture('v2')), at: 1e300 };
  await lay([{ ...made, sum: sumOf(made) }]);
  await one.openDraft('867012');
  assert.deepEqual([one.look('867012').state, one.look('867012').at], ['saved', 0]);
  await write(one, 'نظر من، دوباره', '867012');
  assert.deepEqual((await records()).map(({ text }) => text), ['نظر من، دوباره']);
});

test('odd last-moment copies and messages break nothing', async () => {
  for (const [name, stored] of [['a', '{"text":5}'], ['b', 'null'], ['c', '{"text":"الف","at":1e300,"from":{},"revs":7,"rev":[]}'], ['d', '{"text":"ب","title":{},"revs":[{}]}'], ['e', '{پ']]) {
    localStorage.setItem(`peyk-draft:7~${name}`, stored);
  }
  const one = await open();
  const { text, others } = one.look('7');
  assert.deepEqual([text, ...others].sort(), ['{"text":5}', 'null', 'الف', 'ب', '{پ'].sort());
  const port = new BroadcastChannel('peyk');
  for (const data of [null, 5, 'x', {}, { store: {} }, { store: 'none' }, { code: 7 }]) port.postMessage(data);
  await settle();
  assert.equal(one.look('7').text, text);
});

// ---- A file with wrong records ---------------------------------------------------------------------------
const DRAFT = { v: 2, code: '7', text: 'سلام', at: 5, rev: 'r', from: null, title: 'تیتر', sum: 5 };

/** A file as the app writes it, whatever is in it. */
const fileOf = async (data) => {
  const { hash } = await import('../../plain/records.js');
  const all = { settings: '', drafts: [], saved: [], reading: [], ...data };
  return JSON.stringify({ format: 'peyk-reader', version: 1, ...all, sum: hash(JSON.stringify(all)) });
};

const WRONG = [
  ['drafts', { code: ['', 'a/b', 'a b', '7~', '7~a~b', '7~a/b', '~x', '@other', 'x'.repeat(65), 7, null, [], {}], v: [0, -1, 1.5, '2', null, 1e300], text: [5, null, [], {}], at: [1e300, -1, 1.5, '5', null, 4102444800001], rev: [5, null, {}, 'x'.repeat(101)], from: [5, {}, 'x'.repeat(101)], title: [5, null, {}, 'x'.repeat(10001)], sum: ['5', null, 1.5, 1e300] }, DRAFT],
  ['saved', { code: ['', 'a/b', '7~a', '@name', 7, null], title: [5, null, {}], at: [1e300, -1, '5', null], from: ['', 'javascript:alert(1)', 'data:,x', '//x', 5, null, `https://${'x'.repeat(4000)}`], text: ['', 'no JSON', '[]', '{}', '{"items":5}', 'null', 5, null] }, SAVED],
  ['reading', { code: ['', 'a/b', '7~a', 7, null], at: [1e300, -1, 1.5, '5', null], place: [-2, 1.5, 1e7, '3', null, {}] }, READ],
];

for (const [store, fields, sound] of WRONG) {
  test(`a wrong record of ${store} is left out and counted, and the others are taken`, async () => {
    const wrong = Object.entries(fields).flatMap(([name, values]) => [...values, undefined].filter((value) => value !== undefined || name !== 'from').map((value) => ({ ...sound, [name]: value })));
    wrong.push(null, 5, 'x', [], {});
    const one = await open();
    const counts = await one.importAll(await fileOf({ [store]: [...wrong, sound] }));
    assert.deepEqual([counts.refused, counts[store]], [wrong.length, 1]);
    const [{ code, at }, ...rest] = await records(store);
    assert.deepEqual([code, at, rest], [sound.code, sound.at, []]);
  });
}

test('fields that a form does not have are dropped, but a draft of a newer form is kept whole', async () => {
  const one = await open();
  const newer = { v: 9, code: '8', parts: [{ kind: 'p' }] };
  await one.importAll(await fileOf({ drafts: [{ ...DRAFT, __more: 1 }, newer], saved: [{ ...SAVED, more: 1 }], reading: [{ ...READ, more: 1 }] }));
  assert.deepEqual([await records(), await records('saved'), await records('reading')], [[DRAFT, newer], [SAVED], [READ]]);
});

test('a file that claims many versions of one draft is taken in in one pass', async () => {
  const drafts = Array.from({ length: 20001 }, (_, at) => ({ ...DRAFT, v: 1, text: `متن ${at % 50}` }));
  const one = await open();
  const counts = await one.importAll(await fileOf({ drafts }));
  assert.deepEqual([counts.drafts, counts.refused], [50, 1]);
});

test('a record of a file whose moment is to come is taken as if it were of now', async () => {
  const { sumOf, stateOf } = await import('../../plain/records.js');
  const summed = (made) => ({ ...made, sum: sumOf(made) });
  const later = Date.now() + 1e9;
  const newer = { v: 9, code: '9', at: later, parts: [] };
  const drafts = [
    summed({ ...DRAFT, at: later }), { v: 1, code: '8', text: 'سلام', at: later }, { ...DRAFT, code: '6', at: later }, newer,
    summed({ ...DRAFT, code: '@name', text: 'سارا', at: later }),
  ];
  const one = await open();
  const began = Date.now();
  await one.importAll(await fileOf({ drafts, saved: [{ ...SAVED, at: later }], reading: [{ ...READ, at: later }] }));
  const all = await records();
  assert.equal(all.length, drafts.length);
  for (const stored of [...all, ...(await records('saved')), ...(await records('reading'))]) {
    if (stored.v === 9) assert.deepEqual(stored, newer, 'nobody here knows its sum');
    else assert.ok(stored.at >= began && stored.at <= Date.now(), JSON.stringify(stored));
  }
  const states = Object.fromEntries(all.map((stored) => [stored.code, stateOf(stored)]));
  assert.deepEqual(states, { 6: 'damaged', 7: 'whole', 8: 'whole', 9: 'newer', '@name': 'whole' });
});

for (const v of [1, 2, 9]) {
  test(`a name of a file (form ${v}) whose moment is to come does not outrank what is typed later`, async () => {
    const { sumOf } = await import('../../plain/records.js');
    const name = { v, code: '@name', text: 'سارا', at: Date.now() + 1e9, ...(v === 1 ? {} : { rev: 'r', from: null, title: '' }) };
    await (await open()).importAll(await fileOf({ drafts: [{ ...name, ...(v === 1 ? {} : { sum: sumOf(name) }) }] }));
    await new Promise((resolve) => { real.set(resolve, 5); });
    left('a', 'مینا', Date.now(), '@name');
    const one = await open('@name');
    assert.equal(one.look('@name').text, 'مینا');
  });
}

test('a draft of a file whose moment is to come does not take the place of what is typed later', async () => {
  const { sumOf } = await import('../../plain/records.js');
  const made = { ...DRAFT, text: 'سلام', at: Date.now() + 1e9 };
  const one = await open();
  await one.importAll(await fileOf({ drafts: [{ ...made, sum: sumOf(made) }] }));
  await settle();
  await new Promise((resolve) => { real.set(resolve, 5); });
  left('a', 'سلام بر همه', Date.now());
  const { text, others } = (await open()).look('7');
  assert.deepEqual([text, others], ['سلام بر همه', []]);
});

// What a reader may do in any of three tabs. Each text is made of letters that occur nowhere else, so
// that none of them can be lost unseen.
const event = fc.oneof(
  fc.record({ does: fc.constant('type'), tab: fc.nat(2) }),
  fc.record({ does: fc.constant('type'), tab: fc.nat(2) }),
  fc.record({ does: fc.constant('pass') }),
  fc.record({ does: fc.constant('hide'), tab: fc.nat(2) }),
  fc.record({ does: fc.constant('reload'), tab: fc.nat(2) }),
  fc.record({ does: fc.constantFrom('take', 'join'), tab: fc.nat(2) }),
);

test('whatever happens in three tabs, every character that was typed is kept', async () => {
  await fc.assert(fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
    fresh();
    const tabs = [await open(), await open(), await open()];
    let made = 0;
    const typed = [];
    for (const { does, tab: at } of events) {
      if (does === 'type') {
        made += 1;
        const letter = String.fromCodePoint(0x4e00 + made);
        typed.push(letter);
        tabs[at].typed('7', tabs[at].look('7').text + letter);
      } else if (does === 'pass') {
        await pass(WRITE);
      } else if (does === 'hide') {
        tabs[at].hide();
        await settle();
      } else if (does === 'reload') {
        tabs[at].hide();
        await settle();
        tabs[at] = await open();
      } else {
        await pass(WRITE);
        await tabs[at].settle('7', does);
      }
    }
    await pass(WRITE);
    await settle();
    const kept = (await records()).map(({ text }) => text).join('');
    for (const letter of typed) assert.ok(kept.includes(letter), `${letter} of ${typed.join('')} in ${kept}`);
    // And a page that is opened now shows or offers all of it.
    const { text, others } = (await open()).look('7');
    const offered = text + others.join('');
    for (const letter of typed) assert.ok(offered.includes(letter), `${letter} is not offered`);
  }), { numRuns: 150 });
});
