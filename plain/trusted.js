// Which scripts may be started: those of this build, and its service worker, below the app's own address.
// Where the browser knows Trusted Types, the page's policy lets nothing else become a script's address,
// a worker's, or HTML; elsewhere the same is asked here. It stands inline in the head of every page of
// the app.
const OWN = /^(?:sw|[\w-]{1,40}-[0-9a-f]{16})\.js$/;

/** `address`, where a script of ours lies there; anything else is an error. */
const own = (address) => {
  const base = new URL(document.querySelector('meta[name=peyk-base]').content, location.href).href;
  const { href } = new URL(address, location.href);
  if (!href.startsWith(base) || !OWN.test(href.slice(base.length))) throw new TypeError(`not a script of this app: ${href}`);
  return href;
};

const policy = window.trustedTypes?.createPolicy('peyk', { createScriptURL: own });

/** The address of a script of ours, as the browser wants it. */
export const scriptAt = (address) => (policy ? policy.createScriptURL(address) : own(address));
window.peykScriptAt = scriptAt;
