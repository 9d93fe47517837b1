/**
 * Until the app shows a page, shows the text that the build wrote into this page. This script runs before the first
 * paint, in the pages with such a text. `prerender.ts` writes it as a file, because the policy allows no inline script.
 *
 * This script requests the app after the text is painted, because on a slow connection the scripts of the app would
 * delay the text. Until the app replaces the text, links work, and other controls are disabled. The replacement causes
 * no jump: it keeps the focus, a press on a link, and the scroll positions.
 */

const style = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];

const { page = '', scripts = '' } = document.currentScript?.dataset ?? {};
const { ahead, modules }: { ahead: string[]; modules: string[] } = JSON.parse(scripts);
// Some hosts send one page for every path, so this page may have the text of another path. That text stays hidden. The
// text also stays hidden if the URL has an authorization response.
const isThisPage = pathOf(location.pathname) === pathOf(page);
// A host may serve the page under the name of its file, or with a slash. The app knows only the path.
if (isThisPage) history.replaceState(history.state, '', page + location.search + location.hash);
const isResponse = new URLSearchParams(location.search).has('state');
const isShown = isThisPage && !isResponse;
// A hidden tab paints nothing, so its app cannot wait for a paint.
const startsAfterPaint = isShown && !document.hidden && !hasRecords();

if (!startsAfterPaint) request();
if (isShown) {
  // The app is invisible but laid out, so that its measurements are right. The build does not know the texts that
  // depend on the person, so these texts are hidden.
  style.replaceSync(`
    #prerendered [data-personal] { visibility: hidden }
    #root { position: absolute; inset: 0 0 auto; visibility: hidden }
  `);
} else {
  style.replaceSync('#prerendered { display: none }');
}
onceParsed((text, root) => {
  if (isShown) replaceWhenShown(text, root);
  else text.remove();
  // The browser paints the first frame before it begins the second.
  if (startsAfterPaint) requestAnimationFrame(() => requestAnimationFrame(start));
  else start();
});

/**
 * Whether the app has run in this tab before. If it has, this script starts the app at once. The scripts of the app are
 * in the cache, so they do not delay the text. And an access token that the previous document handed over must not wait
 * in the storage.
 */
function hasRecords(): boolean {
  try {
    return sessionStorage.length > 0;
  } catch {
    return false;
  }
}

/** Requests all scripts of the app at the same time. */
function request(): void {
  for (const href of [...ahead, ...modules]) {
    const link = document.createElement('link');
    document.head.append(Object.assign(link, { rel: 'modulepreload', crossOrigin: '', href }));
  }
}

async function start(): Promise<void> {
  if (startsAfterPaint) request();
  for (const url of ahead) void import(/* @vite-ignore */ url);
  // `modules` lists each imported module before the modules that import it. Each module runs in its own task, so that
  // the browser can handle input between the tasks. An app that starts at once waits for no timeout, because in a
  // hidden tab a timeout takes up to a second.
  for (const url of modules) {
    await import(/* @vite-ignore */ url);
    if (startsAfterPaint) await new Promise((resolve) => setTimeout(resolve));
  }
}

/** A path without the `/index` and `.html` that hosts add. */
function pathOf(path: string): string {
  return path.replace(/(\/index)?\.html$/, '').replace(/\/$/, '');
}

/** Calls `act` once the document is parsed, and before the app runs. */
function onceParsed(act: (text: HTMLElement, root: HTMLElement) => void): void {
  document.addEventListener(
    'readystatechange',
    () => {
      const [text, root] = ['prerendered', 'root'].map((id) => document.getElementById(id));
      if (text && root) act(text, root);
    },
    { once: true },
  );
}

function replaceWhenShown(text: HTMLElement, root: HTMLElement): void {
  let pressed: Element | undefined;
  const release = () => {
    pressed = undefined;
  };
  text.addEventListener('pointerdown', ({ target }) => {
    pressed = (target instanceof Element && target.closest('a')) || undefined;
  });
  text.addEventListener('pointerup', release);
  text.addEventListener('pointercancel', release);
  // Collects the scrolled elements, because reading the scroll position of every element would cost another layout.
  const scrolled = new Set<Element>();
  text.addEventListener('scroll', ({ target }) => target instanceof Element && scrolled.add(target), true);
  // The observer runs before the browser paints what React has added. React adds a heading only after the code of the
  // page has loaded.
  const observer = new MutationObserver(() => {
    if (!root.querySelector('h1')) return;
    observer.disconnect();
    replace(text, root, pressed, scrolled);
  });
  observer.observe(root, { childList: true, subtree: true });
}

function replace(
  text: HTMLElement,
  root: HTMLElement,
  pressed: Element | undefined,
  scrolled: ReadonlySet<Element>,
): void {
  const { activeElement } = document;
  const focused =
    activeElement && text.contains(activeElement) ? alike(activeElement, text, root) : undefined;
  const pressedNow = pressed && alike(pressed, text, root);
  const positions = [...scrolled].map((element) => ({
    element: alike(element, text, root),
    top: element.scrollTop,
  }));
  text.remove();
  style.replaceSync('');
  focused?.focus({ preventScroll: true });
  for (const { element, top } of positions) element?.scrollTo({ top });
  if (pressedNow) finishPress(pressedNow);
}

/** Completes a press: a browser fires no click if a press begins on one element and ends on another. */
function finishPress(link: HTMLElement): void {
  const settled = new AbortController();
  const finish = ({ type, target }: Event) => {
    settled.abort();
    if (type === 'pointerup' && target instanceof Node && link.contains(target)) link.click();
  };
  document.addEventListener('pointerup', finish, { signal: settled.signal });
  document.addEventListener('pointercancel', finish, { signal: settled.signal });
}

/** The element of the app that corresponds to an element of the text. */
function alike(element: Element, text: HTMLElement, root: HTMLElement): HTMLElement | undefined {
  const isAlike = (other: Element) =>
    other.tagName === element.tagName &&
    ['class', 'href'].every((name) => other.getAttribute(name) === element.getAttribute(name));
  const at = [...text.querySelectorAll('*')].filter(isAlike).indexOf(element);
  return [...root.querySelectorAll<HTMLElement>('*')].filter(isAlike)[at];
}
