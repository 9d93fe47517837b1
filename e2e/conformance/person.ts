import { expect as expectNow, type Locator, type Page } from 'playwright/test';

/** This timeout is long, because four pages share the machine with the servers of 32 scenarios. */
export const PATIENCE_MS = 30_000;
const expect = expectNow.configure({ timeout: PATIENCE_MS });

/** The actions of a user on the Connect page. They find controls by role and name. */
export interface Person {
  /** Opens the link to a server and allows the app to contact it. */
  look(): Promise<void>;
  /** Signs in. The authorization server redirects at once, without a page. */
  signIn(): Promise<void>;
  /** Enters the client ID and the client secret, which the app cannot know. */
  identifyApp(credentials: { clientId: string; clientSecret: string }): Promise<void>;
  /** Fills in and submits the form of a tool. The keys of `inputs` are labels. Skips an input whose value is `null`. */
  call(tool: string, inputs?: Record<string, unknown>): Promise<void>;
  seesResult(text?: string): Promise<void>;
  seesRefusal(words: RegExp): Promise<void>;
  /** Grants the permission that a call requires. */
  giveMore(): Promise<void>;
  giveMoreUntilTheAppStops(): Promise<void>;
  signInAgain(): Promise<void>;
  /** Responds to an elicitation of the server during a call. */
  answerQuestion(): Promise<void>;
  read(resource: string): Promise<void>;
  get(prompt: string): Promise<void>;
  seesOnlyTheTool(tool: string): Promise<void>;
}

export function personAt(page: Page, app: string, serverUrl: string): Person {
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const stepUp = button(/^Give this permission/);
  const repeat = button('Repeat the call');
  const results = page.getByRole('status').filter({ hasText: 'Result' });
  /** The suite ends when the user has done everything, and would miss a request that is still on its way. */
  async function getResult(pressed: Locator): Promise<void> {
    const before = await results.count();
    await pressed.click();
    await expect(results).toHaveCount(before + 1);
  }
  return {
    async look() {
      await page.goto(`${app}/connect?server=${encodeURIComponent(serverUrl)}`);
      await button('Look at this server').click();
    },
    async signIn() {
      // If the resource of a server is its whole origin, the app first asks the user to accept this resource.
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
      // Until the form of this tool is there, the page shows that of the previous tool, which can have the same labels.
      await button(`Call ${tool}`).waitFor();
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
      await expect(results).toContainText(text);
    },
    async seesRefusal(words) {
      await expect(page.getByText(words).first()).toBeVisible();
    },
    async giveMore() {
      await stepUp.click();
      // The servers of the suite issue no ID token. So the app does not know whether the same person is back, and asks
      // before it repeats the call.
      await repeat.click();
    },
    async giveMoreUntilTheAppStops() {
      const stopped = page.getByText(/a permission that a new sign-in does not bring/);
      // The limit of the app is lower than eight rounds. The suite counts the rounds.
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
    read: (resource) => getResult(button(`Read ${resource}`)),
    get: (prompt) => getResult(button(`Get ${prompt}`)),
    async seesOnlyTheTool(tool) {
      await expect(page.getByRole('navigation', { name: 'Tools' }).getByRole('link')).toHaveText([tool]);
    },
  };
}
