// Fills comment counts into a publisher's page: one request for all of a site's links. It keeps nothing and sets nothing.
(() => {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const origin = new URL(script.src).origin;

  /** @param {HTMLElement} place What is asked for: a story's key, or the address of its page. */
  const questionOf = (place) => place.dataset.story
    ? ['story', place.dataset.story]
    : ['url', /** @type {HTMLAnchorElement} */ (place).href.split('#')[0]];

  /** @param {string} value A query may have these two as they are, and addresses have many. */
  const encode = (value) => encodeURIComponent(value).replace(/%2F/g, '/').replace(/%3A/g, ':');

  /** @param {HTMLElement} place @param {number} count */
  const tell = (place, count) => {
    const words = { ...script.dataset, ...place.dataset };
    const language = /** @type {HTMLElement | null} */ (place.closest('[lang]'))?.lang || undefined;
    let number = String(count);
    let form = count === 1 ? 'one' : 'other';
    try {
      number = count.toLocaleString(language);
      form = new Intl.PluralRules(language).select(count);
    } catch {
      // A language that nobody knows: digits are understood.
    }
    place.textContent = (!count && words.none || words[form] || words.other || '{0}').replace('{0}', number);
  };

  /** @param {string} site @param {string[]} questions @param {Map<string, HTMLElement[]>} places */
  const ask = async (site, questions, places) => {
    const answer = await fetch(origin + '/api/v1/sites/' + encodeURIComponent(site) + '/counts?' + questions.join('&'),
      { credentials: 'omit' }).catch(() => null);
    if (!answer?.ok) return;
    for (const [key, count] of Object.entries(await answer.json())) places.get(key)?.forEach((place) => tell(place, count));
  };

  const start = () => {
    /** Of each site, what is asked and where the answer goes. @type {Map<string, Map<string, HTMLElement[]>>} */
    const sites = new Map();
    /** @type {Map<string, string[]>} */
    const asked = new Map();
    for (const found of document.querySelectorAll('[data-story], a[href$="#parley"], a[href$="#discussion"]')) {
      const place = /** @type {HTMLElement} */ (found);
      const site = place.dataset.site || script.dataset.site;
      // The discussion's own place has a story too.
      if (!site || place.id === 'parley') continue;
      const [kind, value] = questionOf(place);
      const places = sites.get(site) || new Map();
      sites.set(site, places);
      if (!places.has(value)) asked.set(site, [...asked.get(site) || [], kind + '=' + encode(value)]);
      places.set(value, [...places.get(value) || [], place]);
    }
    for (const [site, questions] of asked) {
      // No more at once than the server takes, in no longer a line than servers and proxies read.
      for (let part = []; questions.length; part = []) {
        for (let length = 0; questions.length && part.length < 100 && length < 7000; length += part.at(-1).length + 1)
          part.push(questions.shift());
        ask(site, part, /** @type {any} */ (sites.get(site)));
      }
    }
  };
  document.readyState === 'loading' ? addEventListener('DOMContentLoaded', start) : start();
})();
