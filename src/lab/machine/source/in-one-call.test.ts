import * as oauth from 'oauth4webapi';
import { expect, it } from 'vitest';
import { tokenForm } from '../run/token-request.ts';
import { testRun } from '../testing/run.ts';
import { openedAuthorization } from '../wire/opened-authorization.ts';
import { exchangeWithOauth4webapi } from './in-one-call.ts';

it('the oauth4webapi code that the lab shows can exchange the code of a run', async () => {
  const { run, log } = testRun();
  const url = new URL(await run.authorize());
  const opened = openedAuthorization(log.getSnapshot());
  const form = tokenForm(run, url.href);
  const tokens = await exchangeWithOauth4webapi(
    {
      issuer: run.issuer,
      token_endpoint: `${run.issuer}/token`,
      authorization_response_iss_parameter_supported: true,
    },
    { client_id: 'this-app', id_token_signed_response_alg: 'ES256' },
    {
      url,
      state: url.searchParams.get('state') ?? '',
      redirectUri: form.redirect_uri ?? '',
      codeVerifier: form.code_verifier ?? '',
      nonce: opened?.searchParams.get('nonce') ?? '',
    },
    {
      [oauth.customFetch]: (address, init) =>
        run.network(address, { ...init, body: String(init.body ?? '') }),
      additionalParameters: { resource: run.resource },
    },
  );
  expect(tokens.access_token.split('.')).toHaveLength(3);
});
