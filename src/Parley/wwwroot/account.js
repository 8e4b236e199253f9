// Who speaks: signing in and out, and what the page shows to whoever is signed in. All others do without.
import { api, ask, byId, fill, focusOn, headers, idOf, json, make, plural, say, section, sentences } from './page.js';
import { hostOrigin, isFramed, signsOn, tellHost } from './frame.js';
import { addMine, learn } from './own.js';

const root = document.documentElement;
await learn('account');

const site = '/api/v1/sites/' + section.dataset.site;
const speaker = byId('speaker');
const asGuest = [...speaker?.childNodes || []];
const guestFields = /** @type {HTMLElement | null} */ (document.querySelector('#compose .who'));
let fields = guestFields;

/** What the server said last of who is signed in. @type {any} */
let known = null;
/** Whose own page this is said so; undefined before anything was said. @type {string | undefined} */
let shown;

/** A sentence with a name in it, which is set apart so that its direction cannot turn the sentence.
 * @param {string} key @param {Node | string} name */
const naming = (key, name) => {
  const [before, after] = sentences[key].split('{0}');
  return [before, make('bdi', {}, name), after + ' '];
};

/** @param {string} text @param {(event: Event) => void} onclick */
const button = (text, onclick) => make('button', { type: 'button', textContent: text, onclick });

/** Does something that only whoever is signed in may do. @param {string} method @param {string} path */
const act = async (method, path) => {
  const answer = await ask(path, method === 'PUT' ? json(method, {}) : { method }).catch(() => null);
  await addMine(true);
  if (!answer?.ok) say(sentences.NotDone);
  return answer?.ok;
};

// Signing in: the code comes from a window of our own, and is good only with the verifier, which never leaves this script
// but to be exchanged (RFC 7636).

/** @param {ArrayBuffer | Uint8Array} bytes */
const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const makePair = async () => {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  return { verifier, challenge: base64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))) };
};

// Without TLS a browser has no digests; there one signs in on Parley's own pages.
let pair = crypto.subtle && await makePair();
/** @type {Window | null} */
let popup = null;

/** Whether the browser keeps a cookie of ours in this frame; it treats those of scripts and of servers alike. */
const keepsCookies = () => {
  const secure = location.protocol === 'https:' ? ';secure;samesite=none;partitioned' : '';
  document.cookie = 'parley-wrote=1;path=/;max-age=60' + secure;
  return document.cookie.includes('parley-wrote=');
};

/** @param {string} code */
const take = async (code) => {
  const answer = await ask(site + '/sign-in',
    json('POST', { code, verifier: pair.verifier, origin: hostOrigin(), inMemory: !keepsCookies() })).catch(() => null);
  const { token, detail } = await answer?.json().catch(() => ({})) || {};
  speaker?.querySelector('.error')?.remove();
  if (!answer?.ok) {
    const error = make('span', { className: 'error', id: 'sign-in-error', textContent: detail || sentences.NotDone });
    const field = speaker?.querySelector('input');
    field?.after(error);
    field?.setAttribute('aria-describedby', error.id);
    field?.focus();
    return say(error.textContent || '', true);
  }
  if (token) headers.Authorization = 'Parley ' + token;
  popup?.close();
  popup = null;
  isOut = false;
  pair = await makePair();
  await addMine(true);
  say(known?.name ? fill('SignedIn', known.name) : sentences.SignedInNameless);
  byId('compose-text')?.focus();
};

/** @param {string} plain Where to sign in on Parley's own pages. */
export const signIn = (plain) => {
  if (!pair) return open(plain);
  const url = '/sign-in/frame?' + new URLSearchParams(
    { site: section.dataset.site || '', origin: hostOrigin(), challenge: pair.challenge, lang: root.lang });
  popup = open(url, '_blank', 'popup,width=480,height=720');
  const field = /** @type {HTMLInputElement} */ (make('input', { maxLength: 20, autocomplete: 'one-time-code', autocapitalize: 'characters', spellcheck: false }));
  const given = () => field.value.trim() && take(field.value.trim());
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    // Else the form around it would be sent.
    event.preventDefault();
    given();
  });
  // Whether a window was kept from opening or only from being known, nobody tells us.
  speaker?.replaceChildren(
    ...popup ? [sentences.SigningIn] : [sentences.WindowShut + ' ', make('a', { href: url, target: '_blank', textContent: sentences.WindowOpen })],
    make('label', {}, sentences.CodeFromWindow, field), button(sentences.CodeTake, given));
  say(sentences.SigningIn, true);
};

