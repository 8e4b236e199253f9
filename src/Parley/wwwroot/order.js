// The reader's choice of order stays in this browser: what the server sends is the same for everybody.
import { section } from './page.js';

export const startOrder = () => {
  section.addEventListener('click', (event) => {
    const link = /** @type {HTMLAnchorElement | null} */ (/** @type {Element} */ (event.target).closest('.orders a'));
    try {
      if (link) localStorage.parleyOrder = new URL(link.href).searchParams.get('order');
    } catch { /* A browser that keeps nothing chooses anew each time. */ }
  });
  const url = new URL(location.href);
  if (/[?&](order|after|branch|comment|reply|version)=/.test(url.search) || url.hash) return;
  try {
    const chosen = localStorage.parleyOrder;
    if (!chosen || chosen === section.dataset.order) return;
    url.searchParams.set('order', chosen);
    location.replace(url);
  } catch { /* As above. */ }
};
