// "More comments" and "12 more replies" lead to another page; here they bring what stands there into this one.
import { askPart, byId, elements, focusOn, followed, plural, say, section } from './page.js';
import { reveal } from './fold.js';
import { merge } from './merge.js';

let isLeaving = false;

/** @param {HTMLAnchorElement} link */
const bring = async (link) => {
  if (link.ariaBusy) return;
  link.ariaBusy = 'true';
  const answer = await askPart(link.pathname, link.search.slice(1)).catch(() => null);
  if (!answer?.ok) {
    link.ariaBusy = null;
    isLeaving = true;
    link.click();
    isLeaving = false;
    return;
  }
  const part = elements(await answer.text());
  const place = /** @type {Element} */ (link.parentElement);
  const item = place.closest('li');
  const next = part.querySelector(item ? '#' + item.id + ' > .more' : '#next');
  const came = merge(part);
  if (next) place.replaceWith(next);
  else place.remove();
  reveal(came[0]);
  focusOn(came[0]);
  say(plural('Came', came.length), true);
  // Whoever comes back finds the place again.
  if (came[0]) history.replaceState(history.state, '', '#' + came[0].id);
};

export const startMore = () => section.addEventListener('click', (event) => {
  const link = /** @type {Element} */ (event.target).closest('.more a, #next a');
  if (!link || isLeaving || !followed(event)) return;
  event.preventDefault();
  bring(/** @type {HTMLAnchorElement} */ (link));
});