// Signing out, and the publisher's own word on who reads.

let isOut = false;
let isAsking = false;
let wasAsked = false;

const signOut = async () => {
  await ask(site + '/session', { method: 'DELETE' }).catch(() => {});
  delete headers.Authorization;
  await addMine(true);
};

const askHost = () => {
  isAsking = wasAsked = true;
  tellHost('sign-on', '');
};

/** What the publisher calls the reader of a message that we need not believe: only to tell whether it is another.
 * @param {string} [token] @param {string} [remoteAuth] */
const subjectOf = (token, remoteAuth) => {
  try {
    const said = JSON.parse(atob(token ? token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/') : (remoteAuth || '').split(' ')[0]));
    return String(token ? said.sub : said.id);
  } catch {
    return '';
  }
};

/** @param {any} message */
const hearSignOn = async ({ token, remoteAuth, apiKey }) => {
  const said = [token, remoteAuth].find((s) => s && typeof s === 'string' && s.length < 9000);
  if (!said) return known?.subject && signOut();
  // Whoever came in by a way of their own stays who they are.
  if (known && [undefined, null, subjectOf(token, remoteAuth)].includes(known.subject)) return;
  const origin = hostOrigin();
  const inMemory = !keepsCookies();
  const answer = await ask(site + '/sign-on', json('POST',
    said === token ? { token, origin, inMemory } : { remoteAuth, apiKey: String(apiKey), origin, inMemory })).catch(() => null);
  const { token: session, detail } = await answer?.json().catch(() => null) || {};
  if (session) headers.Authorization = 'Parley ' + session;
  if (answer?.ok) return addMine(true);
  // Readers can do nothing about it; whoever set it up sees it here.
  console.warn('Parley: ' + detail);
  // Another reader's session must not stay where the publisher speaks of somebody else.
  if (known) signOut();
};

addEventListener('message', ({ source, origin, data }) => {
  if (data?.parley !== 1) return;
  const { type, code } = data;
  if (popup && source === popup && origin === location.origin && type === 'handoff' && /^[\w-]{43}$/.test(code)) take(String(code));
  if (isAsking && source === parent && origin === hostOrigin() && type === 'sign-on') {
    isAsking = false;
    hearSignOn(data);
  }
});

// What is shown to whoever is signed in.

/** Opens their own place to readers whom the publisher signs on, who have no sign-in of ours. @param {Event} event */
const visit = async (event) => {
  event.preventDefault();
  // Only the click itself may open a window.
  const place = open('', '_blank');
  const answer = await ask(site + '/visit', json('POST', {})).catch(() => null);
  const { url } = await answer?.json().catch(() => ({})) || {};
  if (!place || !url) {
    place?.close();
    return say(sentences.NotDone, true);
  }
  place.opener = null;
  place.location.href = new URL(url, location.href).href;
};

/** A link to what is one's own on Parley's host. @param {string} text @param {string} href */
const own = (text, href) => make('a', { href, textContent: text, onclick: known.subject ? visit : null });

const speak = () => {
  const me = known;
  // An account that has no name yet takes the one it first writes under, also where guests have no field for theirs.
  if (me && !me.name && !fields) {
    fields = make('div', { className: 'who' }, make('p', {}, make('label', { htmlFor: 'compose-name', textContent: sentences.YourName }),
      make('input', { id: 'compose-name', name: 'name', required: true, dir: 'auto', autocomplete: 'name' })));
    speaker?.after(fields);
  }
  if (fields) {
    fields.hidden = me ? !!me.name : !guestFields;
    for (const input of fields.querySelectorAll('input')) input.disabled = !!me && (input.name === 'email' || !!me.name);
    for (const more of [...fields.children].slice(1)) /** @type {HTMLElement} */ (more).hidden = !!me;
  }
  if (!me) return speaker?.replaceChildren(...asGuest);
  const leave = async () => {
    isOut = true;
    await signOut();
    say(sentences.SignedOut);
    byId('compose-text')?.focus();
  };
  const onOwnPage = () => {
    const form = /** @type {HTMLFormElement} */ (make('form', { method: 'post', action: '/sign-out', hidden: true },
      make('input', { name: 'return', value: location.pathname })));
    document.body.append(form);
    // Going back would bring the draft back to whoever comes next.
    /** @type {HTMLFormElement | null} */ (byId('compose'))?.reset();
    form.submit();
  };
  const who = me.name ? naming('WritingAs', own(me.name, '/account')) : [sentences.SignedInNameless + ' '];
  speaker?.replaceChildren(...who, button(sentences.SignOut, isFramed() ? leave : onOwnPage));
};

/** Where a link leads to following the story; whoever is signed in does it here. A closed discussion has none. */
const following = byId('follow');
const asReader = [...following?.childNodes || []];
const followText = following?.textContent || '';

/** @param {number} news */
const head = (news) => {
  byId('mine')?.remove();
  if (!known) return following?.replaceChildren(...asReader);
  following?.replaceChildren(button(known.isFollowing ? sentences.Unfollow : followText, async () => {
    const isFollowing = known.isFollowing;
    const isDone = await act(isFollowing ? 'DELETE' : 'PUT', api + '/follow');
    if (isDone) say(sentences[isFollowing ? 'Unfollowed' : 'Followed']);
    following.querySelector('button')?.focus();
  }));
  if (news > 0) section.querySelector('header')?.after(make('p', { id: 'mine', className: 'acts' },
    own(plural('Answers', news), '/account/notifications')));
};

/** Those that were looked at nevertheless. @type {Set<string>} */
const opened = new Set();

/** @param {Element} article @param {boolean} isHidden */
const hide = (article, isHidden) => {
  for (const child of article.children) /** @type {HTMLElement} */ (child).hidden = isHidden;
};

/** Lays what is this reader's over one comment. @param {Element} item @param {Set<string>} own @param {Set<string>} muted */
const dress = (item, own, muted) => {
  const article = item.querySelector('article');
  const name = article?.querySelector('.name')?.textContent;
  if (!article || !name) return;
  const id = idOf(item);
  const isMuted = muted.has(id);
  const menu = /** @type {HTMLElement | null} */ (article.querySelector('.menu'));
  if (menu && (!known || menu.dataset.muted !== String(isMuted))) menu.remove();
  if (known && !own.has(id) && !menu?.isConnected) {
    const summary = make('summary', { textContent: '\u22ef', ariaLabel: fill('MoreAboutComment', name) });
    const choice = button('', async () => {
      const isDone = await act(isMuted ? 'DELETE' : 'PUT', '/api/v1/comments/' + id + '/mute');
      if (isDone) say(fill(isMuted ? 'Unmuted' : 'Muted', name), true);
      /** @type {HTMLElement | null} */ (article.querySelector('.mute button, .menu summary'))?.focus();
    });
    choice.append(...naming(isMuted ? 'UnmuteName' : 'MuteName', name));
    const made = make('details', { className: 'menu' }, summary, choice);
    made.dataset.muted = String(isMuted);
    made.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      made.removeAttribute('open');
      summary.focus();
    });
    article.querySelector('.acts')?.append(made);
  }
  const line = article.querySelector('.mute');
  if (!isMuted) opened.delete(id);
  if (line && !isMuted) {
    line.remove();
    hide(article, false);
  }
  if (line || !isMuted || opened.has(id)) return;
  hide(article, true);
  article.prepend(make('p', { className: 'gone mute' }, ...naming('YouMuted', name), button(sentences.MutedShow, () => {
    opened.add(id);
    article.querySelector('.mute')?.remove();
    hide(article, false);
    focusOn(item);
  })));
};

/** Shows who is signed in, or that nobody is any more. @param {any} mine */
export const showMe = ({ me, own, muted, news }) => {
  const before = known;
  known = me;
  const now = JSON.stringify([me, news]);
  // While a window is open to sign in, its line stays.
  if (now !== shown && (me || shown)) {
    speak();
    head(news);
  }
  shown = now;
  const [ownIds, mutedIds] = [new Set(own), new Set(muted)];
  for (const item of section.querySelectorAll('li[id^=comment-]')) dress(item, ownIds, mutedIds);
  if (isOut) return;
  if (signsOn() === false && me?.subject) signOut();
  else if (signsOn() && !wasAsked || before?.subject && !me) askHost();
};

// A browser may keep the page as it stood, to come back to. Who comes back may be another: nothing of it is seen until the
// server has said who reads.
addEventListener('pagehide', () => { root.style.visibility = 'hidden'; });
addEventListener('pageshow', async ({ persisted }) => {
  if (!persisted) return;
  const whose = (/** @type {any} */ me) => String(me && [me.name, me.profile, me.subject]);
  const answer = await ask(api + '/mine').catch(() => null);
  if (answer?.ok && whose((await answer.json()).me) === whose(known)) root.style.visibility = '';
  else location.reload();
});
