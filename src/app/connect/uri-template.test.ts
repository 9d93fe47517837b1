import { expect, it } from 'vitest';
import { parseUriTemplate } from './uri-template.ts';

const VALUES = {
  var: 'value',
  hello: 'Hello World!',
  path: '/foo/bar',
  x: '1024',
  y: '768',
  empty: '',
  half: '50%',
  escaped: 'a%20b',
  list: ['red', 'green', 'a/b'],
  'user-id': 'ü',
  constructor: 'own',
  lone: '\ud800',
  smileys: '😀😀😀',
};

it.each([
  // The examples of RFC 6570 §3.2.2–§3.2.9.
  ['{hello}', 'Hello%20World%21'],
  ['{x,hello,y}', '1024,Hello%20World%21,768'],
  ['{var:3}', 'val'],
  ['{smileys:2}', '%F0%9F%98%80'.repeat(2)],
  ['\ud800{lone}{+lone}', '%EF%BF%BD'.repeat(3)],
  ['?{x,empty}', '?1024,'],
  ['?{undef,y}', '?768'],
  ['{+hello}', 'Hello%20World!'],
  ['{+path}/here', '/foo/bar/here'],
  ['{+x,hello,y}', '1024,Hello%20World!,768'],
  ['{+path:6}/here', '/foo/b/here'],
  ['{+half}', '50%25'],
  ['{#path,x}', '#/foo/bar,1024'],
  ['X{.x,y}', 'X.1024.768'],
  ['X{.undef}', 'X'],
  ['{/var,x}/here', '/value/1024/here'],
  ['{/var:1,var}', '/v/value'],
  ['{;x,y,empty}', ';x=1024;y=768;empty'],
  ['{?x,y,empty}', '?x=1024&y=768&empty='],
  ['{?x,y,undef}', '?x=1024&y=768'],
  ['?fixed=yes{&x,undef}', '?fixed=yes&x=1024'],
  ['{?undef}', ''],
  // Lists (§2.4.2), literals (§3.1) and escapes (§3.2.3).
  ['{/list*}', '/red/green/a%2Fb'],
  ['{?list*}', '?list=red&list=green&list=a%2Fb'],
  ['docs://café menu/{var}', 'docs://caf%C3%A9%20menu/value'],
  ['a%20b/[{var}]', 'a%20b/[value]'],
  ['{+escaped}', 'a%20b'],
  ['{escaped}', 'a%2520b'],
  // Not in RFC 6570, but in use.
  ['u://{user-id}/{ var }', 'u://%C3%BC/value'],
  ['{constructor}{toString}', 'own'],
  ['no expression', 'no%20expression'],
])('%s becomes %s (RFC 6570)', (template, uri) => {
  expect(parseUriTemplate(template)?.expand(VALUES)).toBe(uri);
});

it('a template names each variable once, and says which variables may be lists', () => {
  expect(parseUriTemplate('{a}/{+a:3}{?b*,c}')?.variables).toEqual([
    { name: 'a', isList: false },
    { name: 'b', isList: true },
    { name: 'c', isList: false },
  ]);
});

it.each(['{', '}', '{a', '{a}}', '{}', '{a,}', '{a b}', '{a:0}', '{a:x}', '{=a}', '{!a}'])(
  'the text %j is not a valid template',
  (template) => expect(parseUriTemplate(template)).toBeUndefined(),
);

it('a template of more than 2,000 characters is not valid', () => {
  expect(parseUriTemplate('{a}'.repeat(666))).toBeDefined();
  expect(parseUriTemplate('{a}'.repeat(667))).toBeUndefined();
});
