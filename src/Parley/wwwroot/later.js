// What only a writer needs comes when it is needed. Until then no click is lost: it waits, and is done again. Where the
// script does not come, links and forms do what they do without it.
import { byId, followed, section } from './page.js';

/** @type {Promise<unknown> | null} */
let coming = null;
let isHere = false;
let isPlain = false;

export const comeWriting = () => coming ||= import('./write.js').then(
  () => { isHere = true; },
  (reason) => {
    coming = null;
    throw reason;
  });

/** @param {Event} event @param {() => void} again */
const hold = (event, again) => {
  if (isHere || isPlain) return;
  event.preventDefault();
  event.stopPropagation();
  comeWriting().then(again, () => {
    isPlain = true;
    again();
    isPlain = false;
  });
};

export const startLater = () => {
  const form = /** @type {HTMLFormElement | null} */ (byId('compose'));
  section.addEventListener('click', (event) => {
    const target = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('.reply, .vote button, .flag, .sign-in'));
    if (!target || !followed(event)) return;
    hold(event, () => target.click());
    // Nor is a key: who clicks "Reply" may type already.
    if (!isHere && !isPlain && target.matches('.reply')) byId('compose-text')?.focus({ preventScroll: true });
  }, true);
  if (document.cookie.includes('parley-wrote=')) comeWriting().catch(() => {});
  if (!form) return;
  // The script says what is wrong at the fields.
  form.noValidate = true;
  // Left empty, the form folds together; whatever stands below would slip away from under the pointer.
  section.addEventListener('mousedown', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (form.contains(document.activeElement) && !form.contains(target) && target.closest('a, button')) event.preventDefault();
  });
  form.addEventListener('focusin', () => comeWriting().catch(() => {}));
  form.addEventListener('submit', (event) => hold(event, () => {
    form.noValidate = isHere;
    form.requestSubmit(event.submitter);
  }), true);
};
