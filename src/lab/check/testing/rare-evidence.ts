import { expect, it } from 'vitest';
import type { Attempt } from '../engine/attempt.ts';
import type { Evidence, MetadataDocument } from '../engine/evidence.ts';
import type { SkippedAddress } from '../engine/named-address.ts';
import type {
  ProbeEvidence,
  ProbeId,
  ResponseSeen,
  StepName,
  StepSeen,
  TokenFacts,
} from '../engine/probes/probe.ts';
import { SERVER, type TestServers } from './browser.ts';
import { probed, reportOn, wordsOf } from './reports.ts';

/** Changes evidence into evidence that few servers give. */
export type EvidenceChange = (evidence: Evidence) => Evidence;

/** A rule, a change to the evidence of a good server, and the words of the finding that must follow. */
type FindingRow = [rule: string, change: EvidenceChange, words: string];

/** A row of {@link testFindings}. A line end in a text is “⏎”. */
export const finding =
  (rule: string, change: EvidenceChange) =>
  ([words = '']: TemplateStringsArray): FindingRow => [rule, change, words.trim()];

const SERVERS: TestServers = { policy: { dpop: 'offered', registrationOffered: true } };
let evidence: Promise<Evidence> | undefined;

/** The report on changed evidence of a good server. The evidence is collected only once. */
export async function reportOnRare(change: EvidenceChange) {
  evidence ??= probed(SERVERS);
  return reportOn(change(await evidence));
}

/** Requires the finding of each row: its result, its texts and the IDs of its messages. */
export function testFindings(rows: readonly FindingRow[]): void {
  it.each(rows)('%s', async (rule, change, words) => {
    const found = (await reportOnRare(change)).finding(rule);
    expect(found && `${wordsOf(found)} ${JSON.stringify(found.shownBy)}`.replaceAll('\n', '⏎')).toBe(words);
  });
}

type Members = MetadataDocument['members'];

const inDocuments =
  (locations: 'resourceLocations' | 'serverLocations', members: Members) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    [locations]: evidence[locations].map(({ document, ...location }) => ({
      ...location,
      ...(document && { document: { ...document, members: { ...document.members, ...members } } }),
    })),
  });

/** Authorization server metadata with these members. */
export const server = (members: Members) => inDocuments('serverLocations', members);

/** The report of a page of this origin, after all probes or only after the probe `id`. */
export const from = (pageOrigin: string, id?: ProbeId) => (evidence: Evidence) => ({
  ...evidence,
  pageOrigin,
  ...(id && { probes: { [id]: evidence.probes[id] } }),
});

/** No location of resource metadata was requested. */
export const withoutMetadata = (evidence: Evidence) => ({ ...evidence, resourceLocations: [] });

/** Resource metadata with these members. */
export const resource = (members: Members) => inDocuments('resourceLocations', members);

/** Resource metadata of this resource, without an authorization server. */
export const resourceAlone = (address: string) => resource({ resource: address, authorization_servers: [] });

/** Only one probe, with a change. */
export const only =
  (id: ProbeId, change: (probe: ProbeEvidence) => ProbeEvidence) => (evidence: Evidence) => {
    const probe = evidence.probes[id];
    if (!probe) throw new Error('The probe did not run.');
    return { ...evidence, probes: { [id]: change(probe) } };
  };

/** Only one probe, with another response in one step; `undefined` leaves the step out. */
export const onlyStep = (id: ProbeId, name: StepName, change: Partial<StepSeen> | undefined) =>
  only(id, ({ steps: { [name]: step, ...steps }, ...probe }) => {
    if (!step) throw new Error(`“${name}” did not run.`);
    return { ...probe, steps: { ...steps, ...(change && { [name]: { ...step, ...change } }) } };
  });

/** Removes a member. The types of optional members allow no `undefined`. */
export const withoutToken = { token: undefined } as unknown as Partial<StepSeen>;

/** Like {@link withoutToken}: a response without headers, without an error and without a description. */
export const BARE = { headers: {}, error: undefined, description: undefined } as unknown as Partial<StepSeen>;

/** Only the correct probe, with another response to its exchange. */
export const exchange = (change: Partial<StepSeen> | undefined) =>
  onlyStep('right-request', 'right exchange', change);

/** A response with tokens that have only these facts. */
export const issued = (token: Partial<TokenFacts> = {}) => ({
  token: { refreshToken: true, idToken: false, ...token },
});

/** Only the correct probe, with tokens that have only these facts. */
export const granted = (token: Partial<TokenFacts>) => exchange(issued(token));

