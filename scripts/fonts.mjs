// Cuts Vazirmatn into the files that readers load: per weight one with all that Persian text
// needs, and one with the Latin letters, which is fetched only where Latin occurs.
import { mkdir, readFile, writeFile, copyFile } from 'node:fs/promises';
import subsetFont from 'subset-font';

const FROM = 'node_modules/vazirmatn';
const TO = 'public/fonts';

const range = (first, last) =>
  Array.from({ length: last - first + 1 }, (_, at) => String.fromCodePoint(first + at)).join('');

// One missing letter breaks a word's joins, so the whole living alphabet is here: Persian letters,
// those of Arabic names and quotations, harakat, superscript alef, ZWNJ, ZWJ and direction marks.
const PERSIAN = [
  range(0x0621, 0x063a), range(0x0641, 0x0655), range(0x0660, 0x066c), '\u0670\u0671',
  'پچژکگیۀەہھ', range(0x06f0, 0x06f9), '،؛؟ـ', range(0x200c, 0x200f),
  ' \u00a0!"#%&\'()*+,-./0123456789:;<=>?[]«»·–—‘’“”…−×٭',
].join('');
const LATIN = range(0x21, 0x7e) + range(0xc0, 0xff) + '€©®™°²³';

await mkdir(TO, { recursive: true });
await copyFile(`${FROM}/OFL.txt`, `${TO}/OFL.txt`);
let persian = 0;
for (const [weight, name] of [['400', 'Regular'], ['700', 'Bold']]) {
  const font = await readFile(`${FROM}/fonts/ttf/Vazirmatn-${name}.ttf`);
  for (const [part, text] of [['persian', PERSIAN], ['latin', LATIN]]) {
    const file = `${TO}/vazirmatn-${part}-${weight}.woff2`;
    const bytes = await subsetFont(font, text, {
      targetFormat: 'woff2',
      noHinting: true,
      // What joins letters and places marks; the alternates and small capitals stay behind.
      keepFeatures: ['ccmp', 'init', 'medi', 'fina', 'isol', 'rlig', 'calt', 'liga', 'locl', 'mark', 'mkmk', 'kern', 'curs'],
    });
    await writeFile(file, bytes);
    if (part === 'persian') persian += bytes.length;
    console.log(`${file}  ${bytes.length} bytes`);
  }
}
console.log(`Persian, both weights: ${persian} bytes (budget 30000)`);
if (persian > 30000) {
  console.error('The fonts of a first article are over their budget.');
  process.exit(1);
}
