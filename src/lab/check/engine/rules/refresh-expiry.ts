import { SPEC } from '../../../machine/spec-references.ts';
import { type Evidence, listOf } from '../evidence.ts';
import type { Seconds, StepSeen } from '../probes/probe.ts';
import { serverDocument } from './discovery.ts';
import { stepOf } from './probe-response.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** The members of the draft, each with its name in `refresh_token_expiration_types_supported`. */
const MEMBERS = {
  refreshTokenTimeout: { name: 'refresh_token_timeout', type: 'token_timeout' },
  authorizationExpiresIn: { name: 'authorization_expires_in', type: 'authorization' },
} as const;
const NAMES = Object.values(MEMBERS).map(({ name }) => name);
const TYPES: readonly string[] = Object.values(MEMBERS).map(({ type }) => type);
const DECLARATION = 'refresh_token_expiration_types_supported';

/** When refresh tokens expire, as far as a server states it. */
export const refreshExpiry: readonly Rule[] = [
  {
    id: 'refresh-ends',
    group: 'sign-in',
    demands: 'Its refresh tokens expire',
    clause: SPEC.browserApps,
    severity: 'must',
    check(evidence) {
      const told = stepsWithLifetimes(evidence).filter(({ token }) =>
        Object.keys(MEMBERS).some((member) => Number(Object(token)[member]) > 0),
      );
      if (!told.length) {
        return notTestable(
          'Its responses do not state how long a refresh token lives. Ask the operator for the maximum lifetime or the inactivity timeout.',
        );
      }
      return pass(
        told,
        `The server says so (this report did not wait for the expiry): ${told.map(lifetimesText).join('; ')}.`,
      );
    },
  },
  {
    id: 'refresh-expiry-fits',
    group: 'sign-in',
    demands: 'The lifetimes that it states for refresh tokens are consistent',
    clause: SPEC.refreshTokenLifetime,
    severity: 'should',
    check(evidence) {
      const told = stepsWithLifetimes(evidence);
      if (!told.length) return noLifetimes(evidence);
      const problems = told.map((step) => ({ step, problem: problemOf(step) }));
      const wrong = problems.filter(({ problem }) => problem !== undefined);
      if (!wrong.length) return pass(told);
      return fail(
        wrong.map(({ step }) => step),
        [...new Set(wrong.map(({ problem }) => problem))].join('\n'),
        'Send whole seconds, counted from the response. Neither the refresh token nor the access token may outlive the authorization.',
        '"expires_in": 900, "refresh_token_timeout": 604800, "authorization_expires_in": 2592000',
      );
    },
  },
  {
    id: 'refresh-expiry-declared',
    group: 'metadata',
    demands: 'Its metadata declares the lifetimes that it states for refresh tokens',
    clause: SPEC.refreshTokenLifetimeTypes,
    severity: 'should',
    check(evidence) {
      const { location, document } = serverDocument(evidence);
      const declared = listOf(document, DECLARATION);
      const told = stepsWithLifetimes(evidence);
      const shown = [location?.attempt, ...told];
      if (!declared && !told.length) return noLifetimes(evidence);
      const unknown = declared?.filter((type) => !TYPES.includes(type)) ?? [];
      const missing = Object.entries(MEMBERS).filter(
        ([member, { type }]) =>
          told.some(({ token }) => Object.hasOwn(Object(token), member)) && !declared?.includes(type),
      );
      const saw = [
        ...unknown.map((type) => `${DECLARATION} lists "${type}", which the draft does not define.`),
        ...missing.map(
          ([, { name, type }]) => `It sends ${name}, but ${DECLARATION} does not list "${type}".`,
        ),
      ];
      if (!saw.length) return pass(shown);
      return fail(
        shown,
        saw.join('\n'),
        'List the types of the members that its token responses may have:',
        `"${DECLARATION}": ["authorization", "token_timeout"]`,
      );
    },
  },
];

/** The token responses that have a member of the draft. */
function stepsWithLifetimes({ probes }: Evidence): StepSeen[] {
  return Object.values(probes)
    .flatMap(({ steps }) => Object.values(steps))
    .filter(({ token }) => Object.keys(MEMBERS).some((member) => Object.hasOwn(Object(token), member)));
}

function noLifetimes(evidence: Evidence) {
  const exchange = stepOf(evidence, 'right-request', 'right exchange');
  if ('result' in exchange) return exchange;
  return notTestable(
    `Its token responses have neither ${NAMES.join(' nor ')}. Both come from a draft and are optional.`,
    [exchange],
  );
}

function problemOf({ token }: StepSeen): string | undefined {
  const { refreshTokenTimeout: timeout, authorizationExpiresIn: authorization, expiresInS } = token ?? {};
  for (const [member, { name }] of Object.entries(MEMBERS)) {
    const seconds: Seconds | undefined = Object(token)[member];
    if (seconds === undefined || (Number.isInteger(seconds) && Number(seconds) >= 0)) continue;
    return `${name} is ${seconds === 'no number' ? 'not a number' : seconds}. It must be a whole number of seconds.`;
  }
  if (typeof authorization !== 'number') return undefined;
  if (typeof timeout === 'number' && timeout > authorization) {
    return `refresh_token_timeout is ${timeout}, and authorization_expires_in is ${authorization}: the token would outlive the authorization.`;
  }
  return expiresInS !== undefined && expiresInS > authorization
    ? `expires_in is ${expiresInS}, and authorization_expires_in is ${authorization}: the access token would outlive the authorization.`
    : undefined;
}

function lifetimesText({ token }: StepSeen): string {
  return Object.entries(MEMBERS)
    .flatMap(([member, { name }]) => {
      const seconds: Seconds | undefined = Object(token)[member];
      return seconds === undefined ? [] : [`${name} is ${seconds}`];
    })
    .join(' and ');
}
