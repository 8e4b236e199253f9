// The page is whole without this. With it, times are told as people tell them, replies fold, more of the discussion
// comes into its place, and what writers need is fetched when somebody writes.
import { byId, followed, idOf, section } from './page.js';
import { tellTimes } from './time.js';
import { addFolds, reveal } from './fold.js';
import { startLater } from './later.js';
import { startOrder } from './order.js';
import { startMore } from './more.js';
import { startLive } from './live.js';
import { isFramed, startFrame } from './frame.js';

const showLinked = () => {
  const id = location.hash.slice(1);
  const item = byId(id);
  reveal(item);
  // A comment that came into its place later stands on another page of its own.
  const url = new URL(location.href);
  if (item || isFramed() || !/^comment-\w{26}$/.test(id) || url.searchParams.has('comment')) return;
  url.searchParams.set('comment', id.slice(8));
  location.replace(url);
};

if (section) {
  tellTimes(section);
  setInterval(() => tellTimes(section), 60_000);
  addFolds(section);
  startLater();
  startOrder();
  startMore();
  startLive();
  if (isFramed()) startFrame();
  else section.addEventListener('click', (event) => {
    const link = /** @type {Element} */ (event.target).closest('.when');
    if (!link || !followed(event)) return;
    event.preventDefault();
    location.hash = 'comment-' + idOf(/** @type {Element} */ (link.closest('li')));
  });
  addEventListener('hashchange', showLinked);
  showLinked();
}
