// The line at the side of replies is a button that folds them away.
import { make, nameIn, plural } from './page.js';
import { tellTimes } from './time.js';

/** @param {ParentNode} root */
export const addFolds = (root) => {
  for (const list of root.querySelectorAll('li > ol[role=list]:not(.level)')) {
    const item = /** @type {Element} */ (list.parentElement);
    const label = make('span', { className: 'heard' });
    const button = make('button', { type: 'button', className: 'fold' }, label);
    const tell = () => {
      const replies = list.querySelectorAll('li').length;
      label.textContent = plural('RepliesTo', replies)
        .replace('{1}', () => nameIn(item) || item.querySelector('.gone span')?.textContent || '');
    };
    button.setAttribute('aria-controls', list.id);
    button.setAttribute('aria-expanded', 'true');
    button.addEventListener('click', () => {
      const folded = /** @type {HTMLElement} */ (list).hidden = !(/** @type {HTMLElement} */ (list).hidden);
      button.setAttribute('aria-expanded', String(!folded));
      label.classList.toggle('heard', !folded);
      tell();
    });
    button.addEventListener('focus', tell);
    tell();
    const place = make('div', { className: 'replies' }, button);
    list.replaceWith(place);
    place.append(list);
  }
};

/** Unfolds whatever hides an element. @param {Element | null} element */
export const reveal = (element) => {
  for (let at = element?.closest('ol[hidden]'); at; at = at.parentElement?.closest('ol[hidden]'))
    /** @type {HTMLElement | null} */ (at.previousElementSibling)?.click();
};

/** Makes a comment that came later like those that were there. @param {Element} item */
export const welcome = (item) => {
  tellTimes(item);
  addFolds(item);
  const list = item.closest('ol[id^=replies-]');
  if (list && !list.parentElement?.matches('.replies')) addFolds(/** @type {Element} */ (list.parentElement?.parentElement));
};
