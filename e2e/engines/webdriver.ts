import { expect } from 'playwright/test';

/** The name of the member that holds the reference of an element (WebDriver §12.1). */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** The time limit for opening a browser. On a machine with a load of 20, a browser opened within six seconds. */
const OPENS_WITHIN_MS = 30_000;

/** Keys, as WebDriver §17.4.2 writes them. */
const ENTER = '\uE007';
const BACKSPACE = '\uE003';

const PRESSED = 'button, a[href], summary';
const TYPED = 'input, textarea, select';

/**
 * A client of WebDriver with the actions of a user. It finds visible elements by name, and waits for them as long as
 * the specs of Playwright do. It presses buttons with the keyboard, because the page may move a button after the driver
 * has computed the position, and before the click. The client is necessary, because Playwright cannot drive WebKitGTK.
 */
export class WebDriver {
  readonly #session: string;

  private constructor(session: string) {
    this.#session = session;
  }

  /**
   * Opens a browser with a new profile. Sometimes the process of the browser ends at its start, and the driver waits
   * forever. In that case, this method asks the driver once more, before the test begins.
   *
   * @param driver the URL of the driver.
   */
  static async open(driver: string, browserOptions: Record<string, unknown>): Promise<WebDriver> {
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': browserOptions } };
    const open = () =>
      command<{ sessionId: string }>(
        'POST',
        `${driver}/session`,
        { capabilities },
        AbortSignal.timeout(OPENS_WITHIN_MS),
      );
    const { sessionId } = await open().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'TimeoutError') return open();
      throw error;
    });
    return new WebDriver(`${driver}/session/${sessionId}`);
  }

  async close(): Promise<void> {
    await this.#send('DELETE', '');
  }

  async goto(url: string): Promise<void> {
    await this.#send('POST', '/url', { url });
  }

  async reload(): Promise<void> {
    await this.#send('POST', '/refresh', {});
  }

  async back(): Promise<void> {
    await this.#send('POST', '/back', {});
  }

  url(): Promise<string> {
    return this.#send('GET', '/url');
  }

  /** Runs a function in the page. The function cannot use variables of its surroundings. */
  run<Arguments extends unknown[], Result>(
    inPage: (...args: Arguments) => Result,
    ...args: Arguments
  ): Promise<Result> {
    return this.#send('POST', '/execute/sync', { script: `return (${inPage})(...arguments)`, args });
  }

  /** Gives the window a size. The page is then as wide as the window. */
  async resize(width: number, height: number): Promise<void> {
    await this.#send('POST', '/window/rect', { width, height });
  }

  tabs(): Promise<string[]> {
    return this.#send('GET', '/window/handles');
  }

  /** Opens a window. @returns its handle. */
  openWindow(): Promise<string> {
    return this.#open('window');
  }

  /** Opens a hidden tab. @returns its handle. */
  openBackgroundTab(): Promise<string> {
    return this.#open('tab');
  }

  async switchTo(tab: string): Promise<void> {
    await this.#send('POST', '/window', { handle: tab });
  }

  /** The visible text of the first frame in the page. */
  async textOfFrame(): Promise<string> {
    await this.#send('POST', '/frame', { id: 0 });
    const text = await this.text();
    await this.#send('POST', '/frame/parent', {});
    return text;
  }

  async press(name: string, within = 'body'): Promise<void> {
    await this.#type(await this.#find(PRESSED, name, within), ENTER);
  }

  /** Clicks with the mouse at a point of the window, even if an invisible element is on top there. */
  async clickAt(x: number, y: number): Promise<void> {
    const actions = [
      { type: 'pointerMove', x, y, origin: 'viewport', duration: 0 },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.#send('POST', '/actions', { actions: [{ type: 'pointer', id: 'mouse', actions }] });
  }

  /** Whether there is a button or link with this name that the user can press now. */
  async offers(name: string): Promise<boolean> {
    return (await this.run(findUsable, PRESSED, name, 'body', '')) !== null;
  }

  /** Chooses the radio button or checkbox with this label. With a `legend`, searches only its group. */
  async choose(label: string, legend = ''): Promise<void> {
    await this.#type(await this.#find('input', label, 'body', legend), ' ');
  }

  async fill(label: string, text: string): Promise<void> {
    const element = await this.#find(TYPED, label, 'body');
    await this.#send('POST', `/element/${element}/clear`, {});
    // React notices only typed text. The driver cannot type an empty text, so it types a space and deletes it.
    await this.#type(element, text || ` ${BACKSPACE}`);
  }

  text(): Promise<string> {
    return this.run(() => document.body?.innerText ?? '');
  }

  async sees(text: string): Promise<void> {
    await expect.poll(async () => (await this.text()).includes(text), `the page shows "${text}"`).toBe(true);
  }

  /** Waits until no part of the page is busy. */
  async settles(): Promise<void> {
    const busyParts = () => this.run(() => document.querySelectorAll('[aria-busy=true]').length);
    await expect.poll(busyParts, 'parts of the page that are busy').toBe(0);
  }

  async #open(type: 'tab' | 'window'): Promise<string> {
    const { handle } = await this.#send<{ handle: string }>('POST', '/window/new', { type });
    return handle;
  }

  async #type(element: string, text: string): Promise<void> {
    await this.#send('POST', `/element/${element}/value`, { text });
  }

  async #find(selector: string, name: string, within: string, legend = ''): Promise<string> {
    let reference: string | undefined;
    const find = async () => {
      const found: object | null = await this.run(findUsable, selector, name, within, legend);
      reference = found === null ? undefined : Reflect.get(found, ELEMENT);
      return reference;
    };
    await expect.poll(find, `"${name}" can be used`).toBeDefined();
    return String(reference);
  }

  #send<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    return command(method, this.#session + path, body);
  }
}

/** Finds the first visible, enabled element with this accessible name. Runs in the page. */
function findUsable(selector: string, name: string, within: string, legend: string): HTMLElement | null {
  const plain = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
  const nameOf = (element: HTMLElement) => {
    const labels = 'labels' in element ? (element as HTMLInputElement).labels : null;
    const name = element.ariaLabel ?? plain(labels?.length ? labels[0]?.textContent : element.textContent);
    return name.replace(/ \(required\)$/, '');
  };
  const isUsable = (element: HTMLElement) =>
    element.checkVisibility() && !element.matches(':disabled, [aria-disabled=true], [aria-busy=true]');
  const isInGroup = (element: HTMLElement) =>
    legend === '' || plain(element.closest('fieldset')?.querySelector('legend')?.textContent) === legend;
  return (
    [...document.querySelectorAll<HTMLElement>(`${within} :is(${selector})`)].find(
      (element) => nameOf(element) === name && isInGroup(element) && isUsable(element),
    ) ?? null
  );
}

async function command<Result>(
  method: string,
  url: string,
  body?: unknown,
  signal: AbortSignal | null = null,
): Promise<Result> {
  const response = await fetch(url, {
    method,
    signal,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { value } = await response.json();
  if (!response.ok) {
    throw new Error(`WebDriver, ${method} ${new URL(url).pathname}: ${value.error}. ${value.message}`);
  }
  return value;
}
