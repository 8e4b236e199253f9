// A vote shows at once and is sent behind it; what a reader wished last is what counts in the end.
import { ask, byId, idOf, json, make, say, section, sentences, setScore } from './page.js';

/** What a reader wishes of a comment, what the server has, and whether it is being told.
 * @type {WeakMap<Element, { wish: number, held: number, isTold: boolean }>} */
const votes = new WeakMap();

/** @param {HTMLElement} form */
const voteOf = (form) => {
  if (!votes.has(form)) votes.set(form, { wish: 0, held: 0, isTold: false });
  return /** @type {{ wish: number, held: number, isTold: boolean }} */ (votes.get(form));
};

/** @param {HTMLElement} form @param {number} value */
const press = (form, value) => form.querySelectorAll('button').forEach((button) =>
  button.setAttribute('aria-pressed', String(Number(button.value) === value)));

/** Shows another wish, and the numbers with it. @param {HTMLElement} form @param {number} value */
const wish = (form, value) => {
  const vote = voteOf(form);
  const { up, down } = /** @type {HTMLElement} */ (form.querySelector('.score')).dataset;
  const count = (/** @type {string | undefined} */ shown, /** @type {number} */ side) =>
    Math.max(0, Number(shown) - Number(vote.wish === side) + Number(value === side));
  setScore(form, count(up, 1), count(down, -1));
  vote.wish = value;
  press(form, value);
};

/** Why the last vote was not counted, until the next act. @type {HTMLElement | undefined} */
let refusal;

/** Says it beside the comment to the eye, and in the page's one polite line to the ear.
 * @param {HTMLElement} form @param {string} sentence */
const refuse = (form, sentence) => {
  refusal?.remove();
  refusal = make('span', { className: 'error', textContent: sentence });
  form.closest('.acts')?.append(refusal);
  // At the window's lower edge it would begin a line below it.
  refusal.scrollIntoView({ block: 'nearest' });
  say(sentence, true);
};

/** @param {HTMLElement} form */
const tell = async (form) => {
  const vote = voteOf(form);
  if (vote.isTold) return;
  vote.isTold = true;
  while (vote.wish !== vote.held) {
    const sent = vote.wish;
    const answer = await ask('/api/v1/comments/' + idOf(/** @type {Element} */ (form.closest('li'))) + '/vote',
      json('PUT', { value: sent })).catch(() => null);
    if (answer?.ok) {
      const { up, down } = await answer.json();
      vote.held = sent;
      const last = vote.wish;
      vote.wish = sent;
      setScore(form, up, down);
      wish(form, last);
    } else {
      const problem = await answer?.json().catch(() => ({}));
      wish(form, vote.held);
      refuse(form, problem?.detail || sentences.NotVoted);
    }
  }
  vote.isTold = false;
};

/** Lays the votes of this reader over the page. @param {Record<string, number>} mine */
export const addVotes = (mine) => {
  for (const [id, value] of Object.entries(mine || {})) {
    const form = /** @type {HTMLElement | null} */ (byId('comment-' + id)?.querySelector('article .vote'));
    if (!form || votes.has(form)) continue;
    votes.set(form, { wish: value, held: value, isTold: false });
    press(form, value);
  }
};

export const startVotes = () => section.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  if (target.closest('a, button')) refusal?.remove();
  const button = /** @type {HTMLButtonElement | null} */ (target.closest('.vote button'));
  if (!button) return;
  event.preventDefault();
  const form = /** @type {HTMLElement} */ (button.form);
  const value = Number(button.value);
  wish(form, voteOf(form).wish === value ? 0 : value);
  tell(form);
});
