import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REDIRECT_URI, type TestWorld, testWorld } from '../testing/world.ts';

const URL_OF_CLIENT = 'https://app.example/client-metadata.json';
const DOCUMENT = {
  client_id: URL_OF_CLIENT,
  client_name: 'Field notes',
  application_type: 'native',
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
};

/** A world with a client metadata document. `looked` returns how often the server has requested the document. */
function worldWith(document: object | (() => Response) = DOCUMENT): { world: TestWorld; looked(): number } {
  const world = testWorld({ clientIdMetadataDocuments: true });
  let looked = 0;
  world.documents.set(URL_OF_CLIENT, () => {
    looked += 1;
    return typeof document === 'function' ? document() : Response.json(document);
  });
  return { world, looked: () => looked };
}

const client_id = URL_OF_CLIENT;

async function reasonFor(world: TestWorld, id: string): Promise<unknown> {
  await world.authorize({ client_id: id });
  return world.observations.at(-1);
}

describe('a client ID that is the address of a metadata document', () => {
  it('is enough for a sign-in, without a registration of the client', async () => {
    const { world } = worldWith();
    const code = await world.code({ client_id });
    expect((await world.token(world.exchange(code, { client_id }))).status).toBe(200);
    expect(world.observations[0]).toMatchObject({
      kind: 'registered client',
      client: { clientId: URL_OF_CLIENT, registration: 'metadata document' },
    });
  });

  it('is fetched as JSON, without credentials and without redirects', async () => {
    const inits: RequestInit[] = [];
    const world = testWorld(
      { clientIdMetadataDocuments: true },
      {
        async fetchDocument(_url, init) {
          inits.push(init);
          return Response.json(DOCUMENT);
        },
      },
    );
    await world.authorize({ client_id });
    expect(inits).toEqual([
      {
        headers: { Accept: 'application/json' },
        credentials: 'omit',
        redirect: 'manual',
        signal: expect.any(AbortSignal),
      },
    ]);
  });

  it('is refused with a redirect URI that the document does not list', async () => {
    const { world } = worldWith();
    expect((await world.authorize({ client_id, redirect_uri: `${REDIRECT_URI}/` })).status).toBe(400);
    expect(world.observations.at(-1)).toMatchObject({ rejection: { reason: 'unregistered redirect_uri' } });
  });

  it('is fetched again only after five minutes, and a changed document then applies', async () => {
    const documents = [DOCUMENT, { ...DOCUMENT, redirect_uris: ['https://app.example/moved'] }];
    let visit = 0;
    const { world, looked } = worldWith(() => Response.json(documents[visit]));
    await world.code({ client_id });
    visit = 1;
    await world.code({ client_id });
    expect(looked()).toBe(1);
    world.advanceClock(5 * 60_000);
    expect((await world.authorize({ client_id })).status).toBe(400);
    expect(looked()).toBe(2);
    expect(world.observations.filter(({ kind }) => kind === 'registered client')).toHaveLength(1);
  });

  it('is refused without a fetch if the policy forbids such clients', async () => {
    const { world, looked } = worldWith();
    const closed = testWorld();
    closed.documents.set(URL_OF_CLIENT, () => Response.json(DOCUMENT));
    expect(await reasonFor(closed, URL_OF_CLIENT)).toMatchObject({ rejection: { reason: 'unknown client' } });
    // A client ID that is not an address never causes a request.
    expect(await reasonFor(world, 'unknown')).toMatchObject({ rejection: { reason: 'unknown client' } });
    expect(looked()).toBe(0);
  });

  it.each([
    ['http', 'http://app.example/client'],
    ['no path', 'https://app.example/'],
    ['no path, not even a slash', 'https://app.example'],
    ['credentials', 'https://user:secret@app.example/client'],
    ['a fragment', 'https://app.example/client#x'],
    ['dot segments', 'https://app.example/a/../client'],
    ['capital letters in its host', 'https://APP.example/client'],
    ['another scheme', 'file:///etc/passwd'],
    ['no address at all', 'a:b:c'],
    ['text that no URL parser accepts', 'https://[broken/client'],
    ['this machine', 'https://localhost/client'],
    ['this machine with a trailing dot', 'https://localhost./client'],
    ['this machine under another name', 'https://app.localhost/client'],
    ['a name without a domain', 'https://intranet/client'],
    ['a name of the local network', 'https://printer.local/client'],
    ['a name of a cloud network', 'https://metadata.google.internal/client'],
    ['loopback by IPv6', 'https://[::1]/client'],
    ['a unique local address', 'https://[fd00::1]/client'],
    ['the start of 172.16.0.0/12', 'https://172.16.0.1/client'],
    ['the end of 172.16.0.0/12', 'https://172.31.255.255/client'],
    ['the start of carrier-grade NAT', 'https://100.64.0.1/client'],
    ['the end of carrier-grade NAT', 'https://100.127.0.1/client'],
    ['multicast', 'https://224.0.0.1/client'],
    ['protocol assignments', 'https://192.0.0.8/client'],
    ['benchmarks', 'https://198.19.255.255/client'],
    ['documentation', 'https://203.0.113.1/client'],
    ['6a44', 'https://192.88.99.2/client'],
    ['Teredo', 'https://[2001::1]/client'],
    ['an IPv6 address for protocol assignments', 'https://[2001:1ff::1]/client'],
    ['an IPv6 address for documentation', 'https://[2001:db8::1]/client'],
    ['an IPv6 address of the newer block for documentation', 'https://[3fff:fff::1]/client'],
    ['a name of a home network', 'https://nas.lan/client'],
    ['a name of a company', 'https://wiki.corp/client'],
    ['a name of infrastructure', 'https://resolver.arpa/client'],
  ])('is not fetched if it is, or has, %s', async (_what, address) => {
    const { world } = worldWith();
    let fetched = false;
    world.documents.set(address, () => {
      fetched = true;
      return Response.json({ ...DOCUMENT, client_id: address });
    });
    expect(await reasonFor(world, address)).toMatchObject({
      rejection: { reason: 'client metadata address refused' },
    });
    expect(fetched).toBe(false);
  });

  it.each([
    ...(`
      https://app.example:8443/client https://8.8.8.8/client https://localhost.example/client
      https://10.0.0.1.example/client https://a10.0.0.example/client https://172.15.0.1/client
      https://172.32.0.1/client https://100.63.0.1/client https://100.128.0.1/client
      https://169.253.0.1/client https://192.167.0.1/client https://193.168.0.1/client
      https://[2606:4700::1111]/client https://[2001:200::1]/client https://192.31.196.1/client
      https://192.0.1.1/client https://198.17.0.1/client https://lan.example/client
    `.match(/\S+/g) ?? []),
  ])('is fetched at the public address %s', async (address) => {
    const { world } = worldWith();
    world.documents.set(address, () => Response.json({ ...DOCUMENT, client_id: address }));
    expect((await world.authorize({ client_id: address })).status).toBe(303);
  });

  it('is never fetched if its host is a private IPv4 address, in any spelling', async () => {
    const privately = fc.oneof(
      fc.tuple(fc.constantFrom(0, 10, 127), fc.nat(255), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(169), fc.constant(254), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), fc.nat(255), fc.nat(255)),
      fc.tuple(fc.constant(192), fc.constant(168), fc.nat(255), fc.nat(255)),
    );
    const hex = (octet: number) => octet.toString(16).padStart(2, '0');
    const written = fc.constantFrom<(octets: number[]) => string>(
      (octets) => octets.join('.'),
      (octets) => octets.map((octet) => `0x${hex(octet)}`).join('.'),
      (octets) => octets.map((octet) => `0${octet.toString(8)}`).join('.'),
      (octets) => `0x${octets.map(hex).join('')}`,
      (octets) => String(Number.parseInt(octets.map(hex).join(''), 16)),
      ([a = 0, b = 0, c = 0, d = 0]) => `[::ffff:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}]`,
      ([a = 0, b = 0, c = 0, d = 0]) => `[2002:${hex(a)}${hex(b)}:${hex(c)}${hex(d)}::]`,
    );
    let fetched = 0;
    const world = testWorld(
      { clientIdMetadataDocuments: true },
      {
        async fetchDocument() {
          fetched += 1;
          return new Response();
        },
      },
    );
    await fc.assert(
      fc.asyncProperty(privately, written, async (octets, write) => {
        const spelled = `https://${write(octets)}/client`;
        // The test tries the address as it is spelled here, and as a URL parser spells it.
        for (const address of [spelled, new URL(spelled).href]) await world.authorize({ client_id: address });
        expect(fetched).toBe(0);
      }),
    );
  });

  it.each<[string, Record<string, unknown>]>([
    ['client_id', { client_id: 'https://app.example/other' }],
    ['client_id', { client_id: undefined }],
    ['client_secret', { client_secret: 'published' }],
    ['token_endpoint_auth_method', { token_endpoint_auth_method: 'client_secret_basic' }],
    ['redirect_uris', { redirect_uris: undefined }],
    ['redirect_uris', { application_type: 'web' }],
    ['grant_types', { grant_types: ['client_credentials'] }],
  ])('is refused if its document has the wrong %s: %j', async (member, changes) => {
    const { world } = worldWith({ ...DOCUMENT, ...changes });
    expect(await reasonFor(world, URL_OF_CLIENT)).toMatchObject({
      rejection: { reason: 'client metadata document not accepted', member },
    });
  });

  it.each([
    ['not JSON', () => new Response('<!doctype html>')],
    ['a list', () => Response.json([DOCUMENT])],
    ['missing', () => new Response(null, { status: 404 })],
    ['an error page', () => Response.json(DOCUMENT, { status: 404 })],
    ['a redirect whose address a browser hides', () => new Proxy(Response.json(DOCUMENT), { get: opaque })],
    ['larger than 5 kB, although no Content-Length says so', () => new Response('x'.repeat(6000))],
    ['endless', () => new Response(endless())],
  ])('is refused if its document is %s', async (_what, document) => {
    const { world } = worldWith(document);
    expect((await world.authorize({ client_id })).status).toBe(400);
    expect(world.observations.map(({ kind }) => kind)).toEqual(['refused']);
  });

  it.each<[string, string, () => Response]>([
    ['unreachable', 'is not found', () => new Response(null, { status: 404 })],
    ['unreachable', 'comes with an error status', () => Response.json(DOCUMENT, { status: 400 })],
    ['redirects', 'has the status 300', () => new Response(null, { status: 300 })],
    ['redirects', 'has the status 399', () => new Response(null, { status: 399 })],
    ['not accepted', 'is empty', () => new Response(null)],
    ['not accepted', 'is not an object', () => new Response('[]')],
    ['too large', 'is an octet too large', () => new Response(JSON.stringify(DOCUMENT).padEnd(5 * 1024 + 1))],
  ])('is refused with the logged reason “%s” if its document %s', async (reason, _what, document) => {
    const { world } = worldWith(document);
    expect(await reasonFor(world, URL_OF_CLIENT)).toMatchObject({
      rejection: {
        reason: `client metadata document ${reason}`,
        ...(reason === 'not accepted' && { member: 'the document as a whole' }),
      },
    });
  });

  it('is accepted with a document of 5 kB that arrives in chunks and names no authentication method', async () => {
    const { token_endpoint_auth_method: _, ...document } = { ...DOCUMENT, client_name: 'Adá' };
    const octets = new TextEncoder().encode(JSON.stringify(document));
    const padded = new Uint8Array(5 * 1024).fill(0x20);
    padded.set(octets);
    const split = octets.indexOf(0xc3) + 1;
    const { world } = worldWith(
      () =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(padded.slice(0, split));
              controller.enqueue(padded.slice(split));
              controller.close();
            },
          }),
        ),
    );
    expect((await world.authorize({ client_id })).status).toBe(303);
    expect(await world.store.get('clients', client_id)).toMatchObject({
      clientName: 'Adá',
      tokenEndpointAuthMethod: 'none',
    });
  });

  it('gets the same error for every failure, so that the error reveals nothing about the document', async () => {
    const bodies = await Promise.all(
      [
        () => new Response(null, { status: 403 }),
        () => Response.redirect('https://10.0.0.1/'),
        () => new Response('x'.repeat(6000)),
        () => Response.json({ ...DOCUMENT, client_id: 'x' }),
      ].map(async (document) => (await worldWith(document).world.authorize({ client_id })).text()),
    );
    bodies.push(await (await worldWith().world.authorize({ client_id: 'https://10.0.0.1/x' })).text());
    expect(new Set(bodies).size).toBe(1);
  });
});

/** Imitates a redirect that the browser did not follow: the page sees only the type of the response. */
const opaque = (response: Response, member: string): unknown =>
  member === 'type' ? 'opaqueredirect' : Reflect.get(response, member, response);

const endless = (): ReadableStream<Uint8Array> =>
  new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024)) });
