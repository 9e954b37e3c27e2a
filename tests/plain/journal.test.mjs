import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { fresh, held, lay, leave, pass, records, settle, tab } from './tabs.mjs';

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
    assert.deepEqual([(await records()).length, localStorage.getItem('peyk-draft:7')], [1, null]);
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
  assert.equal(JSON.parse(localStorage.getItem('peyk-draft:7')).text, 'سلام');
  blocked.typed('7', 'سلام دوباره');
  assert.equal(JSON.parse(localStorage.getItem('peyk-draft:7')).text, 'سلام دوباره');
  globalThis.indexedDB = works;
  await pass(RETRY);
  assert.equal(blocked.look('7').state, 'saved');
  assert.equal(localStorage.getItem('peyk-draft:7'), null);
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
  assert.deepEqual(await two.importAll(file), { drafts: 1, saved: 1, reading: 1, settings: 0 });
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
  assert.deepEqual(await two.importAll(file), { drafts: 0, saved: 0, reading: 0, settings: 0 });
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
