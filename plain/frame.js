// The frame's side of the port protocol (docs/EMBED.md), and links where new tabs are forbidden. It keeps
// nothing, asks the network for nothing and believes only the page that it is framed by.
const VERSION = 1;

// Who it talks to: its own host, by the port that came last. A host that asked twice has closed the first.
let port = null;
/** The height that it was told. */
let told = 0;
const answer = ({ data }) => {
  if (data?.type === 'set' && typeof data.query === 'string') window.peykChoose(data.query.slice(0, 200));
};
const takePort = ({ source, data, ports: [given] }) => {
  if (source !== window.parent || data?.peyk !== VERSION || data.type !== 'port' || !given) return;
  port?.close();
  port = given;
  port.onmessage = answer;
  told = 0;
  tell();
};

// Its height, once a frame at most; nobody needs that of one that is not shown.
let waiting = false;
const tell = () => {
  if (waiting || !port) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    if (height > 0 && height !== told) {
      told = height;
      port.postMessage({ type: 'height', value: height });
    }
  });
};

if (window.parent !== window) {
  const ready = () => window.parent.postMessage({ peyk: VERSION, type: 'ready' }, '*');
  addEventListener('message', takePort);
  // A host whose script came later than this page asks again.
  addEventListener('message', ({ source, data }) => {
    if (source === window.parent && data?.peyk === VERSION && data.type === 'hello') ready();
  });
  new ResizeObserver(tell).observe(document.body);
  ready();
}

// Where the host's sandbox forbids new tabs, a link would do nothing: then its address is shown instead.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[target]');
  if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  const tab = window.open(link.href, '_blank');
  if (tab) {
    tab.opener = null;
    return;
  }
  const place = link.closest('li, .story, header, footer');
  if (place.querySelector('.address')) return;
  const address = document.createElement('span');
  address.className = 'address';
  address.dir = 'ltr';
  address.tabIndex = 0;
  address.textContent = link.href;
  place.append(address);
});
