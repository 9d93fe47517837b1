import { describe, expect, it } from 'vitest';
import { OAuthError, readServerRefusal } from './errors.ts';

describe('an error of this module', () => {
  it('has its code and its URL in its message, without secret parts of the URL', () => {
    const error = new OAuthError('unreachable', {
      at: 'https://as.example/token?code=1#x',
      step: 'token request',
    });
    expect(error.message).toBe('unreachable at https://as.example/token');
    expect(error.at).toBe('https://as.example/token');
    expect(error.step).toBe('token request');
    expect(new OAuthError('unreachable', { at: 'https://as.example/#code=1\nx' }).at).toBe(
      'https://as.example/',
    );
    expect(new OAuthError('offline').message).toBe('offline');
  });

  it.each([
    ['is not text', { toString: 0 }, '(not text)'],
    ['is a list', ['a', 'b'], 'a,b'],
    ['is a list with an object', ['a', { b: 1 }], '["a",{"b":1}]'],
    ['is nested too deep', JSON.parse('['.repeat(200_000) + ']'.repeat(200_000)), '(not text)'],
  ])('can report a found value that %s', (_what, found: unknown, named) => {
    expect(new OAuthError('issuer_mismatch', { found }).found).toBe(named);
  });

  it.each([
    ['a password', 'https://ada:pw123456@as.example/', 'https://…@as.example/'],
    ['a password that contains @', 'https://ada:pw@123456@as.example/', 'https://…@as.example/'],
    ['a token as a password', `https://ada:${'pw123456'.repeat(50)}@as.example/`, 'https://…@as.example/'],
    ['two passwords', 'http://a:pw@b/ http://a:pw@c/', 'http://…@b/ http://…@c/'],
    ['no password', 'https://as.example/@ada', 'https://as.example/@ada'],
  ])('contains a URL without the passwords of the URL: %s', (_what, found, named) => {
    expect(new OAuthError('unsafe_url', { found }).found).toBe(named);
  });

  it('keeps its cause', () => {
    const cause = new TypeError('Failed to fetch');
    expect(new OAuthError('unreachable', { cause }).cause).toBe(cause);
  });
});

describe('the refusal of a server, as an error reports it,', () => {
  it('is truncated to 60 characters of the error and 300 characters of the description', () => {
    const refusal = readServerRefusal({ error: 'e'.repeat(500), error_description: 'd'.repeat(5000) });
    expect(refusal?.error).toHaveLength(60);
    expect(refusal?.description).toHaveLength(300);
  });

  it.each([
    { error: 'x'.repeat(500_000) },
    { error: 'x', detail: Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`k${at}`, 1])) },
  ])('is read without a copy of its members, because a server may send half a million members', (wire) => {
    const startMs = performance.now();
    for (let reads = 0; reads < 20; reads += 1) readServerRefusal(wire);
    expect(performance.now() - startMs).toBeLessThan(1_000);
  });

  it.each([undefined, null, 7, {}, ['x'], ''])('is undefined if the error is %j', (error) => {
    expect(readServerRefusal({ error, error_description: 'text' })).toBeUndefined();
  });

  it.each([undefined, null, 7, {}, [], [{}], [7, ''], ''])('has no description for %j', (description) => {
    expect(readServerRefusal({ error: 'invalid_grant', error_description: description })).toEqual({
      error: 'invalid_grant',
    });
  });

  it.each([
    ['the whole secret', 'code-123456789', 'Bad code …!'],
    ['its first 8 characters', 'code-123', 'Bad code …!'],
    ['its last 8 characters', '23456789', 'Bad code …!'],
    ['8 characters in the middle of it', 'e-123456', 'Bad code …!'],
    ['only 7 of its characters', 'code-12', 'Bad code code-12!'],
    ['the secret in form encoding', 'a%2Bb', 'Bad code …!'],
    ['a secret of 8 characters', 'x2345678', 'Bad code …!'],
    ['a short secret', 'a+b', 'Bad code …!'],
  ])('masks a secret, even if the server repeats only 8 characters of it: %s', (_what, said, description) => {
    const sent = ['code-123456789', undefined, '', 'a+b', 'x2345678'];
    const refusal = readServerRefusal({ error: said, error_description: `Bad code ${said}!` }, sent);
    expect(refusal).toEqual({ error: description.slice(9, -1), description });
  });

  it.each([
    ['NestJS', { message: ['scope is wrong', 'name is wrong'], error: 'Bad Request' }, 'scope is wrong'],
    ['FastAPI', { error: 'e', detail: [{ loc: ['body', 'scope'], msg: 'required' }] }, 'required'],
    ['VK', { error_code: 110, error: 'e', error_msg: 'Bad code' }, 'Bad code'],
    ['Zoom', { error: 'e', reason: 'Bad code' }, 'Bad code'],
    ['Stytch', { error_type: 'e', error_message: 'Bad code' }, 'Bad code'],
    ['Descope', { errorCode: 'E061004', errorDescription: 'Bad code', errorMessage: 'No' }, 'Bad code'],
    ['Nimbus', { code: 'invalid_request', description: 'Bad code' }, 'Bad code'],
    ['WeChat', { errcode: 40029, error: 'e', errmsg: 'Bad code' }, 'Bad code'],
  ])('has the first description that %s sends', (_server, response, description) => {
    expect(readServerRefusal(response)?.description).toBe(description);
  });
});
