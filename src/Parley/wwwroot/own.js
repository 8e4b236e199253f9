// A writer's own comments can be mended for a quarter of an hour, in place.
import { api, ask, byId, focusOn, json, make, say, sentences } from './page.js';
import { exchange } from './merge.js';
import { addVotes } from './vote.js';

/** Shows a comment as the server now has it, and keeps the reader at it. @param {string} id @param {boolean} [stay] */
const renew = async (id, stay) => {
  const item = byId('comment-' + id);
  const before = [...document.querySelectorAll('.branches li')];
  await exchange(id);
  focusOn(stay ? item : before.slice(0, before.indexOf(/** @type {Element} */ (item))).findLast((other) => other.isConnected));
};

/** @param {HTMLElement} item @param {string} id @param {string} text @param {HTMLElement} opener */
const edit = (item, id, text, opener) => {
  const shown = /** @type {HTMLElement} */ (item.querySelector('.text'));
  const field = /** @type {any} */ (make('textarea', { value: text, dir: 'auto', required: true }));
  field.setAttribute('aria-label', sentences.YourComment);
  const form = make('form', { className: 'compose' }, field, make('p', { className: 'buttons' },
    make('button', { className: 'main', textContent: sentences.EditSave }),
    make('button', { type: 'button', textContent: sentences.Cancel, onclick: () => leave() })));
  const leave = () => {
    form.remove();
    shown.hidden = false;
    opener.focus();
  };
  form.addEventListener('keydown', (event) => event.key === 'Escape' && !event.isComposing && leave());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    form.querySelector('.errors')?.remove();
    const answer = await ask('/api/v1/comments/' + id, json('PATCH', { text: field.value })).catch(() => null);
    if (answer?.ok) {
      await renew(id, true);
      return say(sentences.Saved);
    }
    const problem = await answer?.json().catch(() => ({}));
    field.after(make('p', { className: 'errors', role: 'alert',
      textContent: problem?.errors?.text?.[0] || problem?.detail || sentences.NotSaved }));
    field.focus();
  });
  shown.hidden = true;
  shown.after(form);
  field.focus();
};

/** @param {HTMLElement} item @param {string} id @param {HTMLElement} opener */
const remove = (item, id, opener) => {
  const keep = () => {
    question.remove();
    opener.focus();
  };
  const really = make('button', { type: 'button', className: 'stop', textContent: sentences.DeleteReally });
  const question = make('div', { className: 'compose', role: 'group' },
    make('p', { textContent: sentences.DeleteConfirm }), make('p', { className: 'buttons' }, really,
      make('button', { type: 'button', textContent: sentences.DeleteKeep, onclick: keep })));
  question.setAttribute('aria-label', sentences.DeleteConfirm);
  question.addEventListener('keydown', (event) => event.key === 'Escape' && keep());
  really.addEventListener('click', async () => {
    const answer = await ask('/api/v1/comments/' + id, { method: 'DELETE' }).catch(() => null);
    if (!answer?.ok) return question.append(make('p', { className: 'errors', role: 'alert', textContent: sentences.NotDeleted }));
    question.remove();
    await renew(id);
    say(sentences.Deleted);
  });
  item.querySelector('article')?.append(question);
  really.focus();
};

/** Finds out which comments and votes are this browser's, where the browser has left any. */
export const addMine = async () => {
  if (!document.cookie.includes('parley-wrote=')) return;
  const answer = await ask(api + '/mine').catch(() => null);
  if (!answer?.ok) return;
  const { comments, votes } = await answer.json();
  addVotes(votes);
  for (const { id, text, until } of comments) {
    const item = byId('comment-' + id);
    const acts = item?.querySelector('.acts');
    if (!item || !acts || acts.querySelector('.own')) continue;
    const editing = make('button', { type: 'button', className: 'own', textContent: sentences.Edit });
    const deleting = make('button', { type: 'button', className: 'own', textContent: sentences.Delete });
    editing.addEventListener('click', () => item.querySelector(':scope > article > form') || edit(item, id, text, editing));
    deleting.addEventListener('click', () => item.querySelector('[role=group]') || remove(item, id, deleting));
    acts.append(editing, deleting);
    // Nobody votes on their own comment: how it stands is shown as where no one votes any more.
    const form = acts.querySelector('.vote');
    form?.replaceWith(/** @type {Element} */ (form.querySelector('.score')));
    // The server lists only what may still be changed: a time that seems past means that the two clocks differ.
    const rest = Date.parse(until) - Date.now();
    setTimeout(() => acts.querySelectorAll('.own').forEach((b) => b.remove()), rest > 0 ? rest : 9e5);
  }
};
