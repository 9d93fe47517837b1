import { describe, expect, it } from 'vitest';
import { testExchange } from '../testing/exchange.ts';
import { responseOf } from './exchange.ts';
import { exportHar } from './har.ts';
import { redactionOf } from './redact.ts';

const SECRET = 'aQ9fKx72LmPz05TtRw';
const AS = 'https://as.example';
const FORM = 'application/x-www-form-urlencoded';

const exchange = (body: string, contentType = '', method = 'GET') =>
  testExchange({ method }, { headers: { 'content-type': contentType }, body });

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('a masked header', () => {
  const LONG = `${SECRET}${SECRET}XyZ1`;
  it.each<[Record<string, string>, Record<string, string>]>([
    [{ cookie: `theme=dark; s=${LONG}` }, { cookie: 'theme=…; s=aQ9…yZ1' }],
    [{ 'set-cookie': `s=${LONG}; Path=/app` }, { 'set-cookie': 's=aQ9…yZ1; Path=/app' }],
    [{ authorization: `Bearer ${LONG}` }, { authorization: 'Bearer aQ9…yZ1' }],
    [
      { authorization: `Basic ${base64(`ada:${LONG}`)}`, 'x-note': `see ${LONG} there` },
      { authorization: 'Basic YWR…jE=', 'x-note': 'see aQ9…yZ1 there' },
    ],
    [
      { authorization: `Digest response="${LONG}"`, 'x-note': `see ${LONG} there` },
      { authorization: 'Digest res…Z1"', 'x-note': 'see aQ9…yZ1 there' },
    ],
    [
      {
        authorization: `Digest cnonce=${LONG}, username="Grace1234567890"`,
        'x-note': `${LONG} Grace1234567890`,
      },
      { authorization: 'Digest cno…90"', 'x-note': 'aQ9…yZ1 Grace1234567890' },
    ],
    [
      { 'sec-websocket-protocol': `access_token, ${LONG}, mcp` },
      { 'sec-websocket-protocol': 'access_token, aQ9…yZ1, mcp' },
    ],
    [{ location: `/cb?code=${LONG}&state=x` }, { location: '/cb?code=aQ9…yZ1&state=x' }],
    [{ 'x-cookie-policy': 'theme=dark' }, { 'x-cookie-policy': 'theme=dark' }],
    [{ 'x-authorization-policy': 'a b' }, { 'x-authorization-policy': 'a b' }],
    [{ 'cookies-policy': 'theme=dark' }, { 'cookies-policy': 'theme=dark' }],
    [{ 'x-set-cookie': 'a=b' }, { 'x-set-cookie': '…' }],
    [{ 'set-cookie2': 'a=b; c' }, { 'set-cookie2': '…' }],
    [
      { 'x-sec-websocket-protocol': 'a.aB1cD2eF3gH4iJ5k' },
      { 'x-sec-websocket-protocol': 'a.aB1cD2eF3gH4iJ5k' },
    ],
    [
      { 'sec-websocket-protocols': 'a.aB1cD2eF3gH4iJ5k' },
      { 'sec-websocket-protocols': 'a.aB1cD2eF3gH4iJ5k' },
    ],
    [{ location: '/a b?token=word c' }, { location: '/a b?token=…' }],
    [{ authorization: 'Digest  a="b", c=d' }, { authorization: 'Digest  …' }],
    [{ authorization: '"a" b=c' }, { authorization: '…' }],
    [{ authorization: 'abc' }, { authorization: '…' }],
    [{ authorization: 'Scheme a=b' }, { authorization: 'Scheme …' }],
    [
      { authorization: 'Basic YWRhOmNvcnJlY3QxMjM0', x: 'correct1234' },
      { authorization: 'Basic YWR…jM0', x: '…' },
    ],
    [
      { authorization: 'XBasic YWRhOmNvcnJlY3QxMjM0', x: 'correct1234' },
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
    [
      { 'sec-websocket-protocol': 'token, , token,\nword' },
      { 'sec-websocket-protocol': 'token, , token,\n…' },
    ],
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

/** Stands for a text in which nothing is masked. */
const SAME = undefined;

describe('a masked body', () => {
  it.each<[string, string | undefined, string?]>([
    [' \n', SAME],
    ['{"a":"b"}\r\n\n{"token":"aQ9fKx72LmPz05TtRw"}\n[1]', '{"a":"b"}\n\n{"token":"…"}\n[1]'],
    ['"a"\n"password=b"', '"a"\n"password=…"'],
    ['{"a":1}\n \n{"b":2}\n', SAME],
    ['{"a":1}\n{"token":"aQ9fKx72LmPz05TtRw"', '…'],
    ['{"token":"aQ9fKx72LmPz05TtRw"}', '{"token":"…"}'],
    [' { "token" : "word" } ', '{"token":"…"}'],
    ['hello', SAME, 'x/multipart/a'],
    ['hello', '…', 'multipart/a'],
    ['name,access_token\nada,word\n', SAME, 'x/text/csv'],
    ['name,access_token\nada,word\n', 'name,access_token\nada,…\n', 'text/csv; charset=utf-8'],
    ['see\naB1cD2eF3gH4iJ5k', SAME, 'text/plain'],
    ['see\naB1cD2eF3gH4iJ5k', SAME, 'x/text/event-stream'],
    ['see\naB1cD2eF3gH4iJ5k', 'see\n… (16 characters, masked: they could not be read)', 'text/event-stream'],
    ['see data: a\naB1cD2eF3gH4iJ5k', SAME],
    ['event: a\naB1cD2eF3gH4iJ5k', 'event: a\n… (16 characters, masked: they could not be read)'],
    ['say password=word two', 'say password=… two', 'x/application/x-www-form-urlencoded'],
    ['say password=word two', 'say password=…', 'application/x-www-form-urlencoded'],
    [' <a password=word two', ' <a password=… two', 'application/x-www-form-urlencoded'],
    ['see <a password=word two', 'see <a password=…', 'application/x-www-form-urlencoded'],
    ['hello', SAME, 'application/x-www-form-urlencoded'],
    [
      'event: message\r\nid:  token=aQ9fKx72LmPz05TtRw\rretry: 5\n: note\n\nother\ndata: {"token":"x"}\ndata:y\ndata\n\ndata: password=word',
      'event: message\nid:  token=…\nretry: 5\n: note\n\nother\ndata: … (16 characters, masked: they could not be read)\n\ndata: password=…',
    ],
    ['﻿data: {"token":"word"}\nxdata: 1', 'data: {"token":"…"}\nxdata: 1'],
    ['id: 1\nevent: a', SAME, 'text/event-stream'],
    ['code=word;y', 'code=…'],
    ['YWJjZGVmZ2hpamtsbW5vcA==', '…'],
    ['see YWJjZGVmZ2hpamtsbW5vcA==', SAME],
    ['--xy\n\nhello\n--xy--', SAME, 'multipart/mixed; boundary=xy'],
    [
      '--xy\nhello\n--xy--',
      '--xy… (7 characters, masked: they could not be read)--xy--',
      'multipart/mixed; boundary=xy',
    ],
    ['--x hello', '…', 'multipart/mixed; boundary=x'],
    [
      '--xy\r\n\nhello\n--xy--x',
      '--xy\r\n\nhello\n--xy… (3 characters, masked: they could not be read)',
      'multipart/mixed; boundary=xy',
    ],
    ['"access_token", name\n"word ""a""", ada', '"access_token", name\n"…", ada', 'text/csv'],
    [' password ;"a""b";c"\n"a;b";"d""e";\nword', ' password ;"a""b";c"\n"…";"d""e";\n…', 'text/csv'],
    ['a,b,token\n1,2,word\n3,4,""', 'a,b,token\n1,2,…\n3,4,""', 'text/csv'],
    ['"a;b",token\n1,word', '"a;b",token\n1,…', 'text/csv'],
    ['token\n"word', 'token\n"…"', 'text/csv'],
    ['a\n"b', SAME, 'text/csv'],
    ['a,b\n"see ""x"" token=word",1', 'a,b\n"see ""x"" token=…",1', 'text/csv'],
    [
      '<a token=\'x"y>z\' b="1 > 2" value=\'word\' name="code" c=>hi</a>',
      '<a token=\'…\' b="1 > 2" value="…" name="code" c=>…</a>',
    ],
    [
      '<a \'b\' name="code" value="word>" c="d">see</a> "x" <b name=\'code\' value=\'w2\'/>see <key>token</key>',
      '<a \'b\' name="code" value="…" c="d">…</a> "x" <b name=\'code\' value="…"/>see <key>token</key>',
    ],
    [
      '<token>word<token>word</token>word</token> <TOKEN a="b">word</token> <token/>see</token>',
      '<token>…<token>…</token>word</token> <TOKEN a="b">…</token> <token/>see</token>',
    ],
    [
      '<token> \n <![CDATA[ word9 ]]> \n </token><token>a <![CDATA[b]]></token>',
      '<token>…</token><token>…<![CDATA[b]]></token>',
    ],
    ['<token><a> </a><b> word </b></token>', '<token><a> </a><b>…</b></token>'],
    ['<other key="a" value="b">see</other>', '<other key="…" value="b">see</other>'],
    [
      '<p name="x" value="y" id="token" text=\'word\' val=word>see</p>',
      '<p name="x" value="…" id="token" text="…" val="…">…</p>',
    ],
    ['<key>other</key><key>token</key>', '<key>…</key><key>token</key>'],
    ['<secret>token</secret>', '<secret>…</secret>'],
    ['<token>word &amp; word9</token> word & word9', '<token>…</token> …'],
    ['token: word', 'token: …'],
    ['note that token: word9', SAME],
    ['a token: word12', 'a token: …'],
    ['a token: wordword', SAME],
    ['a token: word1 token: word12 code=1', 'a token: word1 token: … code=1'],
    ['a token=12345', SAME],
    ['a token=-12345', SAME],
    ['a token=123456', 'a token=…'],
    ['a token=x12345', 'a token=…'],
    ['a token=12345x', 'a token=…'],
    ['a token: word token: word12', 'a token: word token: …'],
    ['a token: Bearer word12', 'a token: Bearer …'],
    ['password = a b', 'password = …'],
    ['password: a b', 'password: …'],
    ['password: see word9 there\nsee word9 there', 'password: …\nsee word9 there'],
    ['password: word99999\nsee word99999', 'password: …\nsee …'],
    ['x: password: a b', SAME],
    ['password: 123', SAME],
    ['x = password = a b', 'x = password = …'],
    ['password: "a\\"b" c', 'password: "…" c'],
    ['password="a', 'password=…'],
    ['password=""', 'password=…'],
    ["password='12'", 'password=…'],
    ['password="a\\u0062c12345" abc12345', 'password="…" …'],
    ['a\u0000b\u0000 \u0000t\u0000', SAME],
    ['\u0000a\u0000b\u0000 \u0000t\u0000', SAME],
    ['��a\u0000b\u0000 \u0000t\u0000', SAME],
    ['a\u0000b', SAME],
    ['t\0o\0k\0e\0n\0=\0w\0', 'token=…'],
    ['\0t\0o\0k\0e\0n\0=\0w', 'token=…'],
    ['\ufffd\ufffdt\0o\0k\0e\0n\0=\0w\0', 'token=…'],
    [' {"a":1} ', SAME],
    ['é\u0000a\u0000', SAME],
    ['{"a"', '…'],
    ['[["a', '…'],
    ['see {"a"', SAME],
    ['/a b?token=word', '/a b?token=…'],
    ['a b://x', SAME],
    ['%2Fa%3Ftoken%3Dword', '%2Fa%3Ftoken%3D…'],
    ['a=%2Fa%3Ftoken%3Dword', 'a=%2Fa%3Ftoken%3D…'],
    ['a%20b', SAME],
    ['x=1&token=wo+rd&y=%20', 'x=1&token=…&y=%20'],
    [' {"a":1.0} ', '{"a":1}'],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"a": 1}', '{"a":1}'],
    ['\n{"a":1}', '{\n  "a": 1\n}'],
    ['{\n "token": "word"}', '{\n  "token": "…"\n}'],
    ['Basic YWRhOmNvcnJlY3QxMjM0 correct1234', 'Basic YWR…jM0 …'],
    ['Bearer YWRhOmNvcnJlY3QxMjM0 correct1234', 'Bearer YWR…jM0 correct1234'],
    ['Basic YWRhOmNvcnJl%2bY3Q=', SAME],
    ['the code "abcdefghijklmnop1" xx', 'the code "…" xx'],
    ['see eyJhbGciOiJub25lIn0.e30.abc there', 'see eyJ…abc there'],
    ['see \\u0074oken=word there', 'see token=… there'],
    ['a\\u0026token=word b', 'a\\u0026token=… b'],
    ['&lt;token&gt;word&lt;/token&gt; "x"', '&lt;token&gt;…&lt;/token&gt; "x"'],
    ['a&amp;b a%26b a\\u0026b', SAME],
    ['{"code":"AUTHENTICATION_REQUIRED","message":"Sign in."}', SAME],
    ['{"code":"rest_forbidden","msg":"a"}', SAME],
    ['{"code":"ABC","detail":"a","x":1}', SAME],
    ['{"code":"abc","title":"a"}', SAME],
    ['{"code":"A","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"a","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ABC-1","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"1ABC","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ABC DEF","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ABC","message":1}', '{"code":"…","message":1}'],
    ['{"code":"ABC","messages":"a"}', '{"code":"…","messages":"a"}'],
    ['{"code":"ABC","a_message":"a"}', '{"code":"…","a_message":"a"}'],
    ['{"code":["ABC"],"message":"a"}', '{"code":["…"],"message":"a"}'],
    ['{"token":"ABC","message":"a"}', '{"token":"…","message":"a"}'],
    ['{"token":{"type":"a","x":"b"}}', '{"token":{"type":"a","x":"…"}}'],
    ['{"tokens":{"code":"ABC","message":"a"}}', '{"tokens":{"code":"…","message":"…"}}'],
    ['{"code":"abC","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"A.BC","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ab_c","message":"a"}', '{"code":"…","message":"a"}'],
    ['{"code":"ABC_DEF.GHI","message":"a"}', SAME],
    ['{"code":"abc.de-fg","message":"a"}', SAME],
    [
      '{"pin":1234,"code":400,"token":123456789,"n":null,"b":true}',
      '{"pin":"…","code":400,"token":123456789,"n":null,"b":true}',
    ],
    ['{"token":1234567890,"id":1234567890}', '{"token":"…","id":"…"}'],
    ['{"otp":123456789,"id":"see 123456789"}', '{"otp":"…","id":"see …"}'],
    ['{"d":"word","k":"word"}', SAME],
    ['{"kty":"EC","d":"word","x":"y"}', '{"kty":"EC","d":"…","x":"y"}'],
    ['{"token":[97,98,99,100,101,102,103,104],"x":"abcdefgh"}', '{"token":"…","x":"…"}'],
    ['{"token":[97,98,99,100,101,102,103]}', SAME],
    ['{"token":["a","b","c","d","e","f","g","h"],"x":"abcdefgh"}', '{"token":"…","x":"…"}'],
    ['{"token":["a","b","c","d","e","f","g",8]}', '{"token":["…","…","…","…","…","…","…",8]}'],
    ['{"token":["ab","b","c","d","e","f","g","h"]}', '{"token":["…","…","…","…","…","…","…","…"]}'],
    ['[1,"b","c","d","e","f","g","h"]', SAME],
    ['["token","word","see"]', SAME],
    ['["token","word9999","see"]', '["token","…","see"]'],
    ['["token",["word9999","b"]]', '["token",["…","…"]]'],
    ['["token",["word9999","word8888"],1]', '["token",["…","…"],1]'],
    ['["token",["word9999","word"],1]', SAME],
    ['["token","none word"]', '["token","…"]'],
    ['["token","none code"]', SAME],
    ['["token",1]', SAME],
    ['["token","a word9999",1]', SAME],
    ['["token","word99999 a",1]', SAME],
    ['{"type":"token","value":"words here"}', SAME],
    ['{"type":"token","value":"word9999"}', '{"type":"token","value":"…"}'],
    ['{"name":"token","value":"words here"}', '{"name":"token","value":"…"}'],
    ['{"name":"token","other":"words here"}', SAME],
    ['{"type":"token","text":["word9999","a"]}', SAME],
    ['{"title":"token","name":"token","text":"a b"}', '{"title":"token","name":"token","text":"…"}'],
  ])('shows the parts that are not secret: %j as %j', (body, shown = body, type = '') => {
    const each = exchange(body, type);
    const masked = responseOf(redactionOf([each]).exchange(each))?.body;
    expect(masked?.replace(/^… \(.*/, '…')).toBe(shown);
  });

  it.each<[string, string | undefined, string?]>([
    ['', SAME],
    [' \n', SAME],
    ['hello', '… (5 characters, masked: they could not be read)'],
    ['a=1&b=2', SAME],
    ['a=1&bb=22&c=', SAME],
    ['a=1&b-b=2 ', 'a=1&b-b=2'],
    ['a=1&b', '… (5 characters, masked: they could not be read)'],
    ['a=1 b=2', '… (7 characters, masked: they could not be read)'],
    ['YWJjZGVmZ2hpamtsbW5vcA==', '… (24 characters, masked: they could not be read)'],
    ['YWJjZGVmZ2hpamtsbW5vcA==x', SAME],
    ['x,token\n1,word', '… (14 characters, masked: they could not be read)', 'text/csv'],
    [
      'data: hello\nother\n\n',
      'data: … (5 characters, masked: they could not be read)\n… (5 characters, masked: they could not be read)\n\n',
    ],
    [
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhello\r\n--x\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhello\r\n--x\r\nContent-Type: text/plain\r\n\r\n… (5 characters, masked: they could not be read)\r\n--x--',
      'multipart/form-data; boundary=x',
    ],
    ['a b=c', SAME, 'application/x-www-form-urlencoded'],
    ['{"a":"b"}\n{"c":"d"}', SAME],
    ['{"a":"b"}', SAME, 'text/event-stream'],
    ['"hello"', '… (7 characters, masked: they could not be read)'],
    ['<a>b</a>', '… (8 characters, masked: they could not be read)'],
    ['{"a":"aB1cD2eF3gH4iJ5k","b":{"c":["aB1cD2eF3gH4iJ5k",1,null]}}', '{"a":"…","b":{"c":["…",1,null]}}'],
  ])('is masked whole at a token endpoint if it may be secret: %j as %j', (body, shown = body, type = '') => {
    const headers = { 'content-type': type };
    const each = testExchange({ url: 'https://as.example/token', body: 'grant_type=a' }, { headers, body });
    expect(responseOf(redactionOf([each]).exchange(each))?.body).toBe(shown);
  });

  it.each<[string, boolean]>([
    ['Forbidden', false],
    ['abcdefghi!', false],
    ['ABCdefghi', true],
    ['abcdefghijklmnopq', true],
    ['abc-defghi', true],
    ['Forbidden?', true],
    ['abcdefg9', true],
    ['{abcdefgh', false],
    ['abcd efgh1234', false],
    ['efgh1234 abcd', false],
  ])('is masked at other endpoints, too, if it is one word that may be random: %s (%s)', (body, known) => {
    const each = testExchange({ url: 'https://as.example/token' }, { body: ` ${body} ` });
    expect(redactionOf([each]).text(`see ${body}`)).toBe(known ? 'see …' : `see ${body}`);
  });

  const part = (headers: string, content: string) => `--x\r\n${headers}\r\n\r\n${content}\r\n`;
  const disposition = 'Content-Disposition: form-data; name';

  it('is masked part by part if it is multipart (RFC 7578)', () => {
    const body = (word: string, preamble: string) =>
      [
        `${preamble}--x\r\n\n--x\r\n`,
        part(`${disposition}="client_secret"`, word),
        part(`${disposition}=theme`, 'dark\nblue'),
        part(`Content-Type: application/json\r\nX-Auth-Token: ${word}`, `{"token":"${word}"}`),
        part('content-type:text/csv', `token\n${word}`),
        part(`Content-Location: /a?token=${word}`, ' hi'),
        part('no colon', 'a\r\nb'),
        '--x--\r\n',
      ].join('');
    const each = exchange(body('word', 'before'), 'multipart/form-data; boundary="x"; a=b');
    const note = '… (6 characters, masked: they could not be read)';
    expect(responseOf(redactionOf([each]).exchange(each))?.body).toBe(body('…', note));
  });

  it('of a token endpoint shows only the parts that have names', () => {
    const body = (word: string) =>
      `${part(`${disposition}="a"`, 'hello')}${part('Content-Type: text/plain', word)}--x--`;
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const each = testExchange({ url: 'https://as.example/token' }, { headers, body: body('hello') });
    const note = '… (5 characters, masked: they could not be read)';
    expect(responseOf(redactionOf([each]).exchange(each))?.body).toBe(body(note));
  });
});

it.each<[string, string?]>([
  ['https://ada:pass%20word1@mcp.example/a?b=c#d', 'https://…:…@mcp.example/a?b=c#d'],
  ['https://ada@mcp.example/', 'https://…@mcp.example/'],
  ['https://mcp.example/#token=word&a=b', 'https://mcp.example/#token=…&a=b'],
  ['https://mcp.example/#/cb/aB1cD2eF3gH4iJ5k?token=word&a', 'https://mcp.example/#/cb/…?token=…&a'],
  ['https://mcp.example/#a/b', SAME],
  ['https://mcp.example/#aB1cD2eF3gH4iJ5k', 'https://mcp.example/#…'],
  ['https://mcp.example/#?token=word', 'https://mcp.example/#?token=…'],
  ['https://mcp.example/?aB1cD2eF3gH4iJ5k&a', 'https://mcp.example/?…&a'],
  ['https:/mcp.example\\a?token=word', 'https://mcp.example/a?token=…'],
  ['https://mcp.example/a=b=c?x=y=z&code=a=b', 'https://mcp.example/a=b=c?x=y=z&code=…'],
  ['https://mcp.example/?a=1&#38;code=word', 'https://mcp.example/?a=1&#38;code=…'],
  ['https://mcp.example/?a=1&amp;code=word', 'https://mcp.example/?a=1&amp;code=…'],
  ['https://mcp.example/?a=b\nc&tok%65n=word', 'https://mcp.example/?a=b\nc&tok%65n=…'],
  ['https://mcp.example?', SAME],
  ['https://mcp.example/?a&b=&=c', SAME],
  ['https://aQ9fKx72LmPz05TtRw.example/', 'https://masked.invalid/'],
])('a masked address shows the parts that are not secret: %j as %j', (url, shown = url) => {
  const each = testExchange({ url, headers: { authorization: `Bearer ${SECRET}` } });
  expect(redactionOf([each]).exchange(each).request.url).toBe(shown);
});

it.each<[string, number, string, (text: string) => string]>([
  ['JSON', 9, 'hello', (text) => JSON.stringify([text])],
  ['addresses', 4, 'hello', (text) => `/a?x=${encodeURIComponent(text)}`],
  ['segments', 4, 'hello', (text) => `/a/${encodeURIComponent(text)}`],
  ['forms', 4, 'hello', (text) => `a=b&x=${encodeURIComponent(text)}`],
  ['addresses among words', 4, 'hello', (text) => `see https://a.example/?x=${encodeURIComponent(text)}`],
  ['markup', 8, '<a>hello</a>', (text) => `x ${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}`],
])('text in %s is read %i levels deep, and is masked below that level', (_what, levels, text, nest) => {
  const nested = (depth: number): string => (depth === 0 ? text : nest(nested(depth - 1)));
  const shown = [levels, levels + 1].map((depth) => {
    const each = exchange(nested(depth));
    return responseOf(redactionOf([each]).exchange(each))?.body.includes('hello');
  });
  expect(shown).toEqual([true, false]);
});

const nested = (levels: number, [open, close]: readonly [string, string], inner: string) =>
  open.repeat(levels) + inner + close.repeat(levels);
const LIST = ['[', ']'] as const;
const OBJECT = ['{"a":', '}'] as const;

it.each([4, 5])('a multipart body is read four levels deep: %i levels', (levels) => {
  const body = Array.from({ length: levels }).reduce<{ type: string; text: string }>(
    ({ type, text }, _, level) => ({
      type: `multipart/mixed; boundary=x${level}`,
      text: `--x${level}\r\nContent-Type: ${type}\r\n\r\n${text}\r\n--x${level}--`,
    }),
    { type: 'text/plain', text: 'hello' },
  );
  const each = exchange(body.text, body.type);
  expect(responseOf(redactionOf([each]).exchange(each))?.body.includes('hello')).toBe(levels === 4);
});

it.each<[string, string, boolean]>([
  ['100 lists', nested(100, LIST, '1'), true],
  ['101 lists', nested(101, LIST, '1'), false],
  ['100 objects', nested(100, OBJECT, '1'), true],
  ['101 objects', nested(101, OBJECT, '1'), false],
  ['1,000 lists side by side', nested(1, LIST, nested(999, ['[],', ''], '[]')), true],
  ['1,000 objects side by side', nested(1, LIST, nested(999, ['{},', ''], '{}')), true],
  ['brackets in a text', JSON.stringify([nested(101, ['[{', ''], '')]), true],
  ['brackets after an escaped quotation mark', JSON.stringify([`"${'['.repeat(101)}`]), true],
  ['lists after a text', nested(99, LIST, '["a",[1]]'), false],
  ['lists after a text that ends with a backslash', nested(99, LIST, '["\\\\",[1]]'), false],
])('JSON is read up to 100 levels: %s', (_what, body, isRead) => {
  const each = exchange(body);
  const shown = responseOf(redactionOf([each]).exchange(each))?.body;
  expect(shown?.startsWith('…')).toBe(!isRead);
});

it.each([
  [8, 'see …'],
  [9, 'see hello1234567'],
])('a secret is found in base64 that is %i levels deep: %s', (depth, shown) => {
  const blob = Array.from({ length: depth }).reduce<string>(base64, 'token=hello1234567');
  expect(redactionOf([exchange(JSON.stringify({ a: blob }))]).text('see hello1234567')).toBe(shown);
});

describe('a masked log', () => {
  const parameters =
    'response_type=code&client_id=app&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&scope=openid%20a&state=some-state&resource=https%3A%2F%2Fmcp.example%2Fmcp';

  it('keeps public values as written', () => {
    const kept = testExchange(
      {
        method: 'GET',
        url: `${AS}/authorize?${parameters}`,
        headers: { accept: 'application/json, text/event-stream' },
      },
      {
        status: 401,
        headers: {
          'content-type': 'application/json',
          'www-authenticate':
            'Bearer resource_metadata="https://mcp.example/.well-known/oauth-protected-resource/mcp", scope="a b"',
          'access-control-allow-headers': 'authorization, content-type',
        },
        body: '{"issuer":"https://as.example","token_endpoint":"https://as.example/token","token_endpoint_auth_methods_supported":["none"],"keys":[{"kty":"EC","kid":"1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}],"error":{"code":-32601,"message":"No token: sign in"},"expires_in":900,"token_type":"Bearer","progressToken":"abc"}',
      },
    );
    expect(redactionOf([kept]).exchange(kept)).toEqual(kept);
  });

  it('does not mistake the address in a challenge for a token, although it has digits', () => {
    const hint = 'Bearer resource_metadata="http://127.0.0.1:9401/.well-known/oauth-protected-resource/mcp"';
    const refused = testExchange({}, { status: 401, headers: { 'www-authenticate': hint } });
    const redaction = redactionOf([refused]);
    expect(redaction.exchange(refused)).toEqual(refused);
    const sentence = 'Its resource metadata describes this server';
    expect(redaction.text(sentence)).toBe(sentence);
  });

  it.each([
    ['{"error":{"code":"AUTHENTICATION_REQUIRED","message":"Sign in."}}', 'application/json'],
    ['{"code":"invalid_redirect_uri","message":"Use https.","data":{"status":400}}', 'application/json'],
    ['Forbidden', 'text/plain'],
  ])('does not mistake the error of a refused registration for a secret: %s', (body, type) => {
    const refused = testExchange(
      { method: 'POST', url: `${AS}/register` },
      { status: 400, headers: { 'content-type': type }, body },
    );
    const redaction = redactionOf([refused]);
    const sentence = 'WWW-Authenticate, redirect_uri and Forbidden (authentication required)';
    expect(redaction.text(sentence)).toBe(sentence);
    if (type === 'application/json') expect(redaction.exchange(refused)).toEqual(refused);
  });

  it('distinguishes two long secrets by six characters of each secret', () => {
    const log = ['first-of-two-secrets', 'other-of-two-values!'].map((secret) =>
      testExchange({ headers: { authorization: `Bearer ${secret}` } }),
    );
    const redaction = redactionOf(log);
    expect(log.map((each) => redaction.exchange(each).request.headers.authorization)).toEqual([
      'Bearer fir…ets',
      'Bearer oth…es!',
    ]);
  });

  it('hides a shorter secret, which may be a password, completely', () => {
    const log = [testExchange({ body: '{"password":"correct-horse-12345"}' })];
    expect(redactionOf(log).exchange(log[0] ?? testExchange({})).request.body).toBe('{"password":"…"}');
  });

  it('hides the digest of a body with a secret, because a PIN can be computed from it', () => {
    const digests = {
      digest: 'a',
      'content-digest': 'b',
      'repr-digest': 'c',
      'content-md5': 'd',
      etag: '"e"',
    };
    const headers = { ...digests, 'x-digest': 'f', etags: 'g' };
    const masked = { ...headers, ...Object.fromEntries(Object.keys(digests).map((name) => [name, '…'])) };
    for (const [body, shown] of [
      ['{"pin":"1234"}', masked],
      ['{"name":"Ada"}', headers],
    ] as const) {
      const log = [testExchange({ headers, body }, { headers, body })];
      const { request, outcome } = redactionOf(log).exchange(log[0] ?? testExchange({}));
      expect(request.headers).toEqual(shown);
      expect(outcome).toMatchObject({ response: { headers: shown } });
    }
  });

  it('hides what looks random in a token response, whatever its name', () => {
    const secret = 'k9Se7CRETq2W8eR5tY1uI';
    const harOf = (body: string) =>
      exportHar([
        testExchange(
          { url: `${AS}/oauth`, headers: { 'content-type': FORM }, body },
          { body: `{"a":["${secret}"]}` },
        ),
      ]);
    const grant = 'grant_type=refresh_token&refresh_token=abcdefgh12345678';
    for (const body of [grant, `a=b&${grant}`]) expect(harOf(body)).not.toContain(secret);
    for (const body of ['query=books', 'xgrant_type=a']) expect(harOf(body)).toContain(secret);
  });
});

it.each([
  ['Basic YWRhOmNvcnJlY3QxMjM0 x', 'Basic YWR… x'],
  ['the code abcdefghijklmnop1 x', 'the code … x'],
  ['a\\u0026token=word b', 'a\\u0026token=… b'],
  ['%2Fa%3Ftoken%3Dword', '%2Fa%3Ftoken%3D…'],
  ['/a?token=word', '/a?token=…'],
  ['com.example.app:/a?token=word', 'com.example.app:/a?token=…'],
  ['{"token":"word"}', '{"token":"…"}'],
])('a text about the log is masked, although no message names the secret: %j as %j', (text, shown) => {
  expect(redactionOf([]).text(text)).toBe(shown);
});

it('a password of HTTP Basic is masked both encoded and decoded (RFC 6749 §2.3.1)', () => {
  const each = testExchange({ headers: { authorization: `Basic ${base64('ada:correct+horse1')}` } });
  const written = ['correct+horse1', 'correct horse1'].map(base64).join(' and ');
  expect(redactionOf([each]).text(`see ${written}`)).toBe('see … and …');
});

it('a request is masked by the rules for its type, and a response to a secret is masked completely', () => {
  const type = { 'content-type': 'text/csv' };
  const csv = testExchange({ headers: type, body: 'name,access_token\nada,word\n' });
  expect(redactionOf([csv]).exchange(csv).request.body).toBe('name,access_token\nada,…\n');
  const called = testExchange({ headers: { authorization: `Bearer ${SECRET}` } }, { body: 'hello' });
  expect(responseOf(redactionOf([called]).exchange(called))?.body).toMatch(/^… \(5 characters/);
});
