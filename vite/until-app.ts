/**
 * Shows the text that the build wrote into a page until the app shows the same page. Runs before the first paint, in the
 * pages with such a text; `prerender.ts` writes it as a file, because the policy allows no inline script.
 *
 * The app replaces the text without a jump, and takes over what a person has begun meanwhile: the focus, a press on a
 * link, how far they scrolled. Until then links work as in any page, and other controls are disabled.
 */

const style = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];

// The text is not shown at another path, because some hosts send one page for every path. It is not shown with an
// authorization response either.
const isThisPage = pathOf(location.pathname) === pathOf(document.currentScript?.dataset.page ?? '');
const isAnswer = new URLSearchParams(location.search).has('state');

if (isThisPage && !isAnswer) {
  // The app has a layout from the beginning, so that its measurements are right. The build does not know the parts that
  // depend on the person, so they are hidden.
  style.replaceSync(`
    #prerendered [data-personal] { visibility: hidden }
    #root { position: absolute; inset: 0 0 auto; visibility: hidden }
  `);
  onceParsed(replaceWhenShown);
} else {
  style.replaceSync('#prerendered { display: none }');
  onceParsed((text) => text.remove());
}

/** A path without the `/index` and `.html` that hosts add. */
function pathOf(path: string): string {
  return path.replace(/(\/index)?\.html$/, '').replace(/\/$/, '');
}

/** Acts once the document is parsed, and before the app runs: the app's script waits for the end of the document. */
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
  // Called before the browser paints what React has added. React adds a heading only once it has loaded the page.
  const observer = new MutationObserver(() => {
    if (!root.querySelector('h1')) return;
    observer.disconnect();
    replace(text, root, pressed);
  });
  observer.observe(root, { childList: true, subtree: true });
}

function replace(text: HTMLElement, root: HTMLElement, pressed: Element | undefined): void {
  const { activeElement } = document;
  const focused =
    activeElement && text.contains(activeElement) ? alike(activeElement, text, root) : undefined;
  const pressedNow = pressed && alike(pressed, text, root);
  const scrolled = [...text.querySelectorAll('*')]
    .filter(({ scrollTop }) => scrollTop > 0)
    .map((element) => ({ element: alike(element, text, root), top: element.scrollTop }));
  text.remove();
  style.replaceSync('');
  focused?.focus({ preventScroll: true });
  for (const { element, top } of scrolled) element?.scrollTo({ top });
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
