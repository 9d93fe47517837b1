import { describe, expect, it } from 'vitest';
import type { TestServers } from '../testing/browser.ts';
import { withMembers } from '../testing/changes.ts';
import { probed, reportOn } from '../testing/reports.ts';
import { isServerMetadata, isTokenRequest } from '../testing/requests.ts';

const BOTH = ['authorization', 'token_timeout'];
const EXPIRY_RULES = ['refresh-expiry-fits', 'refresh-expiry-declared', 'refresh-ends'];

/** A server that adds these members to its token responses and its metadata. */
function stating(token: Record<string, unknown>, declared?: unknown): TestServers {
  return {
    change: async (request, response) =>
      withMembers(isServerMetadata, { refresh_token_expiration_types_supported: declared })(
        request,
        await withMembers(isTokenRequest, token)(request, response),
      ),
  };
}

const findings = async (servers: TestServers) => reportOn(await probed(servers));

describe('the lifetime of a refresh token (draft-ietf-oauth-refresh-token-expiration-03)', () => {
  it('is optional: a server that does not state a lifetime breaks no rule', async () => {
    const { broken, finding } = await findings({});
    expect(broken).toEqual([]);
    for (const id of EXPIRY_RULES) expect(finding(id), id).toMatchObject({ result: 'not testable' });
  });

  it('passes if it is stated, consistent and declared, and then also proves that the token expires (RFC 10017)', async () => {
    const { broken, finding, note } = await findings(
      stating({ refresh_token_timeout: 604_800, authorization_expires_in: 864_000 }, BOTH),
    );
    expect(broken).toEqual([]);
    for (const id of EXPIRY_RULES) expect(finding(id), id).toMatchObject({ result: 'pass' });
    expect(note('refresh-ends')).toContain(
      'refresh_token_timeout is 604800 and authorization_expires_in is 864000',
    );
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'the token outlives the authorization (§6.1)',
      { refresh_token_timeout: 20_000, authorization_expires_in: 10_000 },
      'refresh_token_timeout is 20000, and authorization_expires_in is 10000',
    ],
    [
      'the access token outlives the authorization (§5)',
      { authorization_expires_in: 60 },
      'expires_in is 900, and authorization_expires_in is 60',
    ],
    ['a number is a string', { refresh_token_timeout: '604800' }, 'refresh_token_timeout is not a number'],
    [
      'a number is negative',
      { authorization_expires_in: -1 },
      'authorization_expires_in is -1. It must be a whole number of seconds.',
    ],
    ['a number is not a whole number', { refresh_token_timeout: 0.5 }, 'refresh_token_timeout is 0.5'],
  ])('is inconsistent if %s', async (_what, members, saw) => {
    const { broken, finding } = await findings(stating(members, BOTH));
    expect(broken).toEqual(['refresh-expiry-fits']);
    expect(finding('refresh-expiry-fits')).toMatchObject({
      severity: 'should',
      saw: expect.stringContaining(saw),
      clause: { label: expect.stringContaining('Internet-Draft') },
    });
    const isNumber = Object.values(members).every((value) => Number(value) > 0 && typeof value === 'number');
    expect(finding('refresh-ends')?.result).toBe(isNumber ? 'pass' : 'not testable');
  });

  it.each<[string, Record<string, unknown>, unknown, string]>([
    [
      'breaks a rule if it is stated but not declared',
      { refresh_token_timeout: 604_800 },
      undefined,
      'does not list "token_timeout"',
    ],
    [
      'breaks a rule if it is stated but declared with another type',
      { authorization_expires_in: 604_800 },
      ['token_timeout'],
      'does not list "authorization"',
    ],
    ['breaks a rule if it is declared with a type of a draft', {}, ['credential'], 'lists "credential"'],
  ])('%s (§7)', async (_what, members, declared, saw) => {
    const { broken, finding } = await findings(stating(members, declared));
    expect(broken).toEqual(['refresh-expiry-declared']);
    expect(finding('refresh-expiry-declared')).toMatchObject({ saw: expect.stringContaining(saw) });
  });
});
