import { describe, expect, it } from 'vitest';
import { testExchange } from '../testing/exchange.ts';
import { redactionOf } from './redact.ts';

const SECRET = 'aQ9fKx72LmPz05TtRw';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a masked header', () => {
  const LONG = `${SECRET}${SECRET}XyZ1`;
  const SHORT = 'aQ9…yZ1';
  const PROTOCOL = 'sec-websocket-protocol';
  const UNMASKED = {
    ...{ 'x-cookie-policy': 'theme=dark', 'x-authorization-policy': 'a b', 'cookies-policy': 'theme=dark' },
    ...{ [`x-${PROTOCOL}`]: 'a.aB1cD2eF3gH4iJ5k', [`${PROTOCOL}s`]: 'a.aB1cD2eF3gH4iJ5k' },
  };
  const BASE64 = 'YWRhOmNvcnJlY3QxMjM0';

  it.each<[Record<string, string>, Record<string, string>]>([
    [{ cookie: `theme=dark; s=${LONG}` }, { cookie: 'theme=…; s=aQ9…yZ1' }],
    [{ 'set-cookie': `s=${LONG}; Path=/app` }, { 'set-cookie': 's=aQ9…yZ1; Path=/app' }],
    [{ authorization: `Bearer ${LONG}` }, { authorization: 'Bearer aQ9…yZ1' }],
    [
      { authorization: `Basic ${base64(`ada:${LONG}`)}`, x: `see ${LONG} there` },
      { authorization: 'Basic YWR…jE=', x: `see ${SHORT} there` },
    ],
    [
      { authorization: `Digest response="${LONG}"`, x: `see ${LONG} there` },
      { authorization: 'Digest res…Z1"', x: `see ${SHORT} there` },
    ],
    [
      { authorization: `Digest cnonce=${LONG}, username="Grace1234567890"`, x: `${LONG} Grace1234567890` },
      { authorization: 'Digest cno…90"', x: `${SHORT} Grace1234567890` },
    ],
    [{ [PROTOCOL]: `access_token, ${LONG}, mcp` }, { [PROTOCOL]: `access_token, ${SHORT}, mcp` }],
    [{ location: `/cb?code=${LONG}&state=x` }, { location: '/cb?code=aQ9…yZ1&state=x' }],
    [{ 'x-set-cookie': 'a=b' }, { 'x-set-cookie': '…' }],
    [{ 'set-cookie2': 'a=b; c' }, { 'set-cookie2': '…' }],
    [UNMASKED, UNMASKED],
    [{ location: '/a b?token=word c' }, { location: '/a b?token=…' }],
    [{ authorization: 'Digest  a="b", c=d' }, { authorization: 'Digest  …' }],
    [{ authorization: '"a" b=c' }, { authorization: '…' }],
    [{ authorization: 'abc' }, { authorization: '…' }],
    [{ authorization: 'Scheme a=b' }, { authorization: 'Scheme …' }],
    [
      { authorization: `Basic ${BASE64}`, x: 'correct1234' },
      { authorization: 'Basic YWR…jM0', x: '…' },
    ],
    [
      { authorization: `XBasic ${BASE64}`, x: 'correct1234' },
      { authorization: 'XBasic YWR…jM0', x: 'correct1234' },
    ],
    [
      {
        authorization: 'Digest nonce = abcdefgh1 , xnonce=abcdefgh2, noncex=abcdefgh3',
        x: 'abcdefgh1 abcdefgh2 abcdefgh3',
      },
      { authorization: 'Digest non…gh3', x: '… …2 …3' },
    ],
    [{ cookie: 'alone; =b; c= d ' }, { cookie: '…; =…; c=…' }],
    [{ 'set-cookie': 'a=b; secure; x=y; Path=/a' }, { 'set-cookie': 'a=…; secure; x=…; Path=/a' }],
    [{ [PROTOCOL]: 'token, , token,\nword' }, { [PROTOCOL]: 'token, , token,\n…' }],
    [{ authorization: 'Bearer\n word' }, { authorization: 'Bearer\n …' }],
    [{ 'x-long': 'see '.repeat(5_000) }, { 'x-long': 'see '.repeat(5_000) }],
    [
      { 'x-long': `token=word1234 ${'a '.repeat(10_000)}`, x: 'word1234' },
      { 'x-long': '… (20015 characters, masked: they could not be read)', x: '…' },
    ],
    [
      { authorization: `Bearer ${SECRET}`, [SECRET]: 'a', [`x-${SECRET}`]: 'b' },
      { authorization: 'Bearer …', 'masked-2': 'a', 'masked-3': 'b' },
    ],
  ])('shows the parts that are not secret: %j', (headers, shown) => {
    const each = testExchange({ headers });
    expect(redactionOf([each]).exchange(each).request.headers).toEqual(shown);
  });
});
