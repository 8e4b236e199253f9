// The frame's side of the talk with the publisher's page. It listens to one window, its parent, and only while that
// page's origin is one the site has registered; and it answers to exactly that origin.
import { byId, followed, idOf, registered, section } from './page.js';
import { reveal } from './fold.js';
import { comeWriting } from './later.js';

/** The host's origin, once it has said hello. */
let host = '';
/** Whether the host says for itself who reads; undefined while it has not said. @type {boolean | undefined} */
let isHostSigning;

export const hostOrigin = () => host;
export const signsOn = () => isHostSigning;

/** @param {string} type @param {unknown} value */
export const tellHost = (type, value) => host && parent.postMessage({ parley: 1, type, value }, host);

const tellHeight = () => tellHost('height', Math.ceil(document.documentElement.getBoundingClientRect().height));

/** The address of this frame with other choices. @param {Record<string, string>} choices @param {string} [hash] */
const address = (choices, hash = '') => {
  const url = new URL(location.href);
  for (const key of ['order', 'after', 'branch', 'reply', 'comment']) url.searchParams.delete(key);
  for (const [key, value] of Object.entries(choices)) url.searchParams.set(key, value);
  url.hash = hash;
  return url.href;
};

/** @param {Element} element */
export const bringUp = (element) => tellHost('scroll', element.getBoundingClientRect().top + scrollY);

/** @param {string} id */
const show = (id) => {
  const item = byId('comment-' + id);
  if (!item) {
    if (new URL(location.href).searchParams.get('comment') !== id) location.replace(address({ comment: id }));
    return;
  }
  reveal(item);
  location.replace('#comment-' + id);
  tellHeight();
  bringUp(item);
};

/** @param {MouseEvent} event */
const follow = (event) => {
  const link = /** @type {Element} */ (event.target).closest('a');
  if (!link || event.defaultPrevented || !followed(event)) return;
  const url = new URL(link.href);
  if (link.matches('.when')) {
    event.preventDefault();
    const id = idOf(/** @type {Element} */ (link.closest('li')));
    show(id);
    tellHost('comment', id);
  } else if (link.getAttribute('href')?.startsWith('#')) {
    event.preventDefault();
    const target = byId(url.hash.slice(1));
    if (!target) return;
    reveal(target);
    location.replace(url.hash);
    target.focus();
    bringUp(target);
  } else if (url.origin === location.origin && url.pathname === '/' + section.dataset.site + '/' + section.dataset.story) {
    event.preventDefault();
    location.assign(address(Object.fromEntries(url.searchParams), url.hash || '#discussion'));
  }
};

export const isFramed = () => !!registered;

export const startFrame = () => {
  addEventListener('message', ({ origin, source, data }) => {
    if (source !== parent || !registered?.includes(origin) || data?.parley !== 1) return;
    const { type, theme, comment, signOn } = data;
    if (type === 'hello') {
      host = origin;
      tellHeight();
      isHostSigning = signOn ?? isHostSigning;
      // Where the host says who reads, that is asked before anybody writes.
      if (signOn === true) comeWriting().catch(() => {});
      section.dispatchEvent(new Event('exchanged'));
      const chosen = !comment && byId(location.hash.slice(1));
      if (chosen) bringUp(chosen);
    }
    if (origin !== host) return;
    if ((type === 'hello' || type === 'theme') && /^(light|dark)$/.test(theme)) document.documentElement.dataset.theme = theme;
    if ((type === 'hello' || type === 'show') && /^[0-9a-z]{26}$/.test(comment)) show(comment);
  });
  new ResizeObserver(tellHeight).observe(document.documentElement);
  document.addEventListener('click', follow);
};
