// In the window of Parley's own that a frame opened to sign somebody in. It gives the code to a frame of ours, wherever that
// one stands, and to nobody else: the target is exactly our own origin.
const armed = document.querySelector('.armed');
const page = document.getElementById('handoff');

// A window that was covered and comes to light under a finger must not take the click that was meant for what covered it.
// At first the style sheet sees to it.
let since = -Infinity;
const rearm = () => {
  since = performance.now();
  // The button goes and comes back, so that nobody wonders why it did nothing.
  armed?.classList.remove('armed');
  armed?.getBoundingClientRect();
  armed?.classList.add('armed');
};
document.addEventListener('visibilitychange', rearm);
armed?.addEventListener('submit', (event) => {
  if (performance.now() - since < 500) event.preventDefault();
});

if (page) opener?.postMessage({ parley: 1, type: 'handoff', code: page.dataset.code }, location.origin);
