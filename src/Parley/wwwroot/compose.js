// The composer: it moves beneath the comment being answered, and never lets go of a text that is not safely stored.
import { api, ask, askPart, byId, elements, fill, focusOn, followed, idOf, json, make, nameIn, plural, recount, say, section, sentences } from './page.js';
import { prove } from './proof.js';
import { addMine } from './own.js';
import { welcome } from './fold.js';

const form = /** @type {HTMLFormElement | null} */ (byId('compose'));
const field = /** @type {HTMLTextAreaElement} */ (byId('compose-text'));
const preview = /** @type {HTMLElement} */ (byId('compose-preview'));
const left = /** @type {HTMLElement} */ (byId('compose-left'));

/** @type {Promise<string> | null} */
let proof = null;
/** The request that was last tried and its key, which a repetition must carry again. */
let tried = { body: '', key: '' };
let saidLeft = -1;

/** @param {string} name */
const input = (name) => /** @type {HTMLInputElement | null} */ (form?.elements.namedItem(name));

const answered = () => byId('comment-' + input('parent')?.value);

/** Puts the composer beneath a comment, or above them all. @param {Element | null} item */
const place = (item) => {
  if (!form) return;
  input('parent')?.remove();
  form.querySelector('.cancel')?.remove();
  preview.hidden = true;
  const label = /** @type {HTMLElement} */ (form.querySelector('label'));
  const button = /** @type {HTMLElement} */ (form.querySelector('.main'));
  if (!item) {
    byId('compose-place')?.replaceChildren(form);
    [label.textContent, button.textContent] = [sentences.YourComment, sentences.PostComment];
    return;
  }
  const name = nameIn(item) || item.querySelector('.gone span')?.textContent || '';
  form.prepend(make('input', { type: 'hidden', name: 'parent', value: idOf(item) }));
  [label.textContent, button.textContent] = [fill('YourAnswerTo', name), fill('PostAnswerTo', name)];
  button.parentElement?.append(make('button', { type: 'button', className: 'cancel', textContent: sentences.Cancel }));
  item.querySelector('article')?.after(form);
  field.focus();
};

const cancel = () => {
  const item = answered();
  place(null);
  /** @type {HTMLElement} */ (item?.querySelector('.reply') || field).focus();
};

const count = () => {
  const { Maximum } = sentences;
  let length = field.value.length;
  if (length > Maximum * .9 && Intl.Segmenter) length = [...new Intl.Segmenter().segment(field.value)].length;
  const rest = Maximum - length;
  left.hidden = rest > Maximum / 10;
  left.classList.toggle('over', rest < 0);
  left.textContent = plural(rest < 0 ? 'CharactersTooMany' : 'CharactersLeft', Math.abs(rest));
  // Heard at every hundred, not at every key.
  const hundred = left.hidden ? -1 : Math.floor(rest / 100);
  if (hundred !== saidLeft && !left.hidden) say(left.textContent);
  saidLeft = hundred;
};

const clearErrors = () => {
  form?.querySelectorAll('.error, .errors').forEach((error) => error.remove());
  form?.querySelectorAll('[aria-invalid]').forEach((wrong) => {
    wrong.removeAttribute('aria-invalid');
    wrong.setAttribute('aria-describedby', wrong === field ? 'compose-help' : '');
  });
};

/** @param {{ detail?: string, errors?: Record<string, string[]> }} problem */
const showErrors = ({ detail, errors = {} }) => {
  let first = null;
  for (const [name, [sentence]] of Object.entries(errors)) {
    const wrong = input(name);
    if (!wrong || wrong.type === 'hidden' || wrong.disabled) {
      detail = sentence;
      continue;
    }
    const error = make('span', { className: 'error', id: 'compose-' + name + '-error', textContent: sentence });
    wrong.after(error);
    wrong.setAttribute('aria-invalid', 'true');
    wrong.setAttribute('aria-describedby', error.id);
    first ||= wrong;
  }
  if (first) first.focus();
  else form?.querySelector('.buttons')?.before(
    make('p', { className: 'errors', role: 'alert', textContent: detail || sentences.NotSent }));
};

let isBusy = false;
/** @param {boolean} busy */
const setBusy = (busy) => form?.querySelector('.main')?.setAttribute('aria-disabled', String(isBusy = busy));

