import { expect, it } from 'vitest';
import { formMessage } from '../../machine/run/token-request.ts';
import { testRun } from '../../machine/testing/run.ts';
import { membersOf, responseOf } from '../../machine/wire/exchange.ts';
import { tokenRequests } from './evidence.ts';
import { verdictOn } from './verdict.ts';

it('is on the refused refresh, and not on the revocation that the client sends after it', async () => {
  const { run, log } = testRun();
  await run.signIn();
  const [exchange] = tokenRequests(log.getSnapshot(), 'authorization_code');
  const { refresh_token: first } = membersOf(exchange && responseOf(exchange));
  await run.session()?.refresh();
  const stolen = { grant_type: 'refresh_token', refresh_token: String(first), client_id: 'this-app' };
  await run.send(formMessage(`${run.issuer}/token`, stolen), 'attacker');
  const before = log.getSnapshot().length;
  await expect(run.callTool('whoami')).rejects.toThrow('token_request_refused');
  const sent = log.getSnapshot().slice(before);
  expect(sent.at(-1)?.request.url).toBe(`${run.issuer}/revoke`);
  expect(verdictOn(sent)?.title).toBe(
    '400 invalid_grant. The authorization server refused it: grant revoked',
  );
});
