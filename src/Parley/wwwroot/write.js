// What only a writer needs: it is fetched when somebody begins to write, votes, or has something of their own to change.
import { startComposer } from './compose.js';
import { startVotes } from './vote.js';
import { startFlags } from './flag.js';
import { addMine, comeAccount, learn } from './own.js';
import { byId, followed, section } from './page.js';
import { hostOrigin, isFramed } from './frame.js';

/** @param {Event} event */
const signInLink = (event) => /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest('.sign-in'));

await learn('write');
startComposer();
startVotes();
startFlags();
addMine();
section.addEventListener('exchanged', () => addMine());
section.addEventListener('click', (event) => {
  const link = signInLink(event);
  if (!link || !followed(event)) return;
  if (isFramed() && hostOrigin()) {
    event.preventDefault();
    comeAccount().then(({ signIn }) => signIn(link.href), () => open(link.href));
  } else if (/** @type {HTMLTextAreaElement} */ (byId('compose-text')).value) {
    // What is written already stays here, and who speaks is asked again when its writer comes back.
    link.target = '_blank';
    addEventListener('focus', () => addMine(true), { once: true });
  }
});
// A window opens at once only if nothing has to be fetched between the press and the opening.
for (const sign of ['pointerover', 'focusin'])
  section.addEventListener(sign, (event) => { if (isFramed() && signInLink(event)) comeAccount().catch(() => {}); });
