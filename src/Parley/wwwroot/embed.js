// The loader a publisher's page carries: it makes the frame, keeps its height, and passes on theme and address.
// It holds no secret, keeps nothing, and speaks to exactly one origin, the one it was loaded from.
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const origin = new URL(script.src).origin;
  const root = document.documentElement;
  const win = /** @type {any} */ (window);
  /** What the frame is called by those who hear it; the server puts the other languages here. @type {Record<string, string>} */
  const titles = { en: 'Discussion' };

  /** @param {string} selector @param {string} name */
  const said = (selector, name) => document.querySelector(selector)?.getAttribute(name) || '';

  const linked = () => /^#comment-([0-9a-z]{26})$/.exec(location.hash)?.[1] || '';

  /** The host's theme as it looks, not as the reader's system would have it: light text means a dark page.
   * @param {HTMLElement} place */
  const themeOf = (place) => {
    if (/^(light|dark)$/.test(place.dataset.theme || '')) return place.dataset.theme;
    const canvas = document.createElement('canvas').getContext('2d');
    if (!canvas) return 'light';
    // The canvas turns any colour that CSS can write into bytes.
    canvas.fillStyle = getComputedStyle(place).color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
    return r * 2 + g * 7 + b > 1275 ? 'dark' : 'light';
  };

  /** @param {HTMLElement} place */
  const embed = (place) => {
    const { dataset } = place;
    const { site, story, url, title, lang } = dataset;
    const address = new URL('/embed/' + site, origin);
    const canonical = url || said('link[rel=canonical]', 'href') || location.href;
    const named = title || said('meta[property="og:title"]', 'content') || document.title;
    let theme = themeOf(place);
    const query = {
      story, url: new URL(canonical, location.href).href.split('#')[0], title: named, theme,
      lang: lang || root.lang, comment: linked(),
    };
    for (const [key, value] of Object.entries(query)) if (value) address.searchParams.set(key, value);

    const frame = document.createElement('iframe');
    frame.title = place.textContent?.trim() || titles[(lang || root.lang).split('-')[0]] || titles.en;
    frame.src = address.href;
    frame.setAttribute('sandbox',
      'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox');
    frame.allow = '';
    frame.referrerPolicy = 'strict-origin-when-cross-origin';
    const style = frame.style;
    style.cssText = 'display:block;width:100%;border:0;height:' + Math.max(place.offsetHeight, 320) + 'px';
    style.colorScheme = theme || '';

    /** @param {Record<string, unknown>} message */
    const tell = (message) => frame.contentWindow?.postMessage({ parley: 1, ...message }, origin);
    const disqus = () => {
      const config = { page: {}, callbacks: {} };
      win.disqus_config?.call(config);
      return /** @type {Record<string, string>} */ (config.page);
    };
    /** Tells the frame who the publisher says is reading, and keeps nothing of it. */
    const signOn = async () => {
      const { remote_auth_s3, api_key } = disqus();
      const { signOn: token = await win.parleySignOn?.(), remoteAuth = remote_auth_s3, apiKey = api_key } = dataset;
      delete dataset.signOn;
      delete dataset.remoteAuth;
      tell({ type: 'sign-on', token, remoteAuth, apiKey });
    };
    let isFirst = true;
    frame.onload = () => {
      tell(isFirst ? { type: 'hello', theme, comment: linked(),
        signOn: !!(dataset.signOn || dataset.remoteAuth || win.parleySignOn || disqus().remote_auth_s3) } : { type: 'hello', theme });
      isFirst = false;
    };

    const follow = () => {
      const now = themeOf(place);
      if (now === theme) return;
      theme = now;
      style.colorScheme = theme || '';
      tell({ type: 'theme', theme });
    };
    matchMedia('(prefers-color-scheme:dark)').addEventListener('change', follow);
    const watch = new MutationObserver(follow);
    for (const node of [root, document.body])
      watch.observe(node, { attributes: true, attributeFilter: ['class', 'style', 'data-theme'] });
    addEventListener('hashchange', () => linked() && tell({ type: 'show', comment: linked() }));

    addEventListener('message', ({ origin: from, source, data }) => {
      if (from !== origin || source !== frame.contentWindow || data?.parley !== 1) return;
      const { type, value } = data;
      if (type === 'height' && value >= 0 && value < 1e7) style.height = Math.ceil(value) + 'px';
      if (type === 'scroll' && value >= 0 && value < 1e7)
        scrollTo({ top: scrollY + frame.getBoundingClientRect().top + value - 64 });
      if (type === 'sign-on') signOn();
      if (type === 'comment' && /^[0-9a-z]{26}$/.test(value)) history.replaceState(history.state, '', '#comment-' + value);
    });
    place.replaceChildren(frame);
  };

  const start = () => {
    const place = document.getElementById('parley');
    if (!place || place.firstElementChild?.tagName === 'IFRAME') return;
    if (linked()) return embed(place);
    const near = new IntersectionObserver((seen) => {
      if (!seen.some((s) => s.isIntersecting)) return;
      near.disconnect();
      embed(place);
    }, { rootMargin: '800px' });
    near.observe(place);
  };
  document.readyState === 'loading' ? addEventListener('DOMContentLoaded', start) : start();
})();