const send = async () => {
  const values = { text: field.value, parentId: input('parent')?.value, name: input('name')?.value,
    email: input('email')?.value || undefined, website: input('website')?.value || undefined,
    notify: input('notify')?.checked || undefined };
  const body = JSON.stringify(values);
  if (body !== tried.body) tried = { body, key: crypto.getRandomValues(new Uint32Array(4)).join('-') };
  proof ||= prove();
  const solved = await proof;
  const answer = await ask(api + '/comments',
    json('POST', values, { 'Idempotency-Key': tried.key, ...(solved && { 'Parley-Proof': solved }) }));
  proof = null;
  if (!answer.ok) {
    // Perhaps because nobody is signed in any more.
    addMine();
    return showErrors(await answer.json().catch(() => ({})));
  }
  // What is stored needs no repetition: the same words again are another comment.
  tried.body = '';
  return posted(await answer.json());
};

/** @param {{ id: string, state: string }} comment */
const posted = async ({ id, state }) => {
  const parent = answered();
  field.value = '';
  count();
  place(null);
  if (state !== 'published') {
    await addMine(true);
    say(sentences.CommentHeld);
    focusOn(byId('held-' + id));
    return;
  }
  const answer = await askPart('/comments/' + id).catch(() => null);
  const item = answer?.ok ? elements(await answer.text()).querySelector('li') : null;
  if (!item) return location.reload();

  item.classList.add('new');
  insert(item, parent);
  recount(1);
  welcome(item);
  section.dispatchEvent(new Event('placed'));
  addMine(true);
  say(sentences.CommentPosted);
  focusOn(item);
};

/** @param {Element} item @param {Element | null} parent */
export const insert = (item, parent) => {
  if (!parent) {
    const first = section.dataset.order === 'newest' || section.querySelector('.branches + .pages');
    byId('branches')?.[first ? 'prepend' : 'append'](item);
    return;
  }
  const depth = (/** @type {Element} */ inner) => {
    let levels = 0;
    for (let at = inner.closest('li'); at; at = at.parentElement?.closest('li') || null) levels++;
    return levels;
  };
  // Beyond the deepest level answers hang beside what they answer; Comment.PlaceUnder says why.
  if (depth(parent) > 64) parent = /** @type {Element} */ (parent.parentElement?.closest('li'));
  const id = 'replies-' + idOf(parent);
  let list = byId(id);
  if (!list) {
    list = make('ol', { id, className: depth(parent) >= 6 ? 'level' : depth(parent) >= 4 ? 'level-narrow' : '' });
    list.setAttribute('role', 'list');
    parent.querySelector('article')?.after(list);
  }
  list.append(item);
};

const showPreview = async () => {
  const answer = await ask('/api/v1/preview', json('POST', { text: field.value }));
  if (!answer.ok) return showErrors(await answer.json().catch(() => ({ detail: sentences.PreviewFailed })));
  const text = make('div', { className: 'text' });
  text.append(elements((await answer.json()).html));
  preview.replaceChildren(make('h4', { textContent: sentences.PreviewIs }), text);
  preview.hidden = false;
  say(sentences.PreviewIs);
};

export const startComposer = () => {
  section.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const item = target.closest('.reply')?.closest('li');
    if (item && form && followed(event)) {
      event.preventDefault();
      place(item);
    } else if (target.closest('#compose .cancel')) {
      event.preventDefault();
      cancel();
    }
  });
  if (!form) return;
  // Whoever entered the form brought this script, so the work may begin; and may have written since.
  if (form.contains(document.activeElement)) proof = prove();
  count();
  form.addEventListener('focusin', () => { proof ||= prove(); });
  form.addEventListener('input', count);
  form.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing && input('parent')) cancel();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isBusy) return;
    clearErrors();
    const previews = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value === 'preview';
    setBusy(true);
    if (!previews) say(sentences.Posting);
    try {
      await (previews ? showPreview() : send());
    } catch {
      showErrors({ detail: previews ? sentences.PreviewFailed : sentences.NotSent });
    }
    if (byId('status')?.textContent === sentences.Posting) say('');
    setBusy(false);
  });
};
