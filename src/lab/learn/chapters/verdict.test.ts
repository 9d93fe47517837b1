import { expect, it } from 'vitest';
import { eavesdrop } from '../../machine/run/eavesdrop.ts';
import { formMessage, refreshRequest } from '../../machine/run/token-request.ts';
import { testRun } from '../../machine/testing/run.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { newestTokens } from './evidence.ts';
import { verdictOn } from './verdict.ts';

it('the verdict belongs to the refused refresh, not to the revocation that the client sends after it', async () => {
  const { run, log } = testRun();
  await run.signIn();
  const { refresh_token: first } = newestTokens(log.getSnapshot());
  await run.session()?.refresh();
  await run.send(refreshRequest(run, String(first)), 'attacker');
  const before = log.getSnapshot().length;
  await expect(run.callTool('whoami')).rejects.toThrow('token_request_refused');
  const sent = log.getSnapshot().slice(before);
  expect(sent.at(-1)?.request.url).toBe(`${run.issuer}/revoke`);
  expect(verdictOn(sent)?.title).toBe(
    '400 invalid_grant. The authorization server refused the message: grant revoked',
  );
});

it.each([
  [false, 'The attacker read the message on its way'],
  [true, 'The attacker copied the encrypted message on its way'],
])('the verdict on an overheard call says what the attacker has (TLS: %s)', async (tls, title) => {
  const log = createWireLog();
  const { run } = testRun({ log, middleware: [eavesdrop(log, { server: 'MCP server', tls })] });
  await run.signIn();
  await run.callTool('whoami');
  expect(verdictOn(log.getSnapshot())).toMatchObject({ title, tone: 'info' });
});

it('the verdict on a request of an attacker is good if the server refused it, and bad if the server issued tokens', async () => {
  const { run, log } = testRun();
  const code = new URL(await run.authorize()).searchParams.get('code') ?? '';
  const theft = (verifier: string) =>
    run.send(
      formMessage(`${run.issuer}/token`, {
        grant_type: 'authorization_code',
        code,
        redirect_uri: `${run.origin}/callback`,
        client_id: 'this-app',
        code_verifier: verifier,
      }),
      'attacker',
    );
  await theft('a-guess-of-the-right-length-but-not-the-one-x');
  expect(verdictOn(log.getSnapshot())).toMatchObject({ tone: 'ok', refusal: 'code_verifier does not match' });
  const verifier = /"codeVerifier":"([^"]+)"/.exec([...run.storage.getSnapshot().values()].join())?.[1] ?? '';
  await theft(verifier);
  expect(verdictOn(log.getSnapshot())).toMatchObject({
    tone: 'bad',
    title: '200. The authorization server issued the attacker tokens',
  });
});

it('the verdict on a request that an attacker changed is good if the server refused it, although the person’s browser sent it', async () => {
  const { run, log } = testRun();
  const changed = run.authorize({
    request: ({ searchParams }) => searchParams.set('redirect_uri', 'https://elsewhere.example/'),
  });
  await expect(changed).rejects.toThrow();
  expect(verdictOn(log.getSnapshot())?.tone).toBe('bad');
  expect(verdictOn(log.getSnapshot(), true)?.tone).toBe('ok');
  await run.signIn();
  expect(verdictOn(log.getSnapshot(), true)?.tone).toBe('bad');
});

it('the verdict on an error that the client receives is the verdict on the request that the server refused', async () => {
  const { run, log } = testRun();
  await run.authorize({ request: ({ searchParams }) => searchParams.set('code_challenge', 'short') });
  expect(log.getSnapshot().at(-1)?.to).toBe('client');
  expect(verdictOn(log.getSnapshot())).toMatchObject({
    tone: 'bad',
    title: '303 invalid_request. The authorization server refused the message: malformed code_challenge',
  });
});

it('the verdict on a call without a token is neither good nor bad, because every sign-in begins with such a call', async () => {
  const { run, log } = testRun();
  await run.send({ method: 'POST', url: run.resource, headers: {}, body: '{}' });
  expect(verdictOn(log.getSnapshot())).toMatchObject({ tone: 'info', title: expect.stringContaining('401') });
});

it('the verdict on a document says that the server sent it, not that a server accepted a value', async () => {
  const { run, log } = testRun();
  const url = `${run.origin}/.well-known/oauth-authorization-server/idp`;
  await run.send({ method: 'GET', url, headers: {}, body: '' });
  expect(verdictOn(log.getSnapshot())).toMatchObject({
    tone: 'info',
    title: '200. The authorization server sent this document',
  });
});
