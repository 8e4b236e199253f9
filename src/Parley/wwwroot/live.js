// What others write while somebody reads is announced in one quiet line, and comes when it is asked for. Nothing above
// what is being read ever moves.
import { api, ask, askPart, byId, elements, focusOn, make, plural, recount, section, setScore } from './page.js';
import { exchange, merge } from './merge.js';
import { reveal } from './fold.js';
import { bringUp, isFramed } from './frame.js';

// More than this is easier to read as a page of its own.
const mostInPlace = 50;
// Often enough for the curious, seldom enough for those who listen to the page.
const pause = 30_000;
const spread = 5_000;

/** @type {EventSource | null} */
let source = null;
let position = section?.dataset.at || '';
/** The number of the newest comment that is in the page. */
let newest = position.split('-')[1];
/** Comments that came and are not in the page yet. @type {Set<string>} */
const waiting = new Set();
/** How many came besides, whose ids nobody told. */
let unknown = 0;
let isNear = false;
let saidAt = 0;
let timer = 0;
let polls = 0;

const button = make('button', { type: 'button', hidden: true });
const line = make('div', { className: 'live', role: 'status' }, button);

/** Says how many there are, at once or when the pause is over. @param {boolean} [atOnce] */
const announce = (atOnce) => {
  clearTimeout(timer);
  for (const id of waiting) if (byId('comment-' + id)) waiting.delete(id);
  const count = unknown + waiting.size;
  // A moment of patience: others come too, and one's own comment is about to be in its place.
  const wait = Math.max(2_000, saidAt + pause - Date.now());
  if (count && !atOnce) {
    timer = setTimeout(announce, wait, true);
    return;
  }
  /** @type {HTMLElement} */ (button).hidden = !count;
  if (!count) return;
  saidAt = Date.now();
  button.textContent = plural('New', count);
  settle();
};

/** In a frame nothing can stick to the window, which is the publisher's: the line goes to where the window begins, and
 * again whenever it has been left behind. */
const settle = () => {
  if (!isFramed()) return;
  const look = new IntersectionObserver(([seen]) => {
    look.disconnect();
    if (seen.isIntersecting) line.style.top = seen.intersectionRect.top + scrollY + 'px';
  });
  look.observe(section);
};

const showNew = async () => {
  /** @type {HTMLElement} */ (button).hidden = true;
  const reached = position.split('-')[1];
  const answer = unknown || waiting.size > mostInPlace ? null
    : await askPart('/' + section.dataset.site + '/' + section.dataset.story, 'since=' + newest).catch(() => null);
  if (!answer?.ok) {
    const link = /** @type {HTMLElement | null} */ (section.querySelector('.orders a[href*="order=newest"]'));
    history.scrollRestoration = 'manual';
    location.hash = 'discussion';
    if (link) link.click();
    else location.reload();
    return;
  }
  newest = reached;
  const came = merge(elements(await answer.text()), true);
  recount(came.length);
  announce();
  if (!came.length) return;
  reveal(came[0]);
  focusOn(came[0]);
  if (isFramed()) bringUp(came[0]);
};

/** Changes a comment when it is being looked at: what stands above the window must not grow or shrink.
 * @param {string} id */
const renew = (id) => {
  const article = byId('comment-' + id)?.querySelector('article');
  if (!article) return;
  const look = new IntersectionObserver(([seen]) => {
    if (!seen.isIntersecting) return;
    look.disconnect();
    exchange(id, true);
  });
  look.observe(article);
};

/** @param {MessageEvent} event */
const hear = ({ data, lastEventId }) => {
  const { posted, edited, gone, votes } = JSON.parse(data);
  position = lastEventId;
  for (const id of gone) waiting.delete(id);
  for (const id of posted) waiting.add(id);
  // Everybody hears it in the same moment, and need not ask in the same moment.
  for (const id of [...edited, ...gone]) setTimeout(renew, Math.random() * spread, id);
  for (const [id, [up, down]] of Object.entries(votes)) {
    const article = byId('comment-' + id)?.querySelector('article');
    if (article?.querySelector('.score')) setScore(article, up, down);
  }
  announce();
};

/** Asks how many comments there are, where nobody tells. */
const poll = async () => {
  const { site, story, count } = section.dataset;
  const answer = await ask('/api/v1/sites/' + site + '/counts?story=' + story).catch(() => null);
  if (!answer?.ok) return;
  // What is waiting was heard of and stays; only what is counted beyond it is unknown.
  unknown = Math.max(0, (await answer.json())[story || ''] - Number(count) - waiting.size);
  announce();
};

/** Seldom, and not all readers at once; by then there may be room again for watching. */
const pollLater = () => {
  clearTimeout(polls);
  polls = setTimeout(async () => {
    if (!document.hidden && isNear) await poll();
    watch();
  }, 60_000 + Math.random() * 30_000);
};

const watch = () => {
  clearTimeout(polls);
  if (document.hidden || !isNear) {
    source?.close();
    source = null;
    return;
  }
  if (source) return;
  source = new EventSource(api + '/live?since=' + position);
  source.addEventListener('change', hear);
  source.addEventListener('resync', ({ lastEventId }) => {
    position = lastEventId;
    setTimeout(poll, Math.random() * spread);
  });
  source.addEventListener('error', () => {
    // A lost connection comes back by itself; a refused one does not.
    if (source?.readyState !== 2) return;
    source = null;
    pollLater();
  });
};

export const startLive = () => {
  if (!position) return;
  byId('status')?.after(line);
  button.addEventListener('click', showNew);
  new IntersectionObserver(([seen]) => {
    isNear = seen.isIntersecting;
    watch();
  }, { rootMargin: '300px' }).observe(section);
  if (isFramed()) {
    line.style.top = '0';
    new IntersectionObserver(settle).observe(line);
  }
  document.addEventListener('visibilitychange', watch);
  section.addEventListener('placed', () => announce());
};
