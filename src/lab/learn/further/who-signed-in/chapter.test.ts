import { describe, expect, it } from 'vitest';
import { copiedCall } from '../../../machine/run/copied-call.ts';
import { mcpRequests } from '../../chapters/evidence.ts';
import { machineFor } from '../../testing/met-by.ts';
import { NEITHER, NONCE_ALONE, WITH_PKCE } from './bindings.ts';
import { whoSignedIn } from './chapter.ts';
import { bringFromOtherApp, injectCode, newestIdToken, replayEarlier } from './injections.ts';

const GOES_ON = 'with its own ID token, the client goes on';
const NEITHER_WORKS = 'with neither PKCE nor a nonce, an injected code gives the attacker a token that works';

describe('an ID token', () => {
  it('completes the sign-in, and is not an access token for the MCP server', async () => {
    const { machine, met } = machineFor(whoSignedIn);
    const run = machine.start();
    await run.signIn();
    expect(met()).toEqual([]);
    const { request: call } = await copiedCall(run);
    expect(met()).toEqual([GOES_ON]);
    const callWith = (token: string) =>
      run.send({ ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } });
    await callWith('made-up');
    expect(met()).toEqual([GOES_ON]);
    expect((await callWith(newestIdToken(run))).status).toBe(401);
    expect(met()).toEqual([GOES_ON, 'at the MCP server, the ID token is of the wrong type']);
  });

  it('for another app is dropped, even if it has the nonce of this request', async () => {
    const { machine, met } = machineFor(whoSignedIn);
    await expect(bringFromOtherApp(machine)).rejects.toMatchObject({ code: 'id_token_invalid' });
    await expect.poll(met).toEqual(['an ID token for another app is dropped, though its nonce fits']);
  });

  it('of an earlier sign-in is dropped, although it is for this app', async () => {
    const { machine, met } = machineFor(whoSignedIn);
    await expect(replayEarlier(machine)).rejects.toMatchObject({ code: 'id_token_invalid' });
    await expect.poll(met).toEqual(['the ID token of an earlier sign-in is dropped for its nonce']);
  });
});

describe('an injected authorization code', () => {
  it('works for the attacker if nothing ties the code to its sign-in', async () => {
    const { machine, met } = machineFor(whoSignedIn);
    await injectCode(machine, NEITHER);
    expect(met()).toEqual([NEITHER_WORKS]);
    expect(mcpRequests(machine.log.getSnapshot(), 'tools/call').at(-1)?.from).toBe('client');
  });

  it('is detected by the nonce, but only after the server has issued tokens', async () => {
    const { machine, met } = machineFor(whoSignedIn);
    await expect(injectCode(machine, NONCE_ALONE)).rejects.toMatchObject({ code: 'id_token_invalid' });
    await expect.poll(met).toEqual(['with a nonce alone, the client drops tokens that were issued']);
  });

  it('is refused by a server with PKCE, because the verifier does not match', async () => {
    const { machine, met } = machineFor(whoSignedIn);
    await expect(injectCode(machine, WITH_PKCE)).rejects.toMatchObject({ code: 'token_request_refused' });
    expect(met()).toEqual(['with PKCE, the server refuses the injected code and issues nothing']);
  });
});

it('a sign-in whose tokens the client revoked at a sign-out proves nothing', async () => {
  const { machine, met } = machineFor(whoSignedIn);
  const run = machine.start();
  await run.signIn();
  await run.session()?.signOut();
  await expect
    .poll(() => machine.log.getSnapshot().some(({ request }) => request.url.endsWith('/revoke')))
    .toBe(true);
  expect(met()).toEqual([]);
});
