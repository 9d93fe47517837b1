import type { Figures } from './figures.ts';

export interface Goal {
  text: string;
  met: boolean;
  measured: string;
}

/** The share by which a time may exceed its lower bound. */
const TOLERANCE = 0.05;

/** The lower bound of the time to a token: to load a document and one script, and the latency of one request. */
export const floorMs = (figures: readonly Figures[], latencyMs: number): number =>
  controlOf(figures).runningMs + latencyMs;

/** The page that sends the same messages without any check. */
function controlOf(figures: readonly Figures[]): Figures {
  const control = figures.find(({ client }) => client.control);
  if (!control) throw new Error('The page without a library was not measured, so there is no lower bound.');
  return control;
}

/** Whether a client needs only the MCP server's address, and refuses a forged `state` and a forged `iss`. */
export const doesTheJob = ({ conduct }: Figures): boolean =>
  conduct.discoversFromServer && conduct.refusesForgedState && conduct.refusesForgedIssuer;

export function judge(figures: readonly Figures[], latencyMs: number): Goal[] {
  const floor = floorMs(figures, latencyMs);
  const ours = figures.filter(({ client }) => client.ours);
  const plain = ours.filter(({ client }) => !client.react);
  const configured = ours.filter(({ client }) => client.configured);
  const control = controlOf(figures);
  const within = (yardstickMs: number) =>
    plain.every(({ tokenMs }) => tokenMs <= yardstickMs * (1 + TOLERANCE));
  const above = (yardstickMs: number, each: readonly Figures[]) =>
    each.map(({ client, tokenMs }) => `${client.name} ${signed(tokenMs / yardstickMs - 1)}`).join('; ');
  return [
    fewestBytes(
      'Fewest bytes to the token among the clients that do the whole job and keep no session',
      figures.filter(({ client }) => !client.keepsSession),
      ({ bytes }) => bytes.toToken,
    ),
    fewestBytes(
      'Fewest bytes to the token among the clients that do the whole job and keep the session',
      figures.filter(({ client }) => client.keepsSession),
      ({ bytes }) => bytes.toToken,
    ),
    fewestBytes(
      'Fewest bytes to the first tool result among the clients that do the whole job',
      figures,
      ({ bytes }) => bytes.toResult,
    ),
    {
      text: 'One request between the callback page and its token, and no preflight',
      met: ours.every(({ requestsToToken }) => requestsToToken.join() === 'document,script,token'),
      measured: ours
        .map(({ client, requestsToToken }) => `${client.name} ${requestsToToken.slice(2).join(' and ')}`)
        .join('; '),
    },
    {
      text: 'With the endpoints configured, no request before the redirect',
      met: configured.every(({ conduct }) => conduct.requestsBeforeRedirect === 0),
      measured: configured
        .map(({ client, conduct }) => `${client.name} ${conduct.requestsBeforeRedirect}`)
        .join('; '),
    },
    {
      text: `Without React, time to the token within ${percent(TOLERANCE)} of one script load and ${latencyMs} ms for each request`,
      met: within(floor),
      measured: `${above(floor, [...plain, control])}; the server itself takes ${ms(control.tokenServerMs)}`,
    },
    {
      text: `Without React, time to the token within ${percent(TOLERANCE)} of a page that sends the same requests and checks nothing`,
      met: within(control.tokenMs),
      measured: above(control.tokenMs, plain),
    },
    {
      text: 'After the token, the MCP client waits for no script, only for its round trips',
      // A fetch takes at least the latency, so a shorter wait contains no fetch.
      met: ours.every(({ waitedForToolsMs }) => waitedForToolsMs < latencyMs),
      measured: ours.map((each) => `${each.client.name} ${ms(each.waitedForToolsMs)}`).join('; '),
    },
  ];
}

function fewestBytes(text: string, figures: readonly Figures[], of: (figures: Figures) => number): Goal {
  const [least, next] = figures.filter((each) => doesTheJob(each)).sort((one, other) => of(one) - of(other));
  const say = (each?: Figures) => (each ? `${each.client.name} ${of(each).toLocaleString('en')}` : 'none');
  return { text, met: Boolean(least?.client.ours), measured: `${say(least)}, then ${say(next)}` };
}

/** Formats a share as a percentage with its sign. */
const signed = (share: number): string => `${share < 0 ? '' : '+'}${percent(share)}`;

const percent = (share: number): string => `${Number((share * 100).toFixed(1))} %`;

const ms = (value: number): string => `${Math.round(value)} ms`;
