// The queue by keyboard, and ten seconds to think again: until they are over nothing is decided. Without this script each
// decision holds at once, and is undone by another one.
import { ask, elements, make } from './page.js';

const undoFor = 10_000;
const signOfLife = 20_000;

const desk = () => /** @type {HTMLElement} */ (document.getElementById('desk'));
const item = () => /** @type {HTMLElement | null} */ (document.getElementById('item'));

/** The decision that is to hold soon. @type {{ form: HTMLFormElement, body: URLSearchParams, id: string, back: string, timer: number } | null} */
let pending = null;

const trouble = make('p', { role: 'alert' });
const news = make('p', { role: 'status' });
const bar = make('div', { className: 'pending', hidden: true }, trouble, news);
document.body.append(bar);

/** @param {HTMLElement} line @param {...(Node | string)} content */
const show = (line, ...content) => {
  line.replaceChildren(...content);
  bar.hidden = !trouble.hasChildNodes() && !news.hasChildNodes();
};

/** @param {string} path @param {string} id */
const without = (path, id) => path + (path.includes('?') ? '&' : '?') + 'without=' + id;

/** Puts another part of the queue in place of this one. @param {string} path */
const open = async (path) => {
  const at = document.querySelector('.panes > nav')?.scrollTop || 0;
  const answer = await ask(pending ? without(path, pending.id) : path).catch(() => null);
  const next = answer?.ok && elements(await answer.text()).querySelector('#desk');
  if (!next) return location.assign(path);
  desk().replaceWith(next);
  document.querySelector('main > .notice')?.remove();
  history.replaceState(null, '', path);
  arm();
  // The list stays where it was; what is looked at is in sight.
  const list = desk().querySelector('.panes > nav');
  if (list) list.scrollTop = at;
  place()?.scrollIntoView({ block: 'nearest' });
  const heading = document.getElementById('shown-title') || desk().querySelector('h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus();
};

/** Sends the decision that waits. A browser that closes sends it, too. */
const commit = async () => {
  if (!pending) return;
  const { form, body, back, timer } = pending;
  clearTimeout(timer);
  pending = null;
  show(news);
  const answer = await ask(form.action, { method: 'POST', body, keepalive: true }).catch(() => null);
  // A page to sign in again is no answer: what was decided was not taken.
  const isAway = answer?.redirected && !new URL(answer.url).pathname.startsWith('/admin/');
  if (answer?.ok && !isAway) return;
  const why = answer && !isAway && elements(await answer.text()).querySelector('[role=alert], main p')?.textContent;
  show(trouble, desk().dataset.failed + ' ' + (why || '').trim() + ' ', make('a', { href: back, textContent: desk().dataset.back }));
};

const undo = async () => {
  if (!pending) return;
  const { back, timer } = pending;
  clearTimeout(timer);
  pending = null;
  await open(back);
  show(news, desk().dataset.undone || '');
};

/** The place in the list of what is shown. */
const place = () => desk().querySelector('.list [aria-current]')?.closest('li');

/** @param {Element | null | undefined} li */
const linkIn = (li) => li?.querySelector('a')?.getAttribute('href');

/** The one behind, on the next page where this one ends. */
const after = () => linkIn(place()?.nextElementSibling) || desk().querySelector('.pages [rel=next]')?.getAttribute('href');

/** @param {SubmitEvent} event */
const decide = async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.dataset.waits || !item()) return;
  event.preventDefault();
  show(trouble);
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form, event.submitter)));
  const next = linkIn(place()?.nextElementSibling) || linkIn(place()?.previousElementSibling);
  const path = next || location.pathname + location.search.replace(/[?&](item|decided|comment)=[^&]*/g, '').replace(/^&/, '?');
  await commit();
  const id = /** @type {string} */ (item()?.dataset.key);
  pending = { form, body, id, back: linkIn(place()) || location.href, timer: setTimeout(commit, undoFor) };
  show(news, form.dataset.waits + ' ' + desk().dataset.holds + ' ', make('button', { type: 'button', textContent: desk().dataset.undo, onclick: undo }));
  await open(path);
};

// Keys, for whoever switched them on: a single letter must not act for somebody who dictates.

const box = () => /** @type {HTMLInputElement | null} */ (document.getElementById('keys'));

const keysAreOn = () => localStorage.parleyKeys === '1';

const arm = () => {
  const keys = box();
  if (!keys) return;
  keys.checked = keysAreOn();
  /** @type {HTMLElement} */ (keys.closest('p')).hidden = false;
  keys.onchange = () => keys.checked ? localStorage.parleyKeys = '1' : localStorage.removeItem('parleyKeys');
};

/** Presses what a key stands for: a button acts, a summary opens and leads to its first field. @param {string} key */
const press = (key) => {
  const target = /** @type {HTMLElement | null} */ (item()?.querySelector(`[data-key~="${key}"]`));
  if (!target) return;
  const choice = /** @type {HTMLSelectElement | null} */ (key === 'r' ? target.closest('form')?.querySelector('select') : null);
  if (choice) return choice.focus();
  target.click();
  if (target.tagName !== 'SUMMARY') return;
  /** @type {HTMLElement} */ ((target.parentElement?.querySelector('select, textarea') || target)).focus();
};

/** @param {KeyboardEvent} event */
const typed = (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (!keysAreOn() || !item() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  // The digit of a reason, once one is asked for; the same key again for the one that stands chosen.
  const digit = /^[1-9]$/.test(event.key) ? +event.key : event.key.toLowerCase() === 'r' ? /** @type {HTMLSelectElement} */ (target).selectedIndex : 0;
  if (target.id === 'reason' && digit) {
    const choice = /** @type {HTMLSelectElement} */ (target);
    if (choice.options[digit]) {
      event.preventDefault();
      choice.selectedIndex = digit;
      choice.form?.requestSubmit(/** @type {HTMLElement} */ (choice.form.querySelector('button')));
    }
    return;
  }
  if (target.matches('input:not([type=checkbox]), textarea, select')) return;
  const key = event.key.toLowerCase();
  const li = place();
  if (key === 'u') void undo();
  else if (key === 'j' || key === 'k') {
    const path = key === 'j' ? after() : linkIn(li?.previousElementSibling);
    if (path) void open(path);
  } else if (key === 'x') /** @type {HTMLInputElement | null | undefined} */ (li?.querySelector('input'))?.click();
  else if (/^[a-z]$/.test(key)) press(key);
  else return;
  event.preventDefault();
};

// Who else looks at the same.

const look = async () => {
  const path = item()?.dataset.look;
  if (!path || document.hidden) return;
  const answer = await ask(path, { method: 'POST', body: new URLSearchParams() }).catch(() => null);
  const names = answer?.ok ? (await answer.json()).names : [];
  const line = document.getElementById('lookers');
  const said = names.length > 0 ? (desk().dataset.others || '').replace('{0}', () => names.join(', ')) : '';
  if (line && line.textContent !== said && item()?.dataset.look === path) line.textContent = said;
};

document.addEventListener('submit', decide);
document.addEventListener('keydown', typed);
window.addEventListener('pagehide', commit);
document.addEventListener('click', (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest('.list a'));
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void open(/** @type {string} */ (link.getAttribute('href')));
});
arm();
setInterval(look, signOfLife);
