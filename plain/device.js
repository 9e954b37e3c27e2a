// The caches that belong to no build, and the form of what lies in them: the worker (sw.js) keeps it, and
// the page (offline.js) adds to it and shows it.
export const DATA = 'peyk-data';
export const MEDIA = 'peyk-media';
/** How many bytes of each are kept; the oldest go first. */
export const BUDGET = { [DATA]: 12e6, [MEDIA]: 40e6 };

/** With these headers the worker answers with the last good copy of the news, and not from the network. */
export const LAST = { 'peyk-last': '1' };

/** A response of `body` that tells when it came, and how large it is. */
export const dated = (body, headers, size) => {
  const told = new Headers();
  for (const name of ['content-type', 'etag']) if (headers.get(name)) told.set(name, headers.get(name));
  told.set('peyk-at', Date.now());
  told.set('peyk-size', size);
  return new Response(body, { headers: told });
};
