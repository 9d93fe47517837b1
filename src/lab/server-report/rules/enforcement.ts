import { SPEC } from '../../spec-references.ts';
import { type Evidence, sharesOrigin } from '../evidence.ts';
import { WRONG_RESOURCE } from '../probes/requests.ts';
import {
  answeredProbe,
  callRefused,
  exchangeRefused,
  notRun,
  requestRefused,
  stepOf,
} from './probe-verdicts.ts';
import { SAME_ORIGIN } from './reachability.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

const enforced = (rule: Omit<Rule, 'group'>): Rule => ({ ...rule, group: 'enforcement' });

/** What can only be told from a request that a server ought to refuse. */
export const enforcement: readonly Rule[] = [
  enforced({
    id: 'wrong-verifier-refused',
    demands: 'A code with a wrong verifier is refused',
    clause: SPEC.verifierCompared,
    severity: 'must',
    check: (evidence) =>
      exchangeRefused(evidence, 'wrong-verifier', {
        saw: 'It gave tokens for a verifier that is not the one.',
        say: 'Hash the verifier and compare it with the challenge that is stored beside the code. Until then PKCE protects nobody here.',
      }),
  }),
  enforced({
    id: 'missing-verifier-refused',
    demands: 'A code without its verifier is refused',
    clause: SPEC.verifierCompared,
    severity: 'must',
    check: (evidence) =>
      exchangeRefused(evidence, 'no-verifier', {
        saw: 'It gave tokens without asking for the verifier.',
        say: 'Where a challenge is stored beside the code, refuse an exchange without code_verifier.',
      }),
  }),
  enforced({
    id: 'code-works-once',
    demands: 'A code works once',
    clause: SPEC.codeOnce,
    severity: 'must',
    check: (evidence) =>
      exchangeRefused(
        evidence,
        'replayed-code',
        {
          saw: 'It gave tokens a second time for the same code.',
          say: 'Mark a code as used in the same step in which it is looked up.',
        },
        'same code again',
      ),
  }),
  enforced({
    id: 'replay-revokes',
    demands: 'A code that comes twice ends what it bought',
    clause: SPEC.codeOnce,
    severity: 'should',
    check(evidence) {
      const again = stepOf(evidence, 'replayed-code', 'same code again');
      if ('result' in again) return again;
      if (again.token)
        return notTestable('The code worked twice, so there was no replay to notice.', [again]);
      const refresh = stepOf(evidence, 'replayed-code', 'refresh');
      if ('result' in refresh) return notTestable('No refresh token was issued that could show it.', [again]);
      return refresh.token
        ? fail(
            [again, refresh],
            'The refresh token of the first exchange still works.',
            'When a code comes a second time, revoke the tokens that the first exchange got: one of the two was a thief.',
          )
        : pass([again, refresh]);
    },
  }),
  enforced({
    id: 'late-code-refused',
    demands: 'A code is worthless after ten minutes',
    clause: SPEC.codeOnce,
    severity: 'should',
    check: (evidence) =>
      exchangeRefused(evidence, 'late-code', {
        saw: 'It gave tokens for a code that was more than ten minutes old.',
        say: 'Let codes live for a minute or two.',
      }),
  }),
  enforced({
    id: 'plain-refused',
    demands: 'A plain challenge is refused',
    clause: SPEC.noPlain,
    severity: 'should',
    check: (evidence) =>
      requestRefused(evidence, 'plain', {
        saw: 'It took the verifier itself for a challenge, and gave tokens for it.',
        say: 'Refuse code_challenge_method=plain with invalid_request: whoever reads the address has the verifier.',
      }),
  }),
  enforced({
    id: 'omitted-method-refused',
    demands: 'A challenge without a method, which means plain, is refused',
    clause: SPEC.challengeMethod,
    severity: 'should',
    check: (evidence) =>
      requestRefused(evidence, 'plain-by-omission', {
        saw: 'It took the omitted method for plain, and gave tokens for it.',
        say: 'Refuse a code_challenge without code_challenge_method=S256.',
      }),
  }),
  enforced({
    id: 'challenge-required',
    demands: 'A request without a challenge is refused',
    clause: SPEC.mcpCodeProtection,
    severity: 'must',
    check: (evidence) =>
      requestRefused(evidence, 'no-challenge', {
        saw: 'It gave a code without PKCE, and tokens for it.',
        say: 'Require code_challenge from every public client, and refuse a request without it with invalid_request.',
      }),
  }),
  enforced({
    id: 'downgrade-refused',
    demands: 'A verifier for a code without a challenge is refused',
    clause: SPEC.downgrade,
    severity: 'must',
    check(evidence) {
      const probe = answeredProbe(evidence, 'no-challenge');
      if ('result' in probe) return probe;
      const { answer } = probe;
      if (answer.error) {
        return notTestable(
          'It gives no code without a challenge, so that there is nothing to downgrade to.',
          [answer.exchangeId],
        );
      }
      return exchangeRefused(
        evidence,
        'no-challenge',
        {
          saw: 'It took a verifier for a code that has no challenge: somebody may have stripped it on the way, and nobody noticed.',
          say: 'Refuse code_verifier for a code that was issued without code_challenge.',
        },
        'exchange with a verifier',
      );
    },
  }),
  enforced({
    id: 'redirect-uri-exact',
    demands: 'A redirect URI that is not registered gets no answer',
    clause: SPEC.exactRedirectUri,
    severity: 'must',
    check(evidence) {
      const probe = answeredProbe(evidence, 'changed-redirect-uri');
      if ('result' in probe) return probe;
      const { answer, requestId } = probe;
      return fail(
        [requestId, answer.exchangeId],
        `It sent its answer to an address that is not registered${answer.code ? ', with a code in it' : ''}.`,
        'Compare redirect URIs as strings, whole. On a mismatch show an error page and redirect nowhere.',
      );
    },
  }),
  enforced({
    id: 'redirect-uri-at-token',
    demands: 'A code with another redirect URI is refused',
    clause: SPEC.tokenRequest,
    severity: 'should',
    check: (evidence) =>
      exchangeRefused(evidence, 'changed-redirect-uri-at-token', {
        saw: 'It gave tokens although the redirect URI was another one. OAuth 2.1 leaves this to PKCE; RFC 6749 does not.',
        say: 'Where redirect_uri comes with the code, compare it with the one of the authorization request.',
      }),
  }),
  enforced({
    id: 'unknown-resource-refused',
    demands: 'It issues no token for a resource that it does not know',
    clause: SPEC.resource,
    severity: 'should',
    check: (evidence) =>
      requestRefused(evidence, 'wrong-resource', {
        saw: `It issued a token although the resource was ${WRONG_RESOURCE}.`,
        say: 'Refuse a resource that is not registered with invalid_target, at the authorization endpoint already.',
      }),
  }),
  enforced({
    id: 'resource-bound',
    demands: 'A code buys no token for another resource',
    clause: SPEC.resource,
    severity: 'should',
    check: (evidence) =>
      exchangeRefused(evidence, 'wrong-resource-at-token', {
        saw: 'It exchanged the code although another resource was named with it.',
        say: 'Refuse a resource at the token endpoint that is not the one of the authorization request, with invalid_target.',
      }),
  }),
  enforced({
    id: 'audience-checked',
    demands: 'The MCP server refuses tokens that were not issued for it',
    clause: SPEC.mcpAudience,
    severity: 'must',
    check: checkAudience,
  }),
  enforced({
    id: 'id-token-refused',
    demands: 'The MCP server refuses an ID token in place of an access token',
    clause: SPEC.mcpAudience,
    severity: 'must',
    check(evidence) {
      const exchange = stepOf(evidence, 'right-request', 'right exchange');
      if (!('result' in exchange) && exchange.token?.idToken === false) {
        return notTestable('No ID token was issued.', [exchange]);
      }
      return callRefused(evidence, 'right-request', 'call with the ID token', {
        saw: 'It let an ID token in, which is about a person and for the client.',
        say: 'Accept access tokens alone: check typ (at+jwt) and the audience.',
      });
    },
  }),
  enforced({
    id: 'altered-token-refused',
    demands: 'The MCP server refuses a token that was altered',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check: (evidence) =>
      callRefused(evidence, 'right-request', 'call with an altered token', {
        saw: 'It let a token in whose signature was changed.',
        say: 'Check the signature of every token with the keys of the issuer, or ask the issuer about it.',
      }),
  }),
  enforced({
    id: 'query-token-refused',
    demands: 'The MCP server takes no token from the address',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check: (evidence) =>
      callRefused(evidence, 'right-request', 'call with the token in the query', {
        saw: 'It took the token from the query, where histories, logs and Referer keep it.',
        say: 'Read tokens from the Authorization header, and from nowhere else.',
      }),
  }),
  enforced({
    id: 'refresh-rotates',
    demands: 'A refresh token is replaced at every use',
    clause: SPEC.rotation,
    severity: 'must',
    check(evidence) {
      const first = stepOf(evidence, 'refresh', 'refresh');
      if ('result' in first) return noRefreshToken(evidence) ?? first;
      if (!first.token)
        return notTestable(`The refresh was refused: ${first.error ?? first.status}.`, [first]);
      const again = evidence.probes.refresh?.steps['old refresh token again'];
      const shown = [first, again];
      if (again?.outcome !== 'answered') return notTestable('The old one was not tried again.', shown);
      if (!again.token) return pass(shown);
      return fail(
        shown,
        first.token.refreshToken
          ? 'A new one came, and the old one still works.'
          : 'No new one comes, and the old one goes on working for whoever holds it.',
        'Issue a new refresh token at every use and retire the old one, or bind refresh tokens to the client.',
      );
    },
  }),
  enforced({
    id: 'refresh-reuse-noticed',
    demands: 'A replaced refresh token that comes back ends the session',
    clause: SPEC.rotation,
    severity: 'should',
    check(evidence) {
      const again = stepOf(evidence, 'refresh', 'old refresh token again');
      if ('result' in again) return noRefreshToken(evidence) ?? again;
      if (again.token)
        return notTestable('The old one still works, so there is no reuse to notice.', [again]);
      const after = stepOf(evidence, 'refresh', 'new refresh token');
      if ('result' in after) return after;
      return after.token
        ? fail(
            [again, after],
            'The old one was refused, and the new one goes on working. If a thief was first, the thief goes on.',
            'When a replaced refresh token comes back, revoke every token of that grant.',
          )
        : pass([again, after]);
    },
  }),
  enforced({
    id: 'revocation-works',
    demands: 'A token that is given back is worthless',
    clause: SPEC.revocation,
    severity: 'should',
    check(evidence) {
      const after = stepOf(evidence, 'right-request', 'refresh after revocation');
      if ('result' in after) {
        return evidence.probes['right-request']?.steps.revoke
          ? notTestable('No refresh token was issued that could show it.')
          : notTestable('It has no revocation endpoint, or there was nothing to give back.');
      }
      const revoke = evidence.probes['right-request']?.steps.revoke;
      if (!revoke) return notTestable('It has no revocation endpoint.', [after]);
      return after.token
        ? fail(
            [revoke, after],
            'The refresh token still works.',
            'Revoke the grant behind a refresh token (RFC 7009 §2.1).',
          )
        : pass([revoke, after]);
    },
  }),
  enforced({
    id: 'no-cookies',
    demands: 'No page may call it with the cookies of its visitors',
    clause: SPEC.browserApps,
    severity: 'should',
    check(evidence) {
      const steps = evidence.probes.cookies?.steps;
      if (!steps) return notRun('cookies');
      const asked = [steps['MCP server with cookies'], steps['token endpoint with cookies']];
      const across = asked.filter((step) => step && !sharesOrigin(evidence, step.url));
      if (!across.length) return notTestable(SAME_ORIGIN, asked);
      const open = across.filter((step) => step?.outcome === 'answered');
      return open.length
        ? fail(
            open,
            `It let this page read answers to requests with cookies: ${open.map((step) => step?.url).join(', ')}.`,
            'Leave out Access-Control-Allow-Credentials: tokens come in a header, and cookies would let any page act for whoever visits it.',
          )
        : pass(across);
    },
  }),
];

