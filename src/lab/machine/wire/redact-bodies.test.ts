import { describe, expect, it } from 'vitest';
import { testExchange } from '../testing/exchange.ts';
import { responseOf } from './exchange.ts';
import { redactionOf } from './redact.ts';

const exchange = (body: string, contentType = '', method = 'GET') =>
  testExchange({ method }, { headers: { 'content-type': contentType }, body });

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
    expect(responseOf(redactionOf([each]).exchange(each))?.body?.replace(/^… \(.*/, '…')).toBe(shown);
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
