import { describe, expect, it } from 'vitest';
import { createDpopClient, mcpRequest, send, tokenRequest } from '../testing/dpop-client.ts';
import { testWorld } from '../testing/world.ts';

describe('a nonce (RFC 9449 §8, §9)', () => {
  it('is in the refusal that requires it, and a later response has the next nonce before the first one expires', async () => {
    const world = testWorld({ dpop: 'required' });
    const client = await createDpopClient(world);
    const { access_token } = await client.signIn();
    const sent = mcpRequest(world, `DPoP ${access_token}`);
    const call = async (nonce: string | null) => {
      const DPoP = await client.proof(sent, access_token, { claims: { nonce: nonce ?? undefined } });
      const response = await send(world, { ...sent, headers: { ...sent.headers, DPoP } });
      return { status: response.status, nonce: response.headers.get('DPoP-Nonce') };
    };
    const refused = await call(null);
    expect(refused).toEqual({ status: 401, nonce: expect.stringMatching(/^[\w-]{43}$/) });
    expect(await call(refused.nonce)).toEqual({ status: 200, nonce: refused.nonce });
    world.advanceClock(60_000);
    const rotated = await call(refused.nonce);
    expect(rotated.status).toBe(200);
    expect(rotated.nonce).not.toBe(refused.nonce);
    world.advanceClock(60_000);
    expect((await call(refused.nonce)).status).toBe(401);
    expect((await call(rotated.nonce)).status).toBe(200);
  });

  it('is sent only after a request with a proof, and only by a server that requires a nonce', async () => {
    const world = testWorld({ dpop: 'offered' });
    expect((await world.token(world.exchange(await world.code()))).headers.has('DPoP-Nonce')).toBe(false);
    const lenient = testWorld({ dpop: 'required', dpopNonces: false });
    const client = await createDpopClient(lenient);
    const response = await client.token(lenient.exchange(await lenient.code()));
    expect(response.status).toBe(200);
    expect(response.headers.has('DPoP-Nonce')).toBe(false);
    expect(lenient.observations.filter(({ kind }) => kind === 'refused')).toEqual([]);
  });

  it('can be read by a page of another origin, and the page can send a proof (Fetch §3.3)', async () => {
    const world = testWorld({ dpop: 'offered' });
    const { issuer, resource, api } = world;
    for (const url of [`${issuer}/token`, resource, `${api}/notes`]) {
      const preflight = await send(world, { url, method: 'OPTIONS' });
      expect(preflight.headers.get('Access-Control-Allow-Headers')?.split(', '), url).toContain('dpop');
      const response = await send(world, { ...tokenRequest(world, {}), url });
      const exposed = response.headers.get('Access-Control-Expose-Headers')?.split(', ');
      expect(exposed, url).toEqual(expect.arrayContaining(['DPoP-Nonce', 'WWW-Authenticate']));
    }
  });

  it('does not exist at a server without DPoP, and such a server mentions no DPoP header', async () => {
    const world = testWorld();
    const { issuer, resource, api } = world;
    for (const url of [`${issuer}/token`, resource, `${api}/notes`]) {
      const preflight = await send(world, { url, method: 'OPTIONS' });
      const response = await send(world, { ...tokenRequest(world, {}), url, headers: { DPoP: 'x' } });
      expect(JSON.stringify([...preflight.headers, ...response.headers]), url).not.toMatch(/dpop/i);
    }
  });
});
