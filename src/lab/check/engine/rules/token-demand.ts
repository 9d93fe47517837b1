import { SPEC } from '../../../machine/spec-references.ts';
import {
  callsOf,
  NO_MCP,
  NO_TOKEN,
  namesAuthorizationServer,
  needsNoToken,
  refusedCall,
  servedCall,
  speaksMcp,
} from '../server-kind.ts';
import { fail, notTestable, pass, type Rule } from './rule.ts';

/** Whether calls need a token. Authorization is optional (MCP): a server that demands none breaks no rule. */
export const tokenDemand: readonly Rule[] = [
  {
    id: 'asks-for-a-token',
    group: 'reachability',
    demands: 'Without a token it answers 401',
    clause: SPEC.mcpErrors,
    severity: 'must',
    check(evidence) {
      const { challenge } = evidence;
      const refused = refusedCall(evidence);
      if (refused && refused === challenge) return pass([challenge]);
      if (refused)
        return pass([challenge, refused], `To a call without a session it answers ${challenge?.status}.`);
      const served = servedCall(evidence);
      if (needsNoToken(evidence)) return notTestable(NO_TOKEN, [served]);
      if (served) {
        return notTestable(
          'It lets this call in without a token, which it may. Whether another call needs one, only that call shows.',
          [served],
        );
      }
      if (challenge?.outcome !== 'answered') return notTestable('It could not be read.', [challenge]);
      if (!speaksMcp(evidence)) return notTestable(NO_MCP, callsOf(evidence));
      const said = `It answered ${challenge.status}, from which no client learns that it has to sign in.`;
      if (!namesAuthorizationServer(evidence)) {
        return notTestable(
          `${said} It names no authorization server, so it may want no token.`,
          callsOf(evidence),
        );
      }
      return fail(
        callsOf(evidence),
        said,
        'Answer a call without a valid token with 401, before anything else is looked at.',
        'HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Bearer resource_metadata="https://…/.well-known/oauth-protected-resource"',
      );
    },
  },
  {
    id: 'refuses-nonsense',
    group: 'reachability',
    demands: 'A token that is none is refused with 401',
    clause: SPEC.mcpTokenUse,
    severity: 'must',
    check(evidence) {
      const { nonsense } = evidence;
      const served = servedCall(evidence);
      if (served) {
        return notTestable('It lets the same call in without a token, so that a wrong one shows nothing.', [
          served,
        ]);
      }
      if (nonsense?.outcome !== 'answered') {
        return notTestable('A call with a token could not be read.', [nonsense ?? evidence.preflight]);
      }
      if (nonsense.status === 401) return pass([nonsense]);
      if (!refusedCall(evidence) && !namesAuthorizationServer(evidence)) {
        return notTestable('Nothing shows that it wants a token.', [nonsense]);
      }
      return fail(
        [nonsense],
        `Asked with “Bearer not-a-token” it answered ${nonsense.status}.`,
        'Refuse every token that is not valid here with 401 and error="invalid_token".',
      );
    },
  },
];
