import { SPEC } from '../../machine/spec-references.ts';
import { parameterOf } from '../../machine/wire/exchange.ts';
import { codeIn, seenRequest } from '../attacks/stolen-code.ts';
import { tokenRequest, toolCall } from '../crafting/request-template.ts';
import { tolerated } from '../crafting/verdict.ts';
import type { Challenge, Weakness } from './challenge.ts';
import { ranAsVictim } from './harm.ts';

const by: Weakness['refusal']['by'] = 'authorization server';

export const foundCode: Challenge = {
  slug: 'found-code',
  title: 'A code in a log',
  situation:
    'Ada is signing in. A proxy between her browser and the server logs addresses: it logged the address of the authorization request and that of the response. Her app was closed before it sent the code to the server, so the code is fresh. The verifier never left the app.',
  goal: 'Call a tool as Ada.',
  hints: [
    'The logged addresses contain everything except the verifier. The server got a challenge to compare the verifier with. Find out when the server compares the two, and how.',
    'There are three ways to do without the verifier: send none, send something of the right form, or send something that you know.',
  ],
  weaknesses: [
    {
      id: 'verifier-when-sent',
      name: 'The server compares the verifier only if the client sends a verifier.',
      clause: SPEC.verifierCompared,
      setting: { policy: { verifierCheck: 'when sent' } },
      refusal: { by, reason: 'missing code_verifier', error: 'invalid_request' },
      letThrough: (exchange) => tolerated(exchange, 'missing code_verifier'),
      hint: 'A check that needs a value can be skipped by leaving the value out.',
    },
    {
      id: 'verifier-either-method',
      name: 'The server forgets the method, and compares the verifier with the challenge itself.',
      clause: SPEC.verifierCompared,
      setting: { policy: { verifierCheck: 'either method' } },
      refusal: { by, reason: 'code_verifier does not match', error: 'invalid_grant' },
      letThrough: (exchange) =>
        tolerated(exchange, 'code_verifier does not match') &&
        parameterOf(exchange.request, 'code_verifier') !== undefined,
      hint: 'With plain, challenge and verifier are the same string. Suppose the server forgot which method was asked for.',
    },
    {
      id: 'verifier-form-only',
      name: 'The server looks at the form of the verifier, and compares nothing.',
      clause: SPEC.verifierCompared,
      setting: { policy: { verifierCheck: 'form only' } },
      refusal: { by, reason: 'code_verifier does not match', error: 'invalid_grant' },
      letThrough: (exchange) => tolerated(exchange, 'code_verifier does not match'),
      hint: 'Any 43 characters of the right alphabet have the form of a verifier.',
    },
  ],
  async prepare(run, notebook) {
    const callback = await run.authorize();
    const request = seenRequest(run);
    for (const name of ['client_id', 'redirect_uri', 'code_challenge', 'code_challenge_method']) {
      notebook.knows(name, request.get(name) ?? '');
    }
    notebook.holds('code', codeIn(callback));
    return [tokenRequest(run), toolCall(run)];
  },
  harm: ranAsVictim,
};
