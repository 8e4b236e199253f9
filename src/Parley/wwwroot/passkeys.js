// Passkeys: signing in by one, proving oneself by one, making one. Where the browser has none, nothing of it is shown.
const { PublicKeyCredential: Key } = window;

/** @param {string} url @param {object} body */
const ask = async (url, body) => {
  const answer = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.detail);
  return json;
};

/** Says what went wrong, beside the button. @param {HTMLElement} place @param {string} [sentence] */
const say = (place, sentence) => {
  const line = /** @type {HTMLElement} */ (place.querySelector('.error[role]'));
  line.textContent = sentence || '';
  line.hidden = !sentence;
};

/** What the authenticator was told; a problem of ours is a sentence already. What nobody asked for fails in silence.
 * @param {HTMLElement} place @param {any} error @param {boolean} [isAsked] */
const explain = (place, error, isAsked = true) => {
  const ours = error.constructor === Error && error.message;
  if (error.name !== 'AbortError' && (ours || isAsked)) say(place, ours || place.dataset.failed);
};

/** @type {AbortController | undefined} */
let waiting;

/** @param {HTMLElement} place @param {CredentialMediationRequirement} mediation */
const use = async (place, mediation) => {
  waiting?.abort();
  const { signal } = waiting = new AbortController();
  const { passkey, return: back } = place.dataset;
  say(place);
  try {
    const { ticket, options } = await ask(passkey + '/options', {});
    const credential = await navigator.credentials.get({ publicKey: Key.parseRequestOptionsFromJSON(options), mediation, signal });
    const { location: next } = await ask(String(passkey), { ticket, credential, return: back || null });
    location.assign(next);
  } catch (error) {
    explain(place, error, mediation !== 'conditional');
  }
};

/** @param {HTMLFormElement} form */
const make = async (form) => {
  const { addPasskey } = form.dataset;
  say(form);
  try {
    const { ticket, options } = await ask(addPasskey + '/options', {});
    const credential = await navigator.credentials.create({ publicKey: Key.parseCreationOptionsFromJSON(options) });
    const { location: next } = await ask(String(addPasskey), { ticket, credential, name: form.elements.name.value || null });
    location.assign(next);
  } catch (error) {
    explain(form, error);
  }
};

if (Key?.parseRequestOptionsFromJSON) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector('[data-passkey]'));
  const button = /** @type {HTMLElement | null | undefined} */ (place?.querySelector('.passkey'));
  if (place && button) {
    place.hidden = button.hidden = false;
    button.addEventListener('click', () => use(place, 'optional'));
    if ('early' in place.dataset && await Key.isConditionalMediationAvailable?.()) use(place, 'conditional');
  }
  const form = /** @type {HTMLFormElement | null} */ (document.querySelector('[data-add-passkey]'));
  if (form) {
    form.hidden = false;
    document.querySelector('.without')?.remove();
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      make(form);
    });
  }
}
