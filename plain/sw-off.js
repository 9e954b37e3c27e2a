// The way out: put in the place of sw.js, it takes every build and all kept news off the reader's device
// and takes itself out. Drafts and saved stories are not touched. docs/HOSTING.md says when.
addEventListener('install', () => self.skipWaiting());
addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('peyk-'));
    await Promise.all(names.map((name) => caches.delete(name)));
    await self.registration.unregister();
    // Pages that were answered from here ask the network from now on.
    for (const tab of await clients.matchAll({ type: 'window' })) tab.navigate(tab.url).catch(() => {});
  })());
});