/** A response with 400 and this error in place of tokens. */
export const denied = (error: string, description?: string) => ({
  ...withoutToken,
  ...{ status: 400, error, ...(description && { description }) },
});

/** A response that a browser would hide. */
export const hidden = (status: number) =>
  ({ outcome: 'unreadable', status: 0, reason: 'No.', hidden: { to: 'request', status } }) as const;

export const asking = (challenge: string) => ({ headers: { 'www-authenticate': challenge } });

/** Only one probe, with another authorization response. */
export const responded = (id: ProbeId, response: Omit<ResponseSeen, 'exchangeId'>) =>
  only(id, (probe) => ({ ...probe, response: { exchangeId: 7, ...response }, steps: {} }));

/** Only one probe, with an error as its authorization response. */
export const erred = (id: ProbeId, error: string, more: Partial<ResponseSeen> = {}) =>
  responded(id, { code: false, error, ...more });

/** Only one probe, which has this status and no authorization response. */
export const unanswered = (id: ProbeId, status: ProbeEvidence['status']) =>
  only(id, ({ response: _, ...probe }) => ({ ...probe, status, steps: {} }));

/** Only one probe, which was stopped before its first step. */
export const stopped = (id: ProbeId) => only(id, (probe) => ({ ...probe, status: 'stopped', steps: {} }));

/** Like {@link responded} and {@link onlyStep}, but keeps the other probes. */
export const amongOthers = (change: EvidenceChange) => (evidence: Evidence) => ({
  ...evidence,
  probes: { ...evidence.probes, ...change(evidence).probes },
});

/** Another response in one step of a probe; `undefined` leaves the step out. */
export const step = (id: ProbeId, name: StepName, change: Partial<StepSeen> | undefined) =>
  amongOthers(onlyStep(id, name, change));

/** Another response in one step of the correct probe. */
export const right = (name: StepName, change: Partial<StepSeen> | undefined) =>
  step('right-request', name, change);

/** Another response to the call with the altered token. */
export const altered = (change: Partial<StepSeen>) =>
  step('right-request', 'call with an altered token', { ...BARE, ...change });

/** Another response to the call with the token for no resource. */
export const deviating = (change: Partial<StepSeen>) =>
  step('no-resource', 'call with the deviating token', { ...BARE, ...change });

/** Several changes, one after the other. */
export const both =
  (...changes: EvidenceChange[]) =>
  (evidence: Evidence) =>
    changes.reduce((changed, change) => change(changed), evidence);

/** The only call with the right token gets this response. */
export const called = (change: Partial<StepSeen>) =>
  both(
    onlyStep('right-request', 'call', { ...BARE, ...change }),
    onlyStep('right-request', 'call again', undefined),
  );

/** Another response to the first call, and no probe. */
export const calls =
  (change: Partial<Attempt>) =>
  ({ challenge, ...evidence }: Evidence) => ({
    ...evidence,
    ...(challenge && { challenge: { ...challenge, headers: {}, ...change } }),
    probes: {},
  });

export const SERVED = { status: 200, content: 'JSON-RPC result' } as const;

/** A handshake, with this response to `initialize`. */
export const initialized =
  (change: Partial<Attempt>) =>
  ({ challenge, ...evidence }: Evidence) => ({
    ...evidence,
    ...(challenge && { challenge, initialize: { ...challenge, ...change } }),
  });

/** A response that is no evidence about MCP. */
export const OTHERWISE = { status: 404, content: 'text', errorText: 'Nothing here.' } as const;

/** The first call gets another response, and only the response to `initialize` is evidence. */
export const atInitialize = (change: Partial<Attempt>) =>
  both(calls(OTHERWISE), initialized(change), withoutMetadata);

/** The handshake gets this response to its notification. */
export const notified = (change: Partial<Attempt>) =>
  both(calls(SERVED), initialized(SERVED), ({ challenge, ...evidence }) => ({
    ...evidence,
    ...(challenge && { challenge, initialized: { ...challenge, ...change } }),
  }));

/** The first call gets this response, and other calls get the original response with these changes. */
export const firstCall =
  (
    change: Partial<Attempt>,
    others: Partial<
      Record<'initialize' | 'listed' | 'newer' | 'simple' | 'simplePost' | 'otherSlash', Partial<Attempt>>
    > = {},
  ) =>
  ({ challenge, ...evidence }: Evidence): Evidence => ({
    ...evidence,
    ...(challenge && {
      challenge: { ...challenge, ...change },
      ...Object.fromEntries(
        Object.entries(others).map(([call, other]) => [call, { ...challenge, ...other }]),
      ),
    }),
  });

