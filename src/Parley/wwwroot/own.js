// A writer's own comments can be mended for a quarter of an hour, in place.
import { api, ask, byId, elements, focusOn, json, make, say, section, sentences } from './page.js';
import { exchange } from './merge.js';
import { addVotes } from './vote.js';
import { insert } from './compose.js';
import { signsOn } from './frame.js';

/** Shows a comment as the server now has it, and keeps the reader at it. @param {string} id @param {boolean} [stay] */
const renew = async (id, stay) => {
  if (byId('held-' + id)) {
    await addMine(true);
    return focusOn(byId('held-' + id));
  }
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
      form.remove();
      // What everybody reads stays as it is while the change waits.
      if (answer.status === 202) shown.hidden = false;
      await (answer.status === 202 ? addMine(true) : renew(id, true));
      return say(answer.status === 202 ? sentences.ChangeHeld : item.matches('.held') ? sentences.CommentHeld : sentences.Saved);
    }
    const problem = await answer?.json().catch(() => ({}));
    field.after(make('p', { className: 'errors', role: 'alert',
      textContent: problem?.errors?.text?.[0] || problem?.detail || sentences.NotSaved }));
    field.focus();
  });
  shown.hidden = true;
  shown.closest('details')?.setAttribute('open', '');
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

/** Why something waits, one line for each reason. @param {string[]} reasons */
const why = (reasons) => reasons.map((reason) => make('p', { className: 'gone why', textContent: sentences['Waits' + reason] || '' }));

/** @param {Element} item @param {{ id: string, text: string, until: string | null, reasons: string[], change: string | null }} comment */
const addActs = (item, { id, text, until, reasons, change }) => {
  const acts = item.querySelector('.acts');
  item.querySelectorAll(':scope > article > .changed').forEach((note) => note.remove());
  if (change) {
    acts?.before(make('div', { className: 'changed' },
      make('p', { className: 'gone', textContent: sentences.ChangeWaiting }), ...why(reasons)));
  }
  if (!acts || !until || acts.querySelector('.own')) return;
  // The server names a time only for what may still be changed: one that seems past means that the two clocks differ.
  const rest = Date.parse(until) - Date.now();
  const editing = make('button', { type: 'button', className: 'own', textContent: sentences.Edit });
  const deleting = make('button', { type: 'button', className: 'own', textContent: sentences.Delete });
  editing.addEventListener('click', () => item.querySelector(':scope > article > form') || edit(item, id, change || text, editing));
  deleting.addEventListener('click', () => item.querySelector('[role=group]') || remove(item, id, deleting));
  acts.append(editing, deleting);
  // Nobody votes on their own comment: how it stands is shown as where no one votes any more.
  const form = acts.querySelector('.vote');
  acts.querySelector('.flag')?.remove();
  form?.replaceWith(/** @type {Element} */ (form.querySelector('.score')));
  setTimeout(() => acts.querySelectorAll('.own').forEach((b) => b.remove()), rest > 0 ? rest : 9e5);
};

/** Shows what waits for a moderator in its place, to its writer alone. @param {any} comment */
const showHeld = (comment) => {
  const { id, parentId, name, html } = comment;
  const parent = parentId && byId('comment-' + parentId);
  if (parentId && !parent) return;
  const text = make('div', { className: 'text' });
  text.append(elements(html));
  const heading = make('h3', { id: 'h-' + id }, make('span', { className: 'by' }, make('bdi', { className: 'name', textContent: name })));
  const item = make('li', { id: 'held-' + id, className: 'held' }, make('article', {}, heading,
    make('p', { className: 'gone', textContent: sentences.CommentHeld }), ...why(comment.reasons), text, make('div', { className: 'acts' })));
  item.dataset.text = comment.text;
  item.firstElementChild?.setAttribute('aria-labelledby', 'h-' + id);
  insert(item, parent);
  addActs(item, comment);
};

/** Fetches what a script says that not every page needs. @param {string} name */
export const learn = async (name) => {
  const answer = await ask('/' + name + '.json?lang=' + document.documentElement.lang, { cache: 'default' });
  if (!answer.ok) throw answer.status;
  Object.assign(sentences, await answer.json());
};

/** @type {Promise<any> | null} */
let coming = null;
/** What those need who sign in or are signed in. */
export const comeAccount = () => coming ||= import('./account.js').catch((reason) => {
  coming = null;
  throw reason;
});

let isKnown = false;
/** @type {Promise<void> | null} */
let asking = null;

const lay = async () => {
  const answer = await ask(api + '/mine?lang=' + document.documentElement.lang).catch(() => null);
  if (!answer?.ok) return;
  const mine = await answer.json();
  addVotes(mine.votes);
  const texts = new Map(mine.comments.map((/** @type {any} */ comment) => ['held-' + comment.id, comment.text]));
  for (const item of document.querySelectorAll('.held'))
    if (texts.get(item.id) !== /** @type {HTMLElement} */ (item).dataset.text && !item.querySelector('form')) item.remove();
  for (const comment of mine.comments) {
    const item = byId('comment-' + comment.id);
    if (item) addActs(item, comment);
    else if (comment.state === 'held' && !byId('held-' + comment.id)) showHeld(comment);
  }
  byId('limited')?.remove();
  // What limits this reader is told where they would write.
  if (mine.limited) {
    section.firstElementChild?.after(make('p', { id: 'limited', className: 'note' }, mine.limited.text + ' ',
      make('a', { href: mine.limited.url, target: '_top', textContent: mine.limited.link })));
  }
  if (!mine.me && !isKnown && !signsOn()) return;
  isKnown = !!mine.me;
  await (await comeAccount()).showMe(mine);
};

/** Finds out what is this reader's own, where the browser has left any. @param {boolean} [isSure] It has. */
export const addMine = async (isSure) => {
  if (!isSure && !isKnown && !signsOn() && !document.cookie.includes('parley-wrote=')) return;
  // What was asked before may be older than what made somebody ask again.
  if (isSure) await asking;
  return asking ||= lay().catch(() => {}).finally(() => { asking = null; });
};
