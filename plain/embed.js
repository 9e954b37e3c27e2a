// <peyk-news>: headlines of a newsroom on another site, in a frame: one that it finds inside itself, which
// is shown before this script has come and without it, or one that it makes. Its plain links stay where
// the frame is refused. docs/EMBED.md
(() => {
  const { src } = document.currentScript;
  const base = new URL('.', src);
  const VERSION = 1;
  /** How long a frame may take to say that it is there, in milliseconds. */
  const PATIENCE = 5000;
  const LEAST = 40;
  const MOST = 4000;
  /** So many heights of a frame are followed at once, and after them one in so many milliseconds: a frame that
   * cannot decide moves its host no further. */
  const AT_ONCE = 6;
  const APART = 15000;
  /** How often a frame may say that it is there. */
  const GREETINGS = 9;
  const CHOICES = ['count', 'layout', 'theme', 'accent', 'size'];
  const PLACES = { section: 's', tag: 't', code: 'n' };

  class News extends HTMLElement {
    static observedAttributes = [...CHOICES, ...Object.keys(PLACES)];

    connectedCallback() {
      // Where the page is still being read, the children come after the element.
      if (document.readyState !== 'loading') this.begin();
      else document.addEventListener('DOMContentLoaded', () => { if (this.isConnected && !this.frame) this.begin(); });
    }

    disconnectedCallback() {
      this.end();
    }

    attributeChangedCallback(name, before, after) {
      if (!this.frame || before === after) return;
      if (name in PLACES) {
        this.end();
        this.begin();
      } else if (this.port) {
        this.rest();
        this.port.postMessage({ type: 'set', query: this.query });
      } else {
        this.reserve();
        if (this.frame.src) this.frame.src = this.address;
      }
    }

    get query() {
      const query = new URLSearchParams();
      for (const name of CHOICES) if (this.getAttribute(name)) query.set(name, this.getAttribute(name));
      return String(query);
    }

    get address() {
      const kind = Object.keys(PLACES).find((name) => this.getAttribute(name)) ?? 'section';
      const told = this.getAttribute(kind) ?? '';
      // Sections and tags have names in lower case.
      const name = encodeURIComponent(kind === 'code' ? told : told.normalize().toLowerCase());
      return new URL(`embed/${PLACES[kind]}/${name}/?${this.query}`, base).href;
    }

    /** The space that the frame will take, as embed.css divides it: nothing moves when it comes. */
    reserve() {
      const choice = (name, otherwise) => this.getAttribute(name) || otherwise;
      const layout = choice('layout', 'list');
      const unit = { s: 14, l: 18 }[choice('size')] ?? 16;
      const asked = choice('count', '');
      const count = /^(?:[1-9]|1[0-2])$/.test(asked) ? Number(asked) : 5;
      const { clientWidth: width } = this.frame;
      const columns = width >= 720 ? 3 : width >= 440 ? 2 : 1;
      let rows = count * (layout === 'headline' ? 4 : 5.5);
      if (layout === 'cards') rows = Math.ceil(count / columns) * 15.5;
      if (this.hasAttribute('code')) rows = layout === 'cards' ? 24.5 : 13.5;
      this.height(Math.round(unit * (6.5 + rows)));
    }

    height(value) {
      if (this.frame) this.frame.style.height = `${value}px`;
    }

    begin() {
      const stop = new AbortController();
      const { signal } = stop;
      this.stop = stop;
      this.rest();
      this.greeted = 0;
      this.wanted = 0;
      const found = this.querySelector('iframe');
      const frame = found ?? document.createElement('iframe');
      this.frame = frame;
      if (!found) {
        frame.title = this.getAttribute('title') || this.querySelector('a')?.textContent || 'خبرها';
        frame.referrerPolicy = 'strict-origin-when-cross-origin';
        frame.sandbox = 'allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox';
        Object.assign(frame.style, { display: 'block', width: '100%', border: '0' });
        this.links(true);
        this.prepend(frame);
        this.reserve();
      }

      const sized = new ResizeObserver(() => { if (!this.port && !found) this.reserve(); });
      sized.observe(this.parentElement ?? this);
      const seen = new IntersectionObserver(([{ isIntersecting }]) => {
        if (!isIntersecting) return;
        seen.disconnect();
        // One that was found may be there already, and is asked to say so again.
        if (found) frame.contentWindow.postMessage({ peyk: VERSION, type: 'hello' }, '*');
        else frame.src = this.address;
        this.timer = setTimeout(() => this.end(), PATIENCE);
      }, { rootMargin: '600px' });
      seen.observe(frame);
      signal.addEventListener('abort', () => {
        sized.disconnect();
        seen.disconnect();
        clearTimeout(this.timer);
        this.rest();
        this.port?.close();
        this.port = null;
      });
      document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
        if (/^(?:frame|child|default)-src/.test(effectiveDirective) && blockedURI.startsWith(base.origin)) this.end();
      }, { signal });
      addEventListener('message', (event) => this.hear(event), { signal });
    }

    /** The frame says that it is there: whoever else says so is not heard. */
    hear({ source, origin, data }) {
      const { frame } = this;
      if (source !== frame.contentWindow || (origin !== base.origin && origin !== 'null')) return;
      if (data?.peyk !== VERSION || data.type !== 'ready' || (this.greeted += 1) > GREETINGS) return;
      clearTimeout(this.timer);
      this.port?.close();
      const { port1, port2 } = new MessageChannel();
      this.port = port1;
      port1.onmessage = ({ data: told }) => {
        const { type, value } = told ?? {};
        if (type !== 'height' || !Number.isInteger(value) || value < LEAST || value > MOST) return;
        if (value === this.wanted) return;
        this.wanted = value;
        if (!this.later) this.follow();
      };
      source.postMessage({ peyk: VERSION, type: 'port' }, origin === 'null' ? '*' : origin, [port2]);
    }

    /** The count of followed heights begins anew. */
    rest() {
      clearTimeout(this.later);
      this.later = 0;
      this.left = AT_ONCE;
    }

    /** Gives the frame the height that it wants; later, where it has wanted too many. */
    follow() {
      const now = performance.now();
      this.left = Math.min(AT_ONCE, this.left + (now - (this.at ?? now)) / APART);
      this.at = now;
      this.later = 0;
      if (this.left < 1) {
        this.later = setTimeout(() => this.follow(), (1 - this.left) * APART);
        return;
      }
      this.left -= 1;
      cancelAnimationFrame(this.frames);
      this.frames = requestAnimationFrame(() => this.height(this.wanted));
    }

    /** Hides the links, or shows them again. */
    links(hidden) {
      for (const child of this.children) if (child !== this.frame) child.hidden = hidden;
    }

    /** Takes the frame away: the links are there. */
    end() {
      if (!this.frame) return;
      this.stop.abort();
      this.links(false);
      this.frame.remove();
      this.frame = null;
    }
  }

  if (!customElements.get('peyk-news')) customElements.define('peyk-news', News);
})();
