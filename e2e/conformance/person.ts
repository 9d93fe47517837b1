import { expect as expectNow, type Page } from 'playwright/test';

/** Four pages share the machine with the servers of 32 scenarios, so they may be slow; the suite has its own limit. */
export const PATIENCE_MS = 30_000;
const expect = expectNow.configure({ timeout: PATIENCE_MS });

/** A user at the Connect page, who finds controls by role and name. */
export interface Person {
  /** Opens the link to a server and allows the app to contact it. */
  look(): Promise<void>;
  /** Signs in if the server requires it; its authorization server redirects at once. */
  signIn(): Promise<void>;
  /** Enters what the app cannot know. */
  identifyApp(credentials: { clientId: string; clientSecret: string }): Promise<void>;
  /** Calls a tool by its form, with fields by label; skips a `null` value. */
  call(tool: string, inputs?: Record<string, unknown>): Promise<void>;
  /** Expects a result on the page. */
  seesResult(text?: string): Promise<void>;
  /** Expects a refusal of the app on the page. */
  seesRefusal(words: RegExp): Promise<void>;
  /** Grants the permission that a call requires. */
  giveMore(): Promise<void>;
  /** Grants every requested permission, until the app stops asking. */
  giveMoreUntilTheAppStops(): Promise<void>;
  /** Signs in once more after the session has ended. */
  signInAgain(): Promise<void>;
  /** Answers the elicitation of a server during a call. */
  answerQuestion(): Promise<void>;
  /** Reads a resource. */
  read(resource: string): Promise<void>;
  /** Gets a prompt. */
  get(prompt: string): Promise<void>;
  /** Expects only this tool. */
  seesOnlyTheTool(tool: string): Promise<void>;
}

export function personAt(page: Page, app: string, serverUrl: string): Person {
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const stepUp = button(/^Give this permission/);
  const repeat = button('Repeat the call');
  return {
    async look() {
      await page.goto(`${app}/connect?server=${encodeURIComponent(serverUrl)}`);
      await button('Look at this server').click();
    },
    async signIn() {
      // Only the user may accept a resource that is the whole origin.
      const accept = button('Accept this resource');
      await accept.or(button('Sign in')).first().waitFor();
      if (await accept.isVisible()) await accept.click();
      await button('Sign in').click();
    },
    async identifyApp({ clientId, clientSecret }) {
      await page.getByLabel('Client ID').fill(clientId);
      await page.getByLabel('Client secret').fill(clientSecret);
      await button('Use this client ID').click();
    },
    async call(tool, inputs = {}) {
      await page.getByRole('link', { name: tool, exact: true }).click();
      for (const [label, value] of Object.entries(inputs)) {
        if (value === null) continue;
        const name = new RegExp(`^${label}( \\(required\\))?$`);
        const answers = page.getByRole('radiogroup', { name });
        if (typeof value === 'boolean')
          await answers.getByLabel(value ? 'yes' : 'no', { exact: true }).check();
        else await page.getByLabel(name).fill(String(value));
      }
      await button(`Call ${tool}`).click();
    },
    async seesResult(text = '') {
      await expect(page.getByRole('status').filter({ hasText: 'Result' })).toContainText(text);
    },
    async seesRefusal(words) {
      await expect(page.getByText(words).first()).toBeVisible();
    },
    async giveMore() {
      await stepUp.click();
      // The servers of the suite issue no ID token and have no who-am-i tool, so the app asks whether the user is the
      // same.
      await repeat.click();
    },
    async giveMoreUntilTheAppStops() {
      const stopped = page.getByText(/a permission that a new sign-in does not bring/);
      // This allows more rounds than the app may take; the suite counts the rounds.
      for (let attempt = 0; attempt < 8; attempt += 1) {
        await stepUp.or(stopped).first().waitFor();
        if (await stopped.isVisible()) return;
        await stepUp.click();
        await repeat.or(stopped).first().waitFor();
        if (await stopped.isVisible()) return;
        await repeat.click();
      }
      throw new Error('The app never stopped.');
    },
    async signInAgain() {
      await button(/^Sign in/).click();
    },
    async answerQuestion() {
      await button('Send the answer').click();
    },
    async read(resource) {
      await button(`Read ${resource}`).click();
    },
    async get(prompt) {
      await button(`Get ${prompt}`).click();
    },
    async seesOnlyTheTool(tool) {
      await expect(page.getByRole('navigation', { name: 'Tools' }).getByRole('link')).toHaveText([tool]);
    },
  };
}
