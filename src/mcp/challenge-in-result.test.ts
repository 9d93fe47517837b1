import { describe, expect, it } from 'vitest';
import { challengeIn, challengeInData } from './challenge-in-result.ts';

const HEADER = 'Bearer resource_metadata="https://mcp.example/m", scope="a"';
const withMember = (value: unknown) => ({ content: [], _meta: { 'mcp/www_authenticate': value } });

describe('the challenge in a result', () => {
  it.each([[HEADER], [[HEADER]], [['Basic realm=x', HEADER]], [[7, HEADER]]])('is found in %j', (value) => {
    expect(challengeIn(withMember(value))).toEqual({
      resourceMetadata: 'https://mcp.example/m',
      scopes: ['a'],
    });
  });

  it.each([[undefined], [null], [7], [[]], [[7]], ['Basic realm="x"'], [{}]])('is absent in %j', (value) => {
    expect(challengeIn(withMember(value))).toBeUndefined();
  });

  it.each([
    { www_authenticate: HEADER },
    { 'WWW-Authenticate': [HEADER] },
    { _meta: { 'mcp/www_authenticate': HEADER } },
  ])('is found in the data of an error: %j', (data) => {
    expect(challengeInData(data)).toMatchObject({ scopes: ['a'] });
  });

  it('is read only to the length that a header can have, because a result may have 16 million characters', () => {
    expect(challengeIn(withMember([HEADER, `Bearer scope="${'b'.repeat(15_900_000)}"`]))).toMatchObject({
      scopes: ['a'],
    });
  });

  it('is absent in a result without metadata', () => {
    expect(challengeIn({ content: [] })).toBeUndefined();
    expect(challengeInData('www_authenticate')).toBeUndefined();
  });
});
