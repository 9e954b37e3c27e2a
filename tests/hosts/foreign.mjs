// Files that run a script where a browser lets them, under names that hosts know and under names that lie,
// and a newsroom whose feed names them all.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/** The policy of whatever may have come from a source. */
export const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

// What the script does where it runs: it reads what the reader has kept, and says so in the title.
const STEAL = "document.title = 'ran ' + localStorage.getItem('canary')";
const HTML = `<!doctype html><title>quiet</title><script>${STEAL}</script><p>text</p>`;
const XHTML = `<html xmlns="http://www.w3.org/1999/xhtml"><head><title>quiet</title><script>${STEAL}</script></head><body onload="${STEAL}"/></html>`;
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="99" height="99" onload="${STEAL}"><title>quiet</title>
  <script>${STEAL}</script><foreignObject width="9" height="9"><body xmlns="http://www.w3.org/1999/xhtml"><img src="x" onerror="${STEAL}"/></body></foreignObject>
  <image href="x" onerror="${STEAL}"/><animate attributeName="x" begin="0s" dur="1s" onbegin="${STEAL}"/><rect width="9" height="9"/></svg>`;
const XML = `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="data:text/xml,${encodeURIComponent(`<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/"><html><head><title>quiet</title><script>${STEAL}</script></head></html></xsl:template></xsl:stylesheet>`)}"?><x/>`;
const MHT = `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n${HTML}\r\n--b--\r\n`;
const PDF = `%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n`;
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const GIF = Buffer.concat([Buffer.from('GIF89a/*\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;*/', 'latin1'), Buffer.from(`=1;${STEAL}//${HTML}`)]);

/** Each file: its name, what it holds, and what becomes of it when a story names it: `reduced` or `kept` as
 *  it is, else refused. */
export const FOREIGN = [
  ...['pic.svg', 'pic.SVG', 'pic.Svg'].map((name) => ({ name, bytes: SVG, published: 'reduced' })),
  { name: 'utf16.svg', bytes: Buffer.from(`\ufeff${SVG}`, 'utf16le'), published: 'reduced' },
  { name: 'polyglot.png', bytes: Buffer.concat([PNG, Buffer.from(HTML)]), published: 'kept' },
  { name: 'polyglot.gif', bytes: GIF, published: 'kept' },
  ...['pic.svgz', 'packed.svg'].map((name) => ({ name, bytes: zlib.gzipSync(SVG) })),
  ...['svg.png', 'svg.jpg', 'svg.webp', 'svg.mp4', 'svg.vtt', 'svg.xml', 'svg.html'].map((name) => ({ name, bytes: SVG })),
  ...['page.html', 'page.HTML', 'page.htm', 'page.png', 'page.jpg', 'page.gif', 'page.svg', 'page.mp4', 'page.webm', 'page.mp3', 'page.vtt', 'page.php', 'page'].map((name) => ({ name, bytes: HTML })),
  ...['page.xhtml', 'page.xht', 'xhtml.svg', 'xhtml.png'].map((name) => ({ name, bytes: XHTML })),
  ...['page.xml', 'page.xsl', 'xml.svg', 'xml.vtt'].map((name) => ({ name, bytes: XML })),
  ...['page.mht', 'page.mhtml', 'mht.png'].map((name) => ({ name, bytes: MHT })),
  ...['page.pdf', 'pdf.png', 'pdf.svg'].map((name) => ({ name, bytes: PDF })),
];

/** Makes the folder of a newsroom in `to`: each foreign file beside a feed whose stories name it for each thing
 *  a file can be for, a private file, and a drawing; says where the feed is. */
export const newsroom = (to) => {
  const put = (name, bytes) => {
    mkdirSync(path.dirname(`${to}/${name}`), { recursive: true });
    writeFileSync(`${to}/${name}`, bytes);
  };
  for (const { name, bytes } of FOREIGN) put(`foreign/${name}`, bytes);
  put('pictures/drawing.svg', SVG);
  put('pictures/Other.SVG', SVG);
  for (const name of ['private.json', 'report.json', 'data/n/867012.json']) put(name, '{"secret":true}');
  const names = [...FOREIGN.map(({ name }) => `foreign/${name}`), 'pictures/drawing.svg', 'pictures/Other.SVG', 'private.json', 'report.json', 'data/n/867012.json', 'feed.json', 'edition.json'];
  const items = names.flatMap((name, at) => [
    { id: `f${at}`, title: `خبر ${at}`, content_text: 'متن', image: `/${name}`, tags: ['node.js'] },
    { id: `g${at}`, title: `خبر ${at}`, content_text: 'متن', _peyk: { video: { url: `/${name}`, mime_type: 'video/mp4', captions: `/${name}`, poster: `/${name}` } } },
  ]);
  put('feed.json', JSON.stringify({ version: 'https://jsonfeed.org/version/1.1', title: 'دیگران', items }));
  return `${to}/feed.json`;
};
