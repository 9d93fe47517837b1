import { SPEC, type SpecReference } from '../../machine/spec-references.ts';
import {
  type Exchange,
  membersOf,
  parameterOf,
  redirectOf,
  responseOf,
} from '../../machine/wire/exchange.ts';
import type { ServerSetting } from '../challenges/challenge.ts';
import { bearerClaims } from '../crafting/access-token.ts';
import { lineage } from '../crafting/lineage.ts';
import { refusalReason, tolerated, verdictOn } from '../crafting/verdict.ts';

/** A defence that the mystery server may lack, and how a message shows that the defence is missing. */
export interface MysteryDefence {
  id: string;
  /** What a server with the defence does, as the learner reads it in the list. */
  does: string;
  clause: SpecReference;
  /** The setting of a server without the defence. */
  without: ServerSetting;
  /** Whether the response to this message shows that the defence is missing. */
  shownBy(exchange: Exchange, log: readonly Exchange[]): boolean;
}

const toleratedFor =
  (...reasons: string[]): MysteryDefence['shownBy'] =>
  (exchange) =>
    reasons.some((reason) => tolerated(exchange, reason));

const accepted = (exchange: Exchange) => {
  const verdict = verdictOn(exchange);
  return verdict !== undefined && verdict.refusal === undefined;
};

/** The code exchange that issued the token or refresh token of a request, directly or through refreshes. */
const grantBehind = (exchange: Exchange, log: readonly Exchange[]): Exchange | undefined =>
  lineage(log, exchange).find(({ request }) => parameterOf(request, 'grant_type') === 'authorization_code');

/** Each mystery server lacks one of these defences. */
export const mysteryDefences: readonly MysteryDefence[] = [
  {
    id: 'challenge-required',
    does: 'It requires a code_challenge',
    clause: SPEC.mcpCodeProtection,
    without: { policy: { pkceRequired: false } },
    shownBy: toleratedFor('missing code_challenge'),
  },
  {
    id: 'plain-refused',
    does: 'It refuses the method plain',
    clause: SPEC.noPlain,
    without: { policy: { plainAllowed: true } },
    shownBy: toleratedFor('unsupported code_challenge_method'),
  },
  {
    id: 'redirect-uri-exact',
    does: 'It compares the whole redirect URI',
    clause: SPEC.exactRedirectUri,
    without: { policy: { redirectUriMatching: 'prefix' } },
    shownBy: toleratedFor('unregistered redirect_uri'),
  },
  {
    id: 'resource-known',
    does: 'It grants only a resource that is known and was requested',
    clause: SPEC.resource,
    without: { policy: { audienceRestriction: false } },
    shownBy: toleratedFor('unknown resource', 'resource not granted'),
  },
  {
    id: 'iss-named',
    does: 'It names itself in its response (iss)',
    clause: SPEC.issuer,
    without: { policy: { issInResponses: false } },
    shownBy(exchange) {
      const redirect = redirectOf(exchange);
      return redirect !== undefined && !redirect.searchParams.has('iss');
    },
  },
  {
    id: 'verifier-required',
    does: 'It requires the code_verifier',
    clause: SPEC.verifierCompared,
    without: { policy: { verifierCheck: 'when sent' } },
    shownBy: toleratedFor('missing code_verifier'),
  },
  {
    id: 'verifier-compared',
    does: 'It compares the code_verifier with the challenge',
    clause: SPEC.verifierCompared,
    without: { policy: { verifierCheck: 'form only' } },
    shownBy: toleratedFor('code_verifier does not match'),
  },
  {
    id: 'code-of-one-client',
    does: 'It exchanges a code only for the client that requested it',
    clause: SPEC.tokenRequest,
    without: { policy: { codeClientBinding: false } },
    shownBy: toleratedFor('code of another client'),
  },
  {
    id: 'code-once',
    does: 'It exchanges a code once',
    clause: SPEC.codeOnce,
    without: { policy: { codeSingleUse: false } },
    shownBy: toleratedFor('code used before'),
  },
  {
    id: 'audience-checked',
    does: 'The MCP server accepts only tokens for itself',
    clause: SPEC.mcpAudience,
    without: { checkAudience: false },
    shownBy(exchange) {
      const audience = bearerClaims(exchange)?.audience;
      return exchange.to === 'MCP server' && accepted(exchange) && audience !== exchange.request.url;
    },
  },
  {
    id: 'refresh-token-replaced',
    does: 'It replaces a refresh token at every use',
    clause: SPEC.rotation,
    without: { policy: { refreshTokenRotation: false } },
    shownBy(exchange) {
      const refreshed = parameterOf(exchange.request, 'grant_type') === 'refresh_token' && accepted(exchange);
      return refreshed && membersOf(responseOf(exchange)).refresh_token === undefined;
    },
  },
  {
    id: 'reuse-ends-grant',
    does: 'It ends the grant when a replaced refresh token comes back',
    clause: SPEC.rotation,
    without: { policy: { refreshReuseDetection: false } },
    shownBy(exchange, log) {
      const grant = grantBehind(exchange, log);
      if (!grant || grant === exchange || !accepted(exchange)) return false;
      return log.some(
        (earlier) =>
          earlier.id < exchange.id &&
          refusalReason(earlier) === 'refresh token used before' &&
          grantBehind(earlier, log) === grant,
      );
    },
  },
];
