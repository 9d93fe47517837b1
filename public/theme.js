// Runs before first paint, so that the chosen theme never flashes, and before the scripts of the app, so that the page
// says if they do not load. A file, because the policy allows no inline script.
try {
  const theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system decides.
}

addEventListener(
  'error',
  ({ target }) => {
    if (target.localName === 'script') onceParsed(sayThatAppIsMissing);
  },
  // The error of an element does not bubble.
  true,
);

// A failed preload shows nothing, because the import requests the file again. Each engine words the failure of an import
// differently, but with this word.
addEventListener('unhandledrejection', ({ reason }) => {
  if (/module/i.test(reason?.message)) onceParsed(sayThatAppIsMissing);
});

function onceParsed(act) {
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', act);
  else act();
}

function sayThatAppIsMissing() {
  const root = document.getElementById('root');
  // The app runs, and says itself what is missing.
  if (!root || root.firstChild) return;
  // Until the app runs, a page of the build shows its own text, and hides the root.
  const prerendered = document.getElementById('prerendered');
  const text = document.createElement('p');
  text.role = 'alert';
  text.textContent = `${
    prerendered ? 'The controls of this page do not work' : 'This page could not be shown'
  }, because one of its files did not load. There may be a newer version, or the network was down for a moment.`;
  const button = document.createElement('button');
  button.textContent = 'Load the page again';
  button.onclick = () => location.reload();
  // The style sheet of the app can be there or not, and it gives buttons no look of their own.
  text.style.margin = '1rem';
  Object.assign(button.style, { margin: '0 1rem 1rem', textDecoration: 'underline' });
  (prerendered ?? root).prepend(text, button);
}
