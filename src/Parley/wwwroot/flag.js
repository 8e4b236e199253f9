// "Flag" leads to a page that works alone; here the reasons come beneath the comment, and one more press is enough.
import { ask, focusOn, followed, idOf, json, make, section, sentences } from './page.js';

/** @param {HTMLElement} item @param {HTMLAnchorElement} opener */
const offer = (item, opener) => {
  const leave = () => {
    group.remove();
    opener.focus();
  };
  const heading = make('p', { textContent: sentences.FlagNote, tabIndex: -1 });
  const press = async (/** @type {string} */ reason) => {
    const answer = await ask('/api/v1/comments/' + idOf(item) + '/flag', json('PUT', { reason })).catch(() => null);
    const problem = answer?.ok ? null : await answer?.json().catch(() => null);
    if (answer?.ok) {
      group.replaceChildren(make('p', { textContent: sentences.Flagged, tabIndex: -1 }), make('p', { className: 'buttons' },
        make('a', { href: opener.href, target: '_top', textContent: sentences.FlagSee })));
      return /** @type {HTMLElement} */ (group.firstChild).focus();
    }
    group.querySelector('.errors')?.remove();
    group.append(make('p', { className: 'errors', role: 'alert', textContent: problem?.detail || sentences.NotFlagged }));
  };
  const reasons = sentences.FlagReasons.split('|').map((pair) => pair.split('='));
  const group = make('div', { className: 'compose', role: 'group' }, heading, make('p', { className: 'buttons' },
    ...reasons.map(([name, text]) => make('button', { type: 'button', textContent: text, onclick: () => press(name) })),
    make('a', { href: opener.href.replace(/flag$/, 'notice'), target: '_top', textContent: sentences.FlagIllegal }),
    make('button', { type: 'button', textContent: sentences.Cancel, onclick: leave })));
  group.setAttribute('aria-label', sentences.FlagNote);
  group.addEventListener('keydown', (event) => event.key === 'Escape' && leave());
  item.querySelector('article')?.append(group);
  heading.focus();
};

export const startFlags = () => section.addEventListener('click', (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest('.flag'));
  if (!link || !followed(event)) return;
  event.preventDefault();
  const item = /** @type {HTMLElement} */ (link.closest('li'));
  if (item.querySelector(':scope > article > [role=group]')) focusOn(item);
  else offer(item, link);
});
