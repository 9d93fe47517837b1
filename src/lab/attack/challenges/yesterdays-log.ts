import { refreshRequest as refreshMessage } from '../../machine/run/token-request.ts';
import { SPEC } from '../../machine/spec-references.ts';
import { membersOf, parameterOf, responseOf } from '../../machine/wire/exchange.ts';
import { refreshRequest, tokenRequest, toolCall } from '../crafting/request-template.ts';
import { tolerated } from '../crafting/verdict.ts';
import type { Challenge, Weakness } from './challenge.ts';
import { ranAsVictim } from './harm.ts';

const by: Weakness['refusal']['by'] = 'authorization server';

export const yesterdaysLog: Challenge = {
  slug: 'yesterdays-log',
  title: 'Yesterday’s log',
  situation:
    'A debugging tool on Ada’s machine logged the bodies of two requests of her app: the exchange of the code, with its verifier, and the refresh that followed. Both succeeded, but the responses are not in the log. Her app still runs, with the tokens of the last response.',
  goal: 'Call a tool as Ada.',
  hints: [
    'The values in the log were valid once. A good server refuses them now, because it remembers that they were used.',
    'Two values in the log could be used a second time. If you send the wrong value, a good server ends the whole grant. Then press “Let Ada act again”, and begin with the other value.',
  ],
  weaknesses: [
    {
      id: 'code-twice',
      name: 'The server exchanges the same code any number of times.',
      clause: SPEC.codeOnce,
      setting: { policy: { codeSingleUse: false } },
      refusal: { by, reason: 'code used before', error: 'invalid_grant' },
      letThrough: (exchange) => tolerated(exchange, 'code used before'),
      hint: 'This server remembers refresh tokens. Send the exchange of the code again, with the verifier.',
    },
    {
      id: 'refresh-token-twice',
      name: 'The server never replaces a refresh token.',
      clause: SPEC.rotation,
      setting: { policy: { refreshTokenRotation: false, refreshReuseDetection: false } },
      refusal: { by, reason: 'refresh token used before', error: 'invalid_grant' },
      letThrough: (exchange) => tolerated(exchange, 'refresh token used before'),
      hint: 'This server remembers codes. Send the refresh again.',
    },
  ],
  async prepare(run, notebook) {
    await run.signIn();
    const exchanged = run.log.getSnapshot().findLast(({ request }) => request.url === `${run.issuer}/token`);
    if (!exchanged) throw new Error('The sign-in sent no token request.');
    const refreshToken = String(membersOf(responseOf(exchanged)).refresh_token);
    await run.send(refreshMessage(run, refreshToken));
    for (const name of ['client_id', 'redirect_uri', 'code', 'code_verifier']) {
      notebook.knows(name, parameterOf(exchanged.request, name) ?? '');
    }
    notebook.knows('refresh_token', refreshToken);
    return [
      tokenRequest(run),
      refreshRequest(run, [
        ['refresh_token', ''],
        ['client_id', ''],
      ]),
      toolCall(run),
    ];
  },
  harm: ranAsVictim,
};
