// Puts comments that came later where they belong. What is on the page already stays as it is.
import { askPart, byId, elements, idOf, recount, section } from './page.js';
import { welcome } from './fold.js';

/** @param {Element} item @param {Element} list The end, but for what was posted since the page was made. */
const append = (item, list) => {
  let before = null;
  for (let at = list.lastElementChild; at?.matches('.new'); at = at.previousElementSibling) before = at;
  list.insertBefore(item, before);
};

/** Takes from a part of the discussion, as the server wrote it, the comments that are not here yet.
 * @param {ParentNode} part @param {boolean} [isNew] Whether they were posted since.
 * @returns {Element[]} them, in the order of the page */
export const merge = (part, isNew) => {
  const came = [];
  for (const item of part.querySelectorAll('li[id^=comment-]')) {
    // Connected by now: it came with what it answers.
    if (!item.isConnected) {
      if (byId(item.id)) continue;
      const from = /** @type {Element} */ (item.parentElement);
      const above = from.closest('li');
      let list = byId(from.id);
      if (!list) {
        list = /** @type {HTMLElement} */ (from.cloneNode());
        byId(above?.id || '')?.querySelector('article')?.after(list);
      }
      if (isNew) item.classList.add('new');
      if (!isNew) append(item, list);
      else if (above || section.dataset.order === 'oldest' && !byId('next')) list.append(item);
      else list.prepend(item);
    }
    came.push(item);
  }
  came.forEach(welcome);
  section.dispatchEvent(new Event('exchanged'));
  return came;
};

/** Takes a place away, and every tombstone above it that was kept for it alone. @param {HTMLElement} item */
const vanish = async (item) => {
  const parent = /** @type {HTMLElement | null} */ (item.parentElement?.closest('li'));
  item.remove();
  recount(-1);
  if (!parent || parent.querySelector('li')) return;
  parent.querySelector('.replies, ol[role=list]')?.remove();
  if (parent.querySelector('.gone') && (await askPart('/comments/' + idOf(parent))).status === 404) await vanish(parent);
};

/** Shows a comment as the server now has it, or no longer where it has no place any more.
 * @param {string} id @param {boolean} [isHeard] Whether somebody was heard to change it; it may stand here already. */
export const exchange = async (id, isHeard) => {
  const answer = await askPart('/comments/' + id);
  const article = answer.ok ? elements(await answer.text()).querySelector('article') : null;
  // Looked for only now: another may have been here meanwhile.
  const item = byId('comment-' + id);
  const shown = item?.querySelector('article');
  if (!item || !shown) return;
  if (answer.status === 404) await vanish(item);
  if (!article) return;
  const words = (/** @type {Element} */ of) => of.querySelector('.text, .gone span')?.innerHTML;
  if (isHeard && (words(shown) === words(article) || shown.contains(document.activeElement))) return;
  shown.replaceWith(article);
  welcome(item);
  section.dispatchEvent(new Event('exchanged'));
};
