// What every module needs of the page: its section, its sentences, its one line for news.

export const section = /** @type {HTMLElement} */ (document.getElementById('discussion'));

/** @type {Record<string, string> & { Maximum: number }} */
export const sentences = JSON.parse(document.getElementById('sentences')?.textContent || '{}');

export const api = '/api/v1/sites/' + section?.dataset.site + '/stories/' + section?.dataset.story;

/** @param {string} id */
export const byId = (id) => document.getElementById(id);

/** Says something politely; readers hear it without losing their place.
 * @param {string} sentence @param {boolean} [heard] Only heard: what is far from the line would move if it were shown. */
export const say = (sentence, heard) => {
  const status = /** @type {HTMLElement} */ (byId('status'));
  status.classList.toggle('heard', !!heard);
  status.textContent = sentence;
};

/** Whether a click is to be followed here and not in another tab. @param {MouseEvent} event */
export const followed = (event) => !event.ctrlKey && !event.metaKey && !event.shiftKey;

/** @param {string} key @param {string} value */
export const fill = (key, value) => sentences[key].replace('{0}', () => value);

/** The page's language, and digits as the server writes them. */
const { lang } = document.documentElement;
export const locale = lang + '-u-nu-latn';

/** A whole number as people here write it. @param {number} number */
export const digits = (number) => number.toLocaleString(locale);

/** A sentence that counts, in the form that its number takes in this language: KeyOne, KeyFew, and so on.
 * @param {string} key @param {number} count */
export const plural = (key, count) => {
  const form = new Intl.PluralRules(locale).select(count);
  return (sentences[key + form[0].toUpperCase() + form.slice(1)] || sentences[key + 'Other']).replace('{0:N0}', () => digits(count));
};

/** @param {string} tag @param {Record<string, unknown>} properties @param {...(Node | string)} children */
export const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** The one place where HTML becomes elements: it comes from our own renderer, over our own origin. */
const policy = /** @type {any} */ (window).trustedTypes?.createPolicy('parley', {
  createHTML: (/** @type {string} */ html) => html,
});

/** @param {string} html */
export const elements = (html) => {
  const template = document.createElement('template');
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return template.content;
};

/** Where this may be framed; nothing on a page of Parley's own. */
export const registered = /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name=parley-origins]'))?.content.split(' ');

/** What every request says; with the session, where the browser keeps none for a frame: it goes with the page. A frame says
 * that it is one: its own session counts, also where the browser sends that of Parley's own host.
 * @type {Record<string, any>} */
export const headers = { 'Accept-Language': lang, ...registered && { 'Parley-Frame': 1 } };

/** Asks the server itself: what a cache may still hand out for a while is older than what was just heard of.
 * @param {string} path @param {RequestInit} [init] */
export const ask = (path, init) => fetch(path, { credentials: 'same-origin', cache: 'no-cache', ...init,
  headers: { ...headers, ...init?.headers } });

/** Asks for a part of a discussion in the words of this page. @param {string} path @param {string} [query] */
export const askPart = (path, query) => ask(path + '/fragment?lang=' + lang + (query ? '&' + query : ''));

/** @param {string} method @param {unknown} body @param {Record<string, string>} [headers] @returns {RequestInit} */
export const json = (method, body, headers) =>
  ({ method, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });

/** Moves the focus to a comment's heading. @param {Element | null | undefined} item */
export const focusOn = (item) => {
  const heading = /** @type {HTMLElement | null} */ (item?.querySelector('h3') || byId('discussion-title'));
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus();
};

/** Tells how many comments there are now, and whether there are any. @param {number} more */
export const recount = (more) => {
  const count = Number(section.dataset.count) + more;
  section.dataset.count = String(count);
  /** @type {HTMLElement} */ (byId('discussion-title')).textContent = plural('Comments', count);
  const empty = byId('empty');
  if (empty) empty.hidden = count > 0;
};

/** @param {Element} item */
export const nameIn = (item) => item.querySelector('.name')?.textContent || '';

/** @param {Element} item */
export const idOf = (item) => item.id.replace('comment-', '');

/** Shows how a comment's votes stand. @param {Element} form @param {number} up @param {number} down */
export const setScore = (form, up, down) => {
  const score = /** @type {HTMLElement} */ (form.querySelector('.score'));
  Object.assign(score.dataset, { up, down });
  score.replaceChildren(
    make('span', { ariaHidden: 'true', textContent: digits(up - down).replace('-', '\u2212') }),
    make('span', { className: 'heard', textContent: fill('Score', digits(up)).replace('{1}', () => digits(down)) }));
};
