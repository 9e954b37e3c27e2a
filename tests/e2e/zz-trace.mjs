import { Builder, logging } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
export const open = async ({ rate = 4, network = false, width = 360, dsf = 2 } = {}) => {
  const options = new chrome.Options();
  options.addArguments('--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run', '--disable-quic');
  options.setPerfLoggingPrefs({ enableNetwork: false, enablePage: false, traceCategories: 'devtools.timeline,disabled-by-default-devtools.timeline,blink.user_timing' });
  const prefs = new logging.Preferences(); prefs.setLevel(logging.Type.PERFORMANCE, logging.Level.ALL); options.setLoggingPrefs(prefs);
  const driver = await new Builder().forBrowser('chrome').setChromeOptions(options).build();
  const cdp = (c, p = {}) => driver.sendAndGetDevToolsCommand(c, p);
  await cdp('Page.enable'); await cdp('Network.enable');
  await cdp('Emulation.setDeviceMetricsOverride', { width, height: width < 600 ? 740 : 900, deviceScaleFactor: dsf, mobile: width < 600 });
  await cdp('Emulation.setCPUThrottlingRate', { rate });
  if (network) await cdp('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 });
  return { driver, cdp, run: (s, ...a) => driver.executeScript(s, ...a), asyncRun: (s, ...a) => driver.executeAsyncScript(s, ...a) };
};
const mains = new Set();
export const events = async (driver) => {
  const entries = await driver.manage().logs().get(logging.Type.PERFORMANCE);
  const all = entries.map((e) => JSON.parse(e.message).message).filter((m) => m.method === 'Tracing.dataCollected').map((m) => m.params);
  for (const e of all) if (e.name === 'Layout' || e.name === 'UpdateLayoutTree') mains.add(e.pid + ':' + e.tid);
  return all;
};
// Main-thread tasks over `least` ms of thread time, with what is in them.
export const tasks = (all, least = 30) => {
  const out = [];
  const own = all.filter((e) => mains.has(e.pid + ':' + e.tid) && e.ph === 'X');
  const tops = own.filter((e) => e.name === 'RunTask' && (e.tdur ?? 0) / 1000 >= least);
  for (const top of tops) {
    const inside = own.filter((e) => e !== top && e.pid === top.pid && e.ts >= top.ts && e.ts + (e.dur ?? 0) <= top.ts + top.dur);
    const sum = {};
    for (const e of inside) {
      if (!['Layout', 'UpdateLayoutTree', 'Paint', 'PrePaint', 'Layerize', 'Commit', 'FunctionCall', 'EvaluateScript', 'ParseHTML', 'HitTest', 'v8.compile', 'v8.wasm.compileDecodedModule', 'FireAnimationFrame', 'TimerFire', 'EventDispatch', 'RunMicrotasks', 'MinorGC', 'MajorGC', 'V8.GCScavenger', 'IntersectionObserverController::computeIntersections', 'UpdateLayerTree', 'ParseAuthorStyleSheet', 'XHRReadyStateChange', 'v8.wasm.instantiate'].includes(e.name)) continue;
      const label = e.name === 'EventDispatch' ? `Event:${e.args?.data?.type}` : e.name;
      sum[label] = (sum[label] ?? 0) + (e.tdur ?? 0) / 1000;
    }
    out.push({ ts: top.ts, ms: top.tdur / 1000, inside: Object.entries(sum).filter(([, v]) => v >= 1).sort((a, b) => b[1] - a[1]).map(([k, v]) => `${k} ${v.toFixed(0)}`).join(', ') });
  }
  return out;
};
export const dbg = (all) => { const m = {}; for (const e of all) if (mains.has(e.pid + ':' + e.tid)) { const k = e.name + e.ph; m[k] = (m[k] ?? 0) + 1; } console.log([...mains], JSON.stringify(m).slice(0, 1500)); };
