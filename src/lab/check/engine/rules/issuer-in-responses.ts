import { SPEC } from '../../../machine/spec-references.ts';
import { announcesIssuer, type Evidence } from '../evidence.ts';
import type { ResponseSeen } from '../probes/probe.ts';
import { serverDocument } from './discovery.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** The rules about `iss` in authorization responses (RFC 9207). */
export const issuerInResponses: readonly Rule[] = [
  {
    id: 'iss-in-answers',
    group: 'sign-in',
    demands: 'Its authorization responses have the right iss',
    clause: SPEC.mcpIssuer,
    severity: 'should',
    check(evidence) {
      const responses = authorizationResponses(evidence).filter(({ refused }) => !refused);
      if (!responses.length) return notTestable('No response with a code has come back yet.');
      return judgeIssuer(evidence, responses);
    },
  },
  {
    id: 'iss-in-refusals',
    group: 'sign-in',
    demands: 'Its error responses have the right iss',
    clause: SPEC.issuer,
    severity: 'should',
    check(evidence) {
      const refusals = authorizationResponses(evidence).filter(({ refused }) => refused);
      if (!refusals.length) return notTestable('No error response has come back to this page yet.');
      if (
        !announcesIssuer(serverDocument(evidence).document) &&
        refusals.every(({ iss }) => iss === undefined)
      ) {
        return notTestable('It does not announce iss; another finding covers that.');
      }
      return judgeIssuer(evidence, refusals);
    },
  },
];

function authorizationResponses({ probes }: Evidence): ResponseSeen[] {
  return Object.values(probes).flatMap(({ response }) => (response && !response.atPush ? [response] : []));
}

function judgeIssuer(evidence: Evidence, responses: readonly ResponseSeen[]) {
  const { issuer } = evidence;
  const wrong = responses.find(({ iss }) => iss !== issuer);
  if (!wrong) return pass(responses.map(({ exchangeId }) => exchangeId));
  const announced = announcesIssuer(serverDocument(evidence).document)
    ? ' Its metadata announces iss, so clients must stop here.'
    : '';
  return fail(
    [wrong.exchangeId],
    wrong.iss === undefined
      ? `The response has no iss.${announced}`
      : `The response has iss=${wrong.iss}, but the issuer is ${issuer}. Clients must stop here.`,
    'Send this with every authorization response, exactly as in the metadata:',
    `iss=${encodeURIComponent(issuer ?? '')}`,
  );
}