/** Two probes bring tokens that are not for the MCP server; any one that is let in breaks the rule. */
function checkAudience(evidence: Evidence) {
  const breach = {
    saw: 'It let in a token that was issued for somebody else.',
    say: 'Accept a token only where its audience is this server’s resource identifier.',
  };
  const name = 'call with the deviating token';
  const verdicts = (['no-resource', 'wrong-resource'] as const).map((id) => {
    const issued = evidence.probes[id]?.steps['deviating exchange']?.token;
    const call = evidence.probes[id]?.steps[name];
    const mine = [evidence.serverUrl, ...resourceIdentifiers(evidence)];
    if (issued?.audience?.some((audience) => mine.includes(audience))) {
      return notTestable('Without a resource its tokens are for this server all the same.', [call]);
    }
    if (issued && !issued.audience && call?.status !== 401) {
      return notTestable('The token tells nobody but its server whom it is for.', [call]);
    }
    return callRefused(evidence, id, name, breach);
  });
  return (
    verdicts.find(({ result }) => result === 'fail') ??
    verdicts.find(({ result }) => result === 'pass') ??
    verdicts[0] ??
    notTestable('There is no such token.')
  );
}

function resourceIdentifiers({ resourceLocations }: Evidence): string[] {
  return resourceLocations.flatMap(({ document }) => {
    const resource = document?.members.resource;
    return typeof resource === 'string' ? [resource] : [];
  });
}

function noRefreshToken(evidence: Evidence) {
  const exchange = evidence.probes.refresh?.steps['right exchange'];
  return exchange?.token && !exchange.token.refreshToken
    ? notTestable('No refresh token was issued. Signing in again is then the only way on.', [exchange])
    : undefined;
}
