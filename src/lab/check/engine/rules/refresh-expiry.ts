import { SPEC } from '../../../machine/spec-references.ts';
import { type Evidence, listOf } from '../evidence.ts';
import type { Seconds, StepSeen } from '../probes/probe.ts';
import { serverDocument } from './discovery.ts';
import { stepOf } from './probe-verdicts.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** The members of the draft, each with its name in `refresh_token_expiration_types_supported`. */
const MEMBERS = {
  refreshTokenTimeout: { name: 'refresh_token_timeout', type: 'token_timeout' },
  authorizationExpiresIn: { name: 'authorization_expires_in', type: 'authorization' },
} as const;
const NAMES = Object.values(MEMBERS).map(({ name }) => name);
const TYPES: readonly string[] = Object.values(MEMBERS).map(({ type }) => type);
const DECLARATION = 'refresh_token_expiration_types_supported';

/** When refresh tokens end, as far as a server says so. */
export const refreshExpiry: readonly Rule[] = [
  {
    id: 'refresh-ends',
    group: 'sign-in',
    demands: 'Its refresh tokens end some day, however often they are used',
    clause: SPEC.browserApps,
    severity: 'must',
    check(evidence) {
      const told = stepsThatTell(evidence).filter(({ token }) =>
        Object.keys(MEMBERS).some((member) => Number(Object(token)[member]) > 0),
      );
      if (!told.length) {
        return notTestable(
          'Its answers do not tell how long a refresh token lives. Ask whoever runs the server for its maximum lifetime or its inactivity timeout.',
        );
      }
      return pass(told, `It says so, which was not waited for: ${told.map(inWords).join('; ')}.`);
    },
  },
  {
    id: 'refresh-expiry-fits',
    group: 'sign-in',
    demands: 'What it says of the end of refresh tokens fits together',
    clause: SPEC.refreshTokenLifetime,
    severity: 'should',
    check(evidence) {
      const told = stepsThatTell(evidence);
      if (!told.length) return nothingTold(evidence);
      const problems = told.map((step) => ({ step, problem: problemOf(step) }));
      const wrong = problems.filter(({ problem }) => problem !== undefined);
      if (!wrong.length) return pass(told);
      return fail(
        wrong.map(({ step }) => step),
        [...new Set(wrong.map(({ problem }) => problem))].join('\n'),
        'Send whole seconds from the time of the response. Neither the refresh token nor the access token outlives what the person allowed.',
        '"expires_in": 900, "refresh_token_timeout": 604800, "authorization_expires_in": 2592000',
      );
    },
  },
  {
    id: 'refresh-expiry-declared',
    group: 'metadata',
    demands: 'Its metadata declares what it says of the end of refresh tokens',
    clause: SPEC.refreshTokenLifetimeTypes,
    severity: 'should',
    check(evidence) {
      const { location, document } = serverDocument(evidence);
      const declared = listOf(document, DECLARATION);
      const told = stepsThatTell(evidence);
      const shown = [location?.attempt, ...told];
      if (!declared && !told.length) return nothingTold(evidence);
      const unknown = declared?.filter((type) => !TYPES.includes(type)) ?? [];
      const missing = Object.entries(MEMBERS).filter(
        ([member, { type }]) =>
          told.some(({ token }) => Object.hasOwn(Object(token), member)) && !declared?.includes(type),
      );
      const saw = [
        ...unknown.map((type) => `${DECLARATION} lists "${type}", which the draft does not know.`),
        ...missing.map(
          ([, { name, type }]) => `It sends ${name}, and ${DECLARATION} does not list "${type}".`,
        ),
      ];
      if (!saw.length) return pass(shown);
      return fail(
        shown,
        saw.join('\n'),
        'List the members that its token responses may have:',
        `"${DECLARATION}": ["authorization", "token_timeout"]`,
      );
    },
  },
];

/** The token answers that have a member of the draft. */
function stepsThatTell({ probes }: Evidence): StepSeen[] {
  return Object.values(probes)
    .flatMap(({ steps }) => Object.values(steps))
    .filter(({ token }) => Object.keys(MEMBERS).some((member) => Object.hasOwn(Object(token), member)));
}

function nothingTold(evidence: Evidence) {
  const exchange = stepOf(evidence, 'right-request', 'right exchange');
  if ('result' in exchange) return exchange;
  return notTestable(
    `Its token responses have neither ${NAMES.join(' nor ')}. Both are of a draft, and optional.`,
    [exchange],
  );
}

function problemOf({ token }: StepSeen): string | undefined {
  const { refreshTokenTimeout: timeout, authorizationExpiresIn: authorization, expiresInS } = token ?? {};
  for (const [member, { name }] of Object.entries(MEMBERS)) {
    const seconds: Seconds | undefined = Object(token)[member];
    if (seconds === undefined || (Number.isInteger(seconds) && Number(seconds) >= 0)) continue;
    return `${name} is ${seconds === 'no number' ? 'no number' : seconds}, and not a whole number of seconds.`;
  }
  if (typeof authorization !== 'number') return undefined;
  if (typeof timeout === 'number' && timeout > authorization) {
    return `refresh_token_timeout is ${timeout}, and authorization_expires_in ${authorization}: the token would outlive what the person allowed.`;
  }
  return expiresInS !== undefined && expiresInS > authorization
    ? `expires_in is ${expiresInS}, and authorization_expires_in ${authorization}: the access token would outlive what the person allowed.`
    : undefined;
}

function inWords({ token }: StepSeen): string {
  return Object.entries(MEMBERS)
    .flatMap(([member, { name }]) => {
      const seconds: Seconds | undefined = Object(token)[member];
      return seconds === undefined ? [] : [`${name} is ${seconds}`];
    })
    .join(' and ');
}