/** The first call gets this response, other calls get the same with these changes, and there is no metadata. */
export const callsAlone = (change: Partial<Attempt>, others: Parameters<typeof firstCall>[1] = {}) =>
  both(calls(change), firstCall({}, others), withoutMetadata);

export const without =
  (...ids: string[]) =>
  ({ probes, ...evidence }: Evidence): Evidence => ({
    ...evidence,
    probes: Object.fromEntries(Object.entries(probes).filter(([id]) => !ids.includes(id))),
  });

const responding =
  (name: 'registrationEndpoint' | 'tokenEndpoint' | 'invalidToken') =>
  (change: Partial<Attempt>) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    ...(evidence[name] && { [name]: { ...evidence[name], ...change } }),
  });

export const registered = responding('registrationEndpoint');

/** Another response of the token endpoint to a request without a code. */
export const tokenRefused = responding('tokenEndpoint');

export const invalidToken = responding('invalidToken');

/** Gives the authorization endpoint the response of the token endpoint, with these changes. */
export const authorizing =
  (change: Partial<Attempt>) =>
  (evidence: Evidence): Evidence => ({
    ...evidence,
    ...(evidence.tokenEndpoint && { authorizationEndpoint: { ...evidence.tokenEndpoint, ...change } }),
  });

/** Other headers in the response to the first call. */
export const challenged =
  (headers: Attempt['headers']) =>
  ({ challenge, ...evidence }: Evidence): Evidence => ({
    ...evidence,
    ...(challenge && { challenge: { ...challenge, headers } }),
  });

/** The server responds to other requests, but not to the preflight, so it refuses these headers. */
export const refusingHeaders =
  (refusedHeaders: string[], hidden?: Attempt['hidden']) =>
  ({ preflight, challenge, ...evidence }: Evidence): Evidence => ({
    ...evidence,
    refusedHeaders,
    ...(challenge && { challenge, afterPreflight: challenge }),
    ...(preflight && {
      preflight: { ...preflight, outcome: 'unreadable', status: 0, ...(hidden && { hidden, reason: 'No.' }) },
    }),
  });

/** No location has a document. The challenge names the first location. */
export const missingAt =
  (...statuses: number[]) =>
  (evidence: Evidence): Evidence => {
    const [first] = evidence.resourceLocations;
    if (!first?.attempt) throw new Error('No location was requested.');
    const { attempt } = first;
    const locations = statuses.map((status, at) => ({
      url: `https://mcp.example/${at}`,
      attempt: { ...attempt, status },
      wrong: `status ${status}. Sorry`,
    }));
    const header = 'Bearer resource_metadata="https://mcp.example/0"';
    return challenged({ 'www-authenticate': header })({ ...evidence, resourceLocations: locations });
  };

/** Only the probe without a resource, with tokens for these audiences. The call with its token is served. */
export const audiences = (issued: string[] | undefined, right: string[] | undefined) =>
  both(
    step('no-resource', 'deviating exchange', {
      token: { refreshToken: true, idToken: false, ...(issued && { audience: issued }) },
    }),
    step(
      'right-request',
      'right exchange',
      right ? { token: { refreshToken: true, idToken: false, audience: right } } : withoutToken,
    ),
    deviating(SERVED),
    ({ probes: { 'wrong-resource': _, ...probes }, ...evidence }) => ({ ...evidence, probes }),
  );

/** An address of an authorization server that was skipped. */
export const skipped = (why: Partial<SkippedAddress>) => (evidence: Evidence) => ({
  ...evidence,
  skipped: [
    {
      url: 'https://nas.example/as',
      member: 'issuer',
      namedBy: 'the resource metadata',
      namedAt: SERVER,
      why: 'nearer' as const,
      ...why,
    },
  ],
  serverLocations: [],
});

export const unprobed = (evidence: Evidence): Evidence => ({ ...evidence, probes: {} });

export const withoutTokenEndpoint = ({ tokenEndpoint: _, ...evidence }: Evidence): Evidence => evidence;

/** The right token gets this response, too. */
export const rightCalls = (change: Partial<StepSeen>) =>
  both(
    step('right-request', 'call', { ...BARE, ...change }),
    step('right-request', 'call again', { ...BARE, ...change }),
    step('refresh', 'call', { ...BARE, ...change }),
  );

export const PAGE_INSTEAD = { status: 403, content: 'web page' } as const;

export const NO_SESSION = { status: 400, content: 'JSON, not JSON-RPC', error: 'no_session' } as const;
