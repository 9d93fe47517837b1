// Runs before first paint, so that the chosen theme never flashes, and before the scripts of the app, so that the page
// says if they do not load. A file, because the policy allows no inline script.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system decides.
}

// The text of index.html for a page that runs no script. This script removes it before it is painted.
const missing = new Promise((resolve) => {
  new MutationObserver((_changes, observer) => {
    const text = document.getElementById('app-missing');
    if (!text) return;
    observer.disconnect();
    text.remove();
    // Before that, a script may still remove the text of the build.
    addEventListener('DOMContentLoaded', () => resolve(text));
  }).observe(document, { childList: true, subtree: true });
});

addEventListener(
  'error',
  ({ target }) => {
    if (target.localName === 'script') sayThatAppIsMissing();
  },
  // The error of an element does not bubble.
  true,
);

// A failed preload shows nothing, because the import requests the file again. Each engine words the failure of an import
// differently, but with this word.
addEventListener('unhandledrejection', ({ reason }) => {
  if (/module/i.test(reason?.message)) sayThatAppIsMissing();
});

async function sayThatAppIsMissing() {
  const text = await missing;
  const root = document.getElementById('root');
  // The app runs, and says itself what is missing.
  if (root.firstChild) return;
  // Until the app runs, a page of the build shows its own text, and hides the root.
  (document.getElementById('prerendered') ?? root).prepend(text);
}
