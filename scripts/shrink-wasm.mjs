// Makes wasm-bindgen's output smaller: what no visit can reach goes, from the program and from its
// glue, and the names by which the two call each other get short. Same input, same bytes.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import binaryen from 'binaryen';
import { transform } from 'esbuild';

const WASM_OPT = 'node_modules/.bin/wasm-opt';
const DRAFT = 'target/shrink.wasm';
// What rustc may use, and every browser of our range can do.
const FEATURES = [
  'bulk-memory', 'bulk-memory-opt', 'nontrapping-float-to-int', 'sign-ext', 'mutable-globals', 'reference-types',
  'multivalue',
].map((name) => `--enable-${name}`);

// Functions that put a message together and then end the program. In a browser that message goes
// nowhere, so they may end it at once. Each must be of the type `-> !`: a function that returns
// would cut the program off.
const PANICS = new RegExp(`^(?:${[
  'core::panicking::.*',
  'core::(?:option|result)::(?:unwrap|expect)_failed',
  'core::str::slice_error_fail(?:_rt)?',
  'core::slice::(?:index::slice_\\w*|copy_from_slice_impl::len_mismatch)_fail',
  'core::slice::sort::shared::smallsort::panic_on_ord_violation',
  'core::cell::(?:lazy::)?panic_\\w+',
  'alloc::raw_vec::(?:handle_error|capacity_overflow)',
  'alloc::alloc::handle_alloc_error',
  '<alloc::vec::Vec<_, _>>::\\w+::assert_failed',
  'std::(?:sync::lazy_lock|thread::local)::panic_\\w+',
  '__rustc::(?:rust_begin_unwind|rust_panic|__rust_alloc_error_handler)',
  'wasm_bindgen::throw_str',
].join('|')})(?:::h[0-9a-f]{16})?$`);

// Functions that only pages of other apps call: streams that are read from Rust, which the framework
// brings along. The exports that lead to them go; their places in the table of functions would keep
// them.
const UNCALLED = /(?:^|<)(?:wasm_streams|js_sys::futures::future_to_promise|intounderlying)/;

// Names of source files: only messages of panics had a use for them. /cargo is from the Makefile.
const SOURCES = /(?:\/rustc\/[0-9a-f]{40}|\/rust\/deps|\/cargo\/registry\/src)\/[\w/.-]+?\.rs|src\/(?:\w+\/)*\w+\.rs/g;

// Instead of wasm-bindgen's loader, which is for every way to be called; boot.js has only one.
// A host that does not know the type of a .wasm file must not keep the app from starting.
const LOADER = `let wasm;
export default async ({ module_or_path: address }) => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(\`\${response.status} for \${response.url}\`);
  const { instance } = response.headers.get('Content-Type') === 'application/wasm'
    ? await WebAssembly.instantiateStreaming(response, __wbg_get_imports())
    : await WebAssembly.instantiate(await response.arrayBuffer(), __wbg_get_imports());
  wasm = instance.exports;
  wasm.__wbindgen_start();
};
`;

const replaced = (text, pattern, by) => {
  if (text.search(pattern) < 0) throw new Error(`wasm-bindgen's glue has changed: it holds no ${pattern}`);
  return text.replace(pattern, by);
};

/** The glue with none but these imports, under their new names, and only with what these need. */
const glueOf = async (source, name, imports, exports) => {
  let text = replaced(source, /^let wasmModule, wasmInstance, wasm;$[^]*/m, LOADER);
  // Classes that crates export to pages; ours makes none of them.
  text = text.replace(/^export class/gm, 'class');
  text = text.replace(/^if \(Symbol\.dispose\) .*\n|^const \w+Finalization = [^]*?;\n/gm, '');
  text = replaced(text, /^ {8}(\w+): (function\([^]*?^ {8}\}.*,\n)/gm, (_, name, body) =>
    (imports.has(name) ? `        ${imports.get(name)}: ${body}` : ''));
  text = replaced(text, new RegExp(`"\\./${name}_bg\\.js": import0`), 'a: import0');
  text = text.replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${exports.get(name) ?? name}`);
  const { code } = await transform(text, { format: 'esm', treeShaking: true });
  return code;
};

const listed = (count, at) => Array.from({ length: count }, (_, index) => at(index));
const functions = (module) =>
  listed(module.getNumFunctions(), (index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)));

/** The program in which panics trap at once. */
const withoutMessages = (bytes) => {
  const text = Buffer.from(bytes).toString('latin1').replace(SOURCES, (name) => '\0'.repeat(name.length));
  const module = binaryen.readBinary(Buffer.from(text, 'latin1'));
  const plain = (name) => name.replace(/\[[0-9a-f]{16}\]/g, '');
  const own = functions(module).filter((one) => one.module === '');
  const panics = own.filter((one) => PANICS.test(plain(one.name)) || UNCALLED.test(plain(one.name)));
  if (panics.length === 0) throw new Error('the program holds no names of functions');
  for (const { name, params, results } of panics) {
    module.removeFunction(name);
    module.addFunction(name, params, results, [], module.unreachable());
  }
  return module.emitBinary();
};

/** What `wasm-bindgen --target web` made of the program `name`, smaller; the glue exports one function, for boot.js. */
export const shrink = async (source, bytes, name) => {
  const whole = withoutMessages(bytes);
  // The glue needs exports of the program, and the program functions of the glue. Both begin with
  // nothing and grow until neither asks for more: so two that need only each other stay out.
  let imports = new Map();
  for (let before = -1; before < imports.size;) {
    before = imports.size;
    const glue = await glueOf(source, name, imports, new Map());
    const used = new Set(Array.from(glue.matchAll(/\bwasm\.(\w+)/g), ([, name]) => name));
    const module = binaryen.readBinary(whole);
    const names = listed(module.getNumExports(), (index) => binaryen.getExportInfo(module.getExportByIndex(index)).name);
    for (const name of names) if (!used.has(name)) module.removeExport(name);
    module.runPasses(['remove-unused-module-elements']);
    imports = new Map(functions(module).filter((one) => one.module !== '').map(({ base }) => [base, base]));
    await writeFile(DRAFT, module.emitBinary());
    module.dispose();
  }
  // Nothing lies in the first kilobyte: it is the far end of the stack, which the linker puts first.
  const { stdout } = await promisify(execFile)(WASM_OPT, [
    DRAFT, '-o', DRAFT, '-Oz', '--flatten', '--rereloop', '-Oz', '-Oz', '--low-memory-unused', '--strip-debug', '--strip-producers', '--strip-target-features',
    '--minify-imports-and-exports-and-modules', ...FEATURES,
  ], { maxBuffer: 1 << 26 });
  const short = JSON.parse(stdout);
  const shortImports = new Map(short.imports.map(([, name, to]) => [name, to]));
  return { glue: await glueOf(source, name, shortImports, new Map(short.exports)), wasm: await readFile(DRAFT) };
};
