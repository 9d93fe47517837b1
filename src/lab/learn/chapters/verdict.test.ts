import { expect, it } from 'vitest';
import { eavesdrop } from '../../machine/run/eavesdrop.ts';
import { formMessage } from '../../machine/run/token-request.ts';
import { testRun } from '../../machine/testing/run.ts';
import { membersOf, responseOf } from '../../machine/wire/exchange.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
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

it.each([
  [false, 'The attacker read it on its way'],
  [true, 'The attacker copied it on its way, encrypted'],
])('on an overheard call with TLS %s, says what the attacker has', async (tls, title) => {
  const log = createWireLog();
  const { run } = testRun({ log, middleware: [eavesdrop(log, { server: 'MCP server', tls })] });
  await run.signIn();
  await run.callTool('whoami');
  expect(verdictOn(log.getSnapshot())).toMatchObject({ title, tone: 'info' });
});
