import { BlockList, type IPVersion } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressSpace, isNearer } from './address-space.ts';

/** The IANA special-purpose registries (RFC 6890), without the blocks of public services (RFC 7450, 7534, 7535). */
const ranges = {
  // Node also treats an IPv4 address as one of ::ffff:0:0/96, so each family has its own lists.
  ipv4: {
    loopback: blocks('ipv4', '127.0.0.0/8', '0.0.0.0/8'),
    local: blocks(
      'ipv4',
      ...'10.0.0.0/8 100.64.0.0/10 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24'.split(' '),
      ...'192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/3'.split(' '),
    ),
  },
  ipv6: {
    loopback: blocks('ipv6', '::1/128', '::/128'),
    // All of IPv6 outside 2000::/3. Within it: protocol assignments (with Teredo, 2001::/32), documentation and 6to4.
    local: blocks('ipv6', ...'::/3 4000::/2 8000::/1 2001::/23 2001:db8::/32 2002::/16 3fff::/20'.split(' ')),
  },
};

function blocks(family: IPVersion, ...subnets: string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = '', prefix] = subnet.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function spaceInTables(address: string): string {
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  if (ranges[family].loopback.check(address, family)) return 'loopback';
  return ranges[family].local.check(address, family) ? 'local' : 'public';
}

/** Octets, with a bias towards the borders of the ranges. */
const octet = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 9, 10, 11, 15, 16, 17, 18, 19, 20, 31, 32, 50, 51, 52, 63, 64, 87, 88, 89, 98),
  fc.constantFrom(99, 100, 101, 112, 113, 114, 126, 127, 128, 202, 203, 204),
  fc.constantFrom(168, 169, 170, 171, 172, 173, 191, 192, 193, 197, 198, 199, 223, 224, 240, 253, 254, 255),
  fc.nat(255),
);
const ipv4 = fc.oneof(
  fc.tuple(octet, octet, octet, octet),
  ...[
    [192, 0],
    [192, 88],
    [198, 51],
    [203, 0],
  ].map((beginning) => fc.tuple(...beginning.map((each) => fc.constant(each)), octet, octet)),
);
const IN_IPV6 = ['::ffff:', '::', '::ffff:0:', '64:ff9b::'] as const;

