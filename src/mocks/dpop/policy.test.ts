import { describe, expect, it } from 'vitest';
import type { Policy } from '../authorization-server/policy.ts';
import { createDpopClient, mcpRequest, send } from '../testing/dpop-client.ts';
import { succeeded, type WeakSetting, weakened } from '../testing/weak-setting.ts';
import { ORIGIN, type TestWorld, testWorld } from '../testing/world.ts';

/** `base`: the policy of the attacked servers, apart from `weak`. */
type DpopSetting = WeakSetting & { base?: Partial<Policy> };

/** Calls the MCP server with a token and a proof of the same key. The call is valid except for the changed claims. */
const callsWith =
  (claims: (world: TestWorld) => Record<string, unknown>): WeakSetting['attack'] =>
  async (world) => {
    const client = await createDpopClient(world);
    const { access_token } = await client.signIn();
    return succeeded(await client.callMcp(access_token, { claims: claims(world) }));
  };

const inSeconds = ({ now }: TestWorld, offset: number) => Math.floor(now() / 1000) + offset;

// The keys are the names of settings, so that the compiler requires a case for every setting.
const SETTINGS: Record<Extract<keyof Policy, `dpop${string}`>, DpopSetting> = {
  // The attacker stole the token, but not its key.
  dpop: weakened({ dpop: 'off' }, undefined, async (world) => {
    const { access_token } = await (await createDpopClient(world)).signIn();
    return succeeded(await world.callMcp(access_token));
  }),
  // A script of the attacker makes a proof in advance, for a time when the page is closed.
  dpopNonces: weakened({ dpopNonces: false }, undefined, async (world) => {
    const client = await createDpopClient(world);
    const { access_token } = await client.signIn();
    await client.callMcp(access_token);
    const sent = mcpRequest(world, `DPoP ${access_token}`);
    const claims = { iat: inSeconds(world, 600) };
    const DPoP = await client.proof(sent, access_token, { claims });
    world.advanceClock(600_000);
    return succeeded(await send(world, { ...sent, headers: { ...sent.headers, DPoP } }));
  }),
  dpopProofUnchecked: weakened({ dpopProofUnchecked: 'jti' }, 'DPoP proof used before', async (world) => {
    const client = await createDpopClient(world);
    const { access_token } = await client.signIn();
    const claims = { jti: 'chosen' };
    await client.callMcp(access_token, { claims });
    return succeeded(await client.callMcp(access_token, { claims }));
  }),
  dpopTokenBinding: weakened({ dpopTokenBinding: 'any key' }, 'token bound to another key', async (world) => {
    const { access_token } = await (await createDpopClient(world)).signIn();
    return succeeded(await (await createDpopClient(world)).callMcp(access_token));
  }),
  dpopCodeBinding: weakened({ dpopCodeBinding: false }, 'code bound to another key', async (world) => {
    const { jkt: dpop_jkt } = await createDpopClient(world);
    const thief = await createDpopClient(world);
    return succeeded(await thief.token(world.exchange(await world.code({ dpop_jkt }))));
  }),
  dpopRefreshTokenBinding: weakened(
    { dpopRefreshTokenBinding: false },
    'refresh token bound to another key',
    async (world) => {
      const { refresh_token } = await (await createDpopClient(world)).signIn();
      return succeeded(await (await createDpopClient(world)).refresh(refresh_token));
    },
  ),
};

/** Further cases: another weak value, or another attack on the same weak value. */
const OTHER_WAYS: Record<string, DpopSetting> = {
  'a proof for another method': weakened(
    { dpopProofUnchecked: 'htm and htu' },
    'DPoP htm does not match',
    callsWith(() => ({ htm: 'GET' })),
  ),
  'a proof for another address': weakened(
    { dpopProofUnchecked: 'htm and htu' },
    'DPoP htu does not match',
    callsWith(() => ({ htu: `${ORIGIN}/other` })),
  ),
  'an old proof': weakened(
    { dpopProofUnchecked: 'iat' },
    'DPoP iat too old',
    callsWith((world) => ({ iat: inSeconds(world, -3600) })),
  ),
  'a proof with a later time': weakened(
    { dpopProofUnchecked: 'iat' },
    'DPoP iat in the future',
    callsWith((world) => ({ iat: inSeconds(world, 3600) })),
  ),
  'a proof for no token': weakened(
    { dpopProofUnchecked: 'ath' },
    'missing DPoP ath',
    callsWith(() => ({ ath: undefined })),
  ),
  'a proof for another token': weakened(
    { dpopProofUnchecked: 'ath' },
    'DPoP ath does not match',
    callsWith(() => ({ ath: 'A'.repeat(43) })),
  ),
  'a bound token without a proof': weakened(
    { dpopTokenBinding: 'as bearer' },
    'bound token without its scheme',
    async (world) => {
      const { access_token } = await (await createDpopClient(world)).signIn();
      return succeeded(await world.callMcp(access_token));
    },
  ),
  'a bound code without a proof': {
    base: { dpop: 'offered' },
    ...weakened({ dpopCodeBinding: false }, 'missing DPoP proof', async (world) => {
      const { jkt: dpop_jkt } = await createDpopClient(world);
      return succeeded(await world.token(world.exchange(await world.code({ dpop_jkt }))));
    }),
  },
  'a bound refresh token without a proof': {
    base: { dpop: 'offered' },
    ...weakened({ dpopRefreshTokenBinding: false }, 'missing DPoP proof', async (world) => {
      const { refresh_token } = await (await createDpopClient(world)).signIn();
      return succeeded(await world.refresh(refresh_token));
    }),
  },
};

const WAYS = Object.entries({ ...SETTINGS, ...OTHER_WAYS });
/** A world whose servers are safe, except for `weak`. */
const serversFor = ({ base = { dpop: 'required' } }: DpopSetting, weak: Partial<Policy> = {}) =>
  testWorld({ ...base, ...weak });

describe('the DPoP setting', () => {
  it.each(WAYS)('%s: the attack succeeds only with the weak value', async (_name, setting) => {
    expect(await setting.attack(serversFor(setting, setting.weak))).toBe(true);
    expect(await setting.attack(serversFor(setting))).toBe(false);
  });

  it.each(WAYS.filter(([, { tolerates }]) => tolerates))(
    '%s: the weak servers log the reason why the safe servers refuse the attack',
    async (_name, setting) => {
      const { tolerates: reason } = setting;
      const lenient = serversFor(setting, setting.weak);
      await setting.attack(lenient);
      expect(lenient.observations).toContainEqual({ kind: 'tolerated', rejection: { reason } });
      const safe = serversFor(setting);
      await setting.attack(safe);
      expect((await safe.auditLog.entries()).at(-1)?.detail).toBe(reason);
      expect(safe.observations.filter(({ kind }) => kind === 'tolerated')).toEqual([]);
    },
  );

  it.each(WAYS.filter(([name]) => name !== 'dpop'))(
    '%s weakens no other defence',
    async (_name, { weak }) => {
      const same = (setting: DpopSetting) => JSON.stringify(setting.weak) === JSON.stringify(weak);
      const others = WAYS.filter(([name, setting]) => name !== 'dpop' && !same(setting));
      for (const [name, setting] of others) {
        expect(await setting.attack(serversFor(setting, weak)), name).toBe(false);
      }
    },
  );
});
