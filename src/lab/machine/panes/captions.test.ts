import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { tokenRequest } from '../run/token-request.ts';
import { runningFunctions } from '../source/running-source.ts';
import { testExchange } from '../testing/exchange.ts';
import { testRun } from '../testing/run.ts';
import { annotate } from '../wire/annotate.ts';
import { AnnotatedExchange } from './AnnotatedExchange.tsx';
import { diagramLines, exchangeLabel } from './diagram-lines.ts';
import { stepsOf } from './steps.ts';

const ORIGIN = 'https://lab.example';

describe('the captions of messages', () => {
  it('say who sees the challenge of a pushed request, and which value the browser carries in its place', async () => {
    const { run, find } = testRun({ policy: { pushedAuthorizationRequests: 'required' } });
    await run.signIn();
    const pushed = find(({ request }) => request.url.endsWith('/par'));
    const opened = find(({ to }) => to === 'browser');
    if (!pushed || !opened) throw new Error('Nothing was pushed.');
    expect(annotate('code_challenge', pushed, true).seenBy).toBe('client · authorization server');
    const { meaning, reference, seenBy, secret } = annotate('request_uri', opened);
    expect(meaning).toMatch(/^Stands for the pushed request/);
    expect([reference?.label, secret]).toEqual(['RFC 9126 §2.2', true]);
    expect(seenBy).toContain('history');
    expect(runningFunctions(pushed, ORIGIN).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['pushAuthorizationRequest', 'storeRequest', 'computeCodeChallenge']),
    );
  });

  it('show no sign-in for a request that was refused before the sign-in', async () => {
    const { run, log } = testRun();
    const elsewhere = ({ searchParams }: URL) =>
      searchParams.set('redirect_uri', 'https://elsewhere.example/');
    await expect(run.authorize({ request: elsewhere })).rejects.toThrow('does not redirect');
    const refused = log.getSnapshot().at(-1);
    expect(refused && exchangeLabel(refused)).toBe('request at /authorize');
    expect(refused && stepsOf(refused)).toEqual({ request: undefined, response: undefined });
  });

  it('say that an error is in an address only if the server redirected', async () => {
    const shownOf = async (name: string, value: string) => {
      const { run, log } = testRun();
      const refused = run.authorize({ request: ({ searchParams }) => searchParams.set(name, value) });
      await refused.catch(() => undefined);
      const exchange = log
        .getSnapshot()
        .find(({ request }) => request.method === 'POST' && request.body.includes('password='));
      if (!exchange) throw new Error('Nothing was refused.');
      return renderToStaticMarkup(createElement(AnnotatedExchange, { exchange, log: log.getSnapshot() }));
    };
    expect(await shownOf('code_challenge', 'short')).toContain('logs of addresses');
    expect(await shownOf('redirect_uri', 'https://elsewhere.example/')).not.toContain('logs of addresses');
  });

  it('show a sign-in for a wrong password, because the person typed it', async () => {
    const { run, log } = testRun({ person: { username: 'ada', password: 'a guess' } });
    await expect(run.authorize()).rejects.toThrow('does not redirect');
    const refused = log.getSnapshot().at(-1);
    expect(refused && exchangeLabel(refused)).toBe('sign in, consent');
  });

  it('put a request between two servers after the request that caused it, and before the response to that request', async () => {
    const address = 'https://app.example/client.json';
    const text = JSON.stringify({ client_id: address, redirect_uris: ['https://lab.example/callback'] });
    const { run, log } = testRun({
      identification: { clientMetadataUrl: address },
      policy: { clientIdMetadataDocuments: true },
      documents: () => new Map([[address, { servedBy: 'client', text }]]),
    });
    await run.authorize();
    const lines = diagramLines(log.getSnapshot()).flatMap((line) =>
      line.kind === 'message' ? `${line.from}: ${line.label}` : [],
    );
    expect(lines.slice(-5)).toEqual([
      'browser: sign in, consent',
      'authorization server: GET /client.json',
      'client: 200',
      'authorization server: redirect with code',
      'browser: /callback?code',
    ]);
  });

  it('show messages of the honest client as messages of that client, even in the browser of an attacker', async () => {
    const { run, log } = testRun();
    await run.clientOfAttacker().signIn();
    const seen = log.getSnapshot();
    expect(seen.find(({ request }) => request.url.endsWith('/token'))?.from).toBe('client');
    expect(seen.find(({ request }) => request.body.includes('password='))?.from).toBe('attacker');
  });

  it('label a refused call as the step “expiry” only if its token has expired', async () => {
    const { run, log } = testRun();
    await run.signIn();
    await run.callTool('whoami');
    const call = log.getSnapshot().findLast(({ request }) => request.body.includes('tools/call'));
    if (!call) throw new Error('The client called no tool.');
    const stepOf = async (authorization: string) => {
      await run.send({ ...call.request, headers: { ...call.request.headers, authorization } });
      const last = log.getSnapshot().at(-1);
      return last && stepsOf(last).response;
    };
    const token = call.request.headers.authorization ?? '';
    expect(await stepOf(`${token}x`)).toBe(8);
    run.advanceClock(16 * 60_000);
    expect(await stepOf(token)).toBe(9);
  });

  it('say that the method plain hashes nothing', async () => {
    const { run, log } = testRun({ policy: { plainAllowed: true } });
    const verifier = 'v'.repeat(43);
    const callbackUrl = await run.authorize({
      request({ searchParams }) {
        searchParams.set('code_challenge', verifier);
        searchParams.set('code_challenge_method', 'plain');
      },
    });
    await run.send(tokenRequest(run, callbackUrl, { code_verifier: verifier }));
    const labels = diagramLines(log.getSnapshot()).map(({ label }) => label);
    expect(labels).toContain('compare, no hash');
    expect(labels).not.toContain('hash, compare');
  });

  it('mention the verifier only in a code exchange that has a verifier', async () => {
    const { run, log } = testRun();
    await run.send(tokenRequest(run, await run.authorize()));
    await run.send(tokenRequest(run, await run.authorize(), { code_verifier: '' }));
    const labels = log.getSnapshot().map(exchangeLabel);
    expect(labels.filter((label) => label.startsWith('POST /token'))).toEqual([
      'POST /token, code + verifier',
      'POST /token, code',
    ]);
  });

  it('show an introspection only if the MCP server asks whether the token was revoked', async () => {
    const asked = async (checkRevocation: boolean) => {
      const { run, log } = testRun({ checkRevocation });
      await run.signIn();
      await run.callTool('whoami');
      return diagramLines(log.getSnapshot()).filter(({ label }) => label === 'revoked? no').length;
    };
    expect(await asked(true)).toBeGreaterThan(0);
    expect(await asked(false)).toBe(0);
  });

  it('show a refused authorization request as refused, and its callback as a redirect without a code', async () => {
    const { run, log } = testRun();
    await run.authorize({ request: ({ searchParams }) => searchParams.set('code_challenge', 'short') });
    const [redirect, callback] = diagramLines(log.getSnapshot()).slice(-2);
    expect(redirect).toMatchObject({ label: 'redirect with error', refused: true });
    expect(callback).toMatchObject({ label: '/callback?error', step: undefined });
  });

  it.each([
    ['a callback with neither code nor error', { url: `${ORIGIN}/callback?state=a` }, '/callback'],
    ['a request with another grant', form('/idp/token', 'grant_type=client_credentials'), 'POST /token'],
    ['a code without a verifier', form('/idp/token', 'code=a'), 'POST /token, code'],
    [
      'a token request with the key of a client',
      { url: `${ORIGIN}/mcp`, headers: { authorization: 'Basic YQ==' } },
      'MCP message, Basic',
    ],
    [
      'a preflight of a metadata document',
      { method: 'OPTIONS', url: `${ORIGIN}/.well-known/openid-configuration` },
      'OPTIONS openid-configuration',
    ],
  ])('name the parts that the message has: %s', (_what, request, label) => {
    expect(exchangeLabel(testExchange(request))).toBe(label);
  });
});

function form(path: string, body: string) {
  return { url: ORIGIN + path, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body };
}

describe('the functions that the lab lists for a message', () => {
  const namesOf = (request: Parameters<typeof testExchange>[0], rest?: Parameters<typeof testExchange>[2]) =>
    runningFunctions(testExchange(request, {}, rest), ORIGIN).map(({ name }) => name);

  it('are absent for a server outside the tab, because its source is unknown', () => {
    expect(namesOf({ url: 'https://mcp.example/mcp' })).toEqual([]);
  });

  it('are absent for a message that no listed function sends', () => {
    expect(namesOf(form('/idp/revoke', 'token=a'), { to: 'authorization server' })).toEqual([]);
    expect(namesOf({ url: `${ORIGIN}/api/notes` }, { from: 'browser', to: 'client' })).toEqual([]);
  });

  it('include no functions of the client if an attacker sent the message', () => {
    expect(namesOf({ url: `${ORIGIN}/mcp` })).toEqual(['provokeChallenge', 'verifyPresentedToken']);
    expect(namesOf({ url: `${ORIGIN}/mcp` }, { from: 'attacker' })).toEqual(['verifyPresentedToken']);
  });
});