describe('the address space of a URL (Local Network Access)', () => {
  it('with an IPv4 host depends only on the range of the IPv4 address, not on port, path or a trailing dot', () => {
    fc.assert(
      fc.property(ipv4, fc.constantFrom('', '.', ':8080', '.:8080'), (octets, behind) => {
        const address = octets.join('.');
        expect(addressSpace(`http://${address}${behind}/mcp?at=8.8.8.8`)).toBe(spaceInTables(address));
      }),
      { numRuns: 3000 },
    );
  });

  it('with an IPv4 host changes exactly at the borders of the IPv4 ranges', () => {
    const numbers = Array.from({ length: 256 }, (_, number) => number);
    const halves = numbers.flatMap((a) => numbers.map((b) => [a, b, 0, 1]));
    const divided = [
      [192, 0],
      [192, 88],
      [198, 51],
      [203, 0],
    ].flatMap((half) => numbers.map((c) => [...half, c, 1]));
    const wrong = [...halves, ...divided]
      .map((address) => address.join('.'))
      .filter((address) => addressSpace(`http://${address}/`) !== spaceInTables(address));
    expect(wrong).toEqual([]);
  });

  it('is found in linear time, because a server may name a host with any number of dots', () => {
    expect(addressSpace(`https://${'.'.repeat(300_000)}x/`)).toBe('public');
  });

  it('does not depend on how an IPv4 host is written', () => {
    fc.assert(
      fc.property(ipv4, ([a, b, c, d]) => {
        const number = ((a * 256 + b) * 256 + c) * 256 + d;
        const spaces = [
          String(number),
          `0x${number.toString(16)}`,
          `0${number.toString(8)}`,
          `${a}.${(b * 256 + c) * 256 + d}`,
          `0${a.toString(8)}.0x${b.toString(16)}.${c * 256 + d}`,
        ].map((host) => addressSpace(`http://${host}/`));
        expect(new Set(spaces)).toEqual(new Set([spaceInTables([a, b, c, d].join('.'))]));
      }),
    );
  });

  it.each(IN_IPV6)('with the prefix %s is the address space of the embedded IPv4 address', (prefix) => {
    fc.assert(
      fc.property(ipv4, ([a, b, c, d]) => {
        // The parser writes 0.0.x.y as a single group: `::1` and similar addresses embed no IPv4 address.
        fc.pre(prefix.startsWith('::ffff') || a + b > 0);
        const address = [a, b, c, d].join('.');
        expect(addressSpace(`http://[${prefix}${address}]:3000/`)).toBe(spaceInTables(address));
      }),
    );
  });

  it('with an IPv6 host is public only in 2000::/3, outside the special blocks of 2000::/3', () => {
    const group = fc.oneof(
      fc.constantFrom(0, 1, 0x20, 0x1ff, 0x200, 0xdb8, 0xfff, 0x1000, 0x1fff, 0x2000, 0x2001, 0x2002),
      fc.constantFrom(0x3fff, 0x4000, 0xfc00, 0xfdff, 0xfe80, 0xff02),
      fc.nat(0xffff),
    );
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), fc.boolean(), (any, special) => {
        const groups = special ? [any[1] === 0 ? 0x3fff : 0x2001, ...any.slice(1)] : any;
        // Addresses that embed an IPv4 address have their own rule above.
        fc.pre((groups[0] ?? 0) > 0x64);
        const address = groups.map((each) => each.toString(16)).join(':');
        expect(addressSpace(`https://[${address}]/`)).toBe(spaceInTables(address));
      }),
      { numRuns: 2000 },
    );
  });

  it.each<[string, string[]]>([
    [
      'loopback',
      [
        ...(`
          http://localhost:3000/mcp http://LOCALHOST/ http://localhost./ http://localhost../
          https://app.localhost/ https://a.b.localhost.:8443/ http://localhost.localdomain/
          https://localhost6.localdomain6/ https://localhost4.localdomain4./
          https://localhost6/ https://ip6-localhost/ https://ip6-loopback:8443/
          http://%6cocalhost/ http://[::1]/ http://[0:0:0:0:0:0:0:1]/ http://[::]:80/
          http://[::ffff:127.0.0.1]/ http://[::ffff:0.0.0.0]/ http://0/ http://127.1/
          http://2130706433/ http://0x7f.1/ http://0177.0.0.1/ http://127。0。0。1/
          http://user@127.0.0.1/
        `.match(/\S+/g) ?? []),
      ],
    ],
    [
      'local',
      [
        ...(`
          http://10.1/ http://169.254.169.254/latest/meta-data http://[fe80::1]/
          http://[fc00::1]/ http://[fd12:3456::1]/ http://[fec0::1]/ http://[ff02::1]/
          http://[2001::1]/ http://[2001:2::1]/ http://[2001:db8::1]/ http://[3fff::1]/
          http://192.0.0.8/ http://[::ffff:192.0.0.8]/ http://[200::1]/ http://[20::1]/
          http://[2::1]/ http://[300::]/ http://[::ffff:10.0.0.1]/ http://[::ffff:c0a8:101]/
          https://printer.local/ https://printer.local.:631/ https://metadata.google.internal/
          https://nas.home.arpa/ https://resolver.arpa/ https://wiki.corp/ https://router.lan/
          https://intranet/ https://intranet./ https://mylocalhost/ https://my-ip6-localhost/
        `.match(/\S+/g) ?? []),
      ],
    ],
    [
      'public',
      [
        'https://mcp.example/mcp',
        'https://mcp.example./mcp',
        'https://localhost.example/',
        'https://notlocalhost.example/',
        'https://ip6-localhost.example/',
        'https://local.example/',
        'https://mylocal.example.com/',
        'https://xlocal.com/',
        'https://10.example/',
        'https://127.0.0.1.example/',
        'https://10.0.0.1.example/',
        'https://0.example1/',
        'https://home.arpa.example/',
        'https://8.8.8.8/',
        'https://192.169.0.1/',
        'https://[2606:4700::1111]/',
        'https://[2606:4700::7f00:1]/',
        'https://[2001:200::1]/',
        'https://192.31.196.1/',
        'https://[::ffff:8.8.8.8]/',
        'https://public.example/?next=http://127.0.0.1#@localhost',
        // No page can see which address a public name resolves to; see `addressSpace`.
        'https://127.0.0.1.nip.io/',
      ],
    ],
  ])('is %s', (space, urls) => {
    for (const url of urls) expect(addressSpace(url), url).toBe(space);
  });

  it.each([
    ['https://mcp.example/', []],
    ['https://192.168.1.4/', ['https://mcp.example/']],
    ['http://localhost/', ['https://mcp.example/', 'https://192.168.1.4/']],
  ])('of %s is nearer than the address spaces of exactly these URLs: %j', (url, farther) => {
    const all = ['https://mcp.example/', 'https://192.168.1.4/', 'http://localhost/'];
    expect(all.filter((other) => isNearer(url, other))).toEqual(farther);
  });

  it('exists only for an absolute URL', () => expect(() => addressSpace('localhost')).toThrow(TypeError));
});
