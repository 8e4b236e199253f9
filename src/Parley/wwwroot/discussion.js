// The page is whole without this. With it, times are told as people tell them, an answer is written where it belongs,
// replies fold, and no refusal or lost connection costs a word.
import { byId, idOf, section } from './page.js';
import { tellTimes } from './time.js';
import { addFolds, reveal } from './fold.js';
import { addMine } from './own.js';
import { startComposer } from './compose.js';
import { isFramed, startFrame } from './frame.js';

const showLinked = () => reveal(byId(location.hash.slice(1)));

if (section) {
  tellTimes(section);
  setInterval(() => tellTimes(section), 60_000);
  addFolds(section);
  startComposer();
  addMine();
  if (isFramed()) startFrame();
  else section.addEventListener('click', (event) => {
    const link = /** @type {Element} */ (event.target).closest('.when, .link');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    location.hash = 'comment-' + idOf(/** @type {Element} */ (link.closest('li')));
  });
  addEventListener('hashchange', showLinked);
  showLinked();
}
