import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { brotliCompressSync, gunzip, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { selfSignedCertificate } from '../../../e2e/providers/browser/certificate.ts';
import { createWireLog } from '../../lab/machine/wire/wire-log.ts';
import { openClientView } from '../check/views.ts';
import { createAddressBook, resolvesNearer } from './addresses.ts';
import { createSend } from './send.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0)) close();
});

/** A promise that a test resolves. */
function pending() {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

async function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, address, () => resolve()));
  closing.push(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function serve(respond: RequestListener): Promise<string> {
  const server = createServer(respond);
  closing.push(() => server.closeAllConnections());
  return `http://127.0.0.1:${await listen(server)}/`;
}

/** Sends a request of the check to a real server; the test controls the timeout. */
async function ask(url: string, { signal = new AbortController().signal } = {}) {
  const { client } = openClientView({ send: createSend(createAddressBook()), log: createWireLog(), signal });
  client.allow(url, 'you');
  return client.send('MCP server', url);
}

it.each([
  ['::1', 'localhost'],
  ['127.0.0.1', 'localhost'],
  ['::1', 'mcp.localhost'],
])(
  'a server on this machine that listens only at %s is reached as %s, as from a browser',
  async (address, host) => {
    const server = createServer((_request, response) => response.end('{"here":true}'));
    closing.push(() => server.closeAllConnections());
    const port = await listen(server, address);
    const nowhere = createAddressBook(() =>
      Promise.reject(new Error('The name localhost is not looked up.')),
    );
    const { client } = openClientView({
      send: createSend(nowhere),
      log: createWireLog(),
      signal: new AbortController().signal,
    });
    const url = `http://${host}:${port}/`;
    client.allow(url, 'you');
    expect(await client.send('MCP server', url)).toMatchObject({ json: { here: true } });
  },
);

it.each([undefined, '0'])(
  'a certificate that no authority signed is refused even with NODE_TLS_REJECT_UNAUTHORIZED=%s',
  async (variable) => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', variable);
    let requests = 0;
    const server = createTlsServer(selfSignedCertificate(), (_request, response) => {
      requests += 1;
      response.end();
    });
    const send = createSend(createAddressBook());
    const url = `https://127.0.0.1:${await listen(server)}/`;
    const sent = send({ method: 'GET', url, headers: {} }, new AbortController().signal);
    await expect(sent).rejects.toThrow('Its certificate is not signed by an authority that Node knows.');
    expect(requests).toBe(0);
  },
);

describe('from a server that sends too much,', () => {
  it('a body without end is read to 512 KiB, and the connection is closed', async () => {
    let written = 0;
    const closed = pending();
    const url = await serve((_request, response) => {
      response.on('close', closed.resolve);
      const chunk = Buffer.alloc(64 * 1024, 'a');
      const more = () => {
        while (!response.destroyed && response.write(chunk)) written += chunk.length;
        response.once('drain', more);
      };
      more();
    });
    const { attempt, text } = await ask(url);
    await closed.promise;
    expect(attempt.outcome).toBe('too large');
    expect(text.length).toBeLessThan(1024 * 1024);
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('a gigabyte that is compressed to a megabyte is not decompressed', async () => {
    const member = gzipSync(Buffer.alloc(16 * 1024 * 1024));
    const packed = Buffer.concat(Array.from({ length: 64 }, () => member));
    const url = await serve((_request, response) => {
      response.setHeader('Content-Encoding', 'gzip');
      response.end(packed);
    });
    const before = process.memoryUsage().rss;
    const { attempt } = await ask(url);
    expect(attempt.outcome).toBe('too large');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('headers of several megabytes are refused, and the report says so', async () => {
    const url = await serve((_request, response) => {
      response.setHeader('X-Large', 'a'.repeat(300 * 1024));
      response.end();
    });
    expect((await ask(url)).attempt).toMatchObject({
      outcome: 'unreadable',
      reason: 'The headers of its response are larger than 256 KiB.',
    });
  });
});

describe('a compressed body', () => {
  const BROKEN = Buffer.from('this is not packed '.repeat(50));

  async function servePacked(coding: string, body: Buffer) {
    const closed = pending();
    const url = await serve((_request, response) => {
      response.on('close', closed.resolve);
      response.writeHead(200, { 'Content-Encoding': coding, 'Content-Length': body.length });
      response.end(body);
    });
    return { url, closed: closed.promise };
  }

  describe.each(['gzip', 'x-gzip', 'deflate', 'br', 'zstd'])('as %s', (coding) => {
    it.each([
      ['broken', BROKEN],
      ['cut off', gzipSync('{"ok":true}').subarray(0, 12)],
      ['empty', Buffer.alloc(0)],
    ])('that is %s causes no uncaught error if it is not read', async (_what, body) => {
      const uncaught: unknown[] = [];
      const onUncaught = (error: unknown) => void uncaught.push(error);
      process.on('uncaughtException', onUncaught);
      closing.push(() => void process.off('uncaughtException', onUncaught));
      const { url, closed } = await servePacked(coding, body);
      const send = createSend(createAddressBook());
      const response = await send({ method: 'GET', url, headers: {} }, new AbortController().signal);
      await response.body?.cancel();
      await closed;
      // If there were a decoder of the response, it would have finished when this later decoder has finished.
      await expect(promisify(gunzip)(BROKEN)).rejects.toThrow('incorrect header check');
      expect(uncaught).toEqual([]);
    });

    it.each([
      ['broken', BROKEN],
      ['cut off', gzipSync('{"ok":true}').subarray(0, 12)],
    ])('that is %s is reported with a reason if it is read', async (_what, body) => {
      const { url } = await servePacked(coding, body);
      expect((await ask(url)).attempt).toMatchObject({
        outcome: 'unreadable',
        reason: expect.stringMatching(/^Its (response broke off|body cannot be decoded)/),
      });
    });

    it('that is empty is read as an empty body', async () => {
      const { url } = await servePacked(coding, Buffer.alloc(0));
      const { attempt, text } = await ask(url);
      expect(attempt).toMatchObject({ outcome: 'answered', status: 200 });
      expect(text).toBe('');
    });
  });
});

/** A frame with one block (RFC 8878 §3.1.1). @param window the window descriptor; 0x68 stands for 8 MiB. */
function zstdWithWindow(window: number): Buffer {
  const body = Buffer.from('{"ok":true}');
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, window, (body.length << 3) | 1, 0, 0]),
    body,
  ]);
}

describe('a body', () => {
  it.each([
    ['gzip', gzipSync('{"ok":true}')],
    ['zstd', zstdCompressSync('{"ok":true}')],
    ['gzip, br', brotliCompressSync(gzipSync('{"ok":true}'))],
    ['zstd', zstdWithWindow(0x68)],
    ['identity', Buffer.from('{"ok":true}')],
    ['unknown', Buffer.from('{"ok":true}')],
  ])('in the coding %s is read as in Chromium', async (coding, body) => {
    const url = await serve((_request, response) => {
      response.setHeader('Content-Encoding', coding);
      response.end(body);
    });
    expect((await ask(url)).json).toEqual({ ok: true });
  });

  const UNDECODABLE = 'Its body cannot be decoded: it is not in the coding that its Content-Encoding names.';

  it.each([
    ['gzip', Buffer.from('{"not":"packed"}'), UNDECODABLE],
    ['zstd', Buffer.from('{"not":"packed"}'), UNDECODABLE],
    // 16 MiB: Chromium refuses more than 8 MiB (RFC 9659), and three decoders could take 384 MiB.
    ['zstd', zstdWithWindow(0x70), UNDECODABLE],
    ['gzip', gzipSync('{"ok":true}').subarray(0, 12), 'Its response broke off.'],
  ])('that ends too early or is not in the coding %s is reported', async (coding, body, reason) => {
    const url = await serve((_request, response) => {
      response.setHeader('Content-Encoding', coding);
      response.end(body);
    });
    expect((await ask(url)).attempt).toMatchObject({ outcome: 'unreadable', reason });
  });
});

describe('the invalid status', () => {
  it.each([
    ['099', 'Its status is 99. HTTP has only 100 to 599.'],
    ['600', 'Its status is 600. HTTP has only 100 to 599.'],
    ['999', 'Its status is 999. HTTP has only 100 to 599.'],
    ['101', 'It switches to another protocol (101), which was not asked for.'],
  ])('%s is refused, and the connection is closed', async (status, reason) => {
    const closed = pending();
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.on('close', closed.resolve);
      socket.resume();
      closing.push(() => socket.destroy());
      socket.write(`HTTP/1.1 ${status} X\r\nUpgrade: x\r\nConnection: Upgrade\r\nContent-Length: 9\r\n\r\nx`);
    });
    const { attempt } = await ask(`http://127.0.0.1:${await listen(server)}/`);
    expect(attempt).toMatchObject({ outcome: 'unreadable', reason });
    await closed.promise;
  });

  it('101 is refused, even without the header Upgrade', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      closing.push(() => socket.destroy());
      socket.write('HTTP/1.1 101 X\r\n\r\n');
    });
    const { attempt } = await ask(`http://127.0.0.1:${await listen(server)}/`);
    const reason = 'It switches to another protocol (101), which was not asked for.';
    expect(attempt).toMatchObject({ outcome: 'unreadable', reason });
  });
});

it.each(['nothing at all', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx'])(
  'a server that never completes its response that sends %j does not delay the end of the check',
  async (beginning) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      closing.push(() => socket.destroy());
      if (beginning.startsWith('HTTP')) socket.write(beginning);
    });
    const url = `http://127.0.0.1:${await listen(server)}/`;
    const ending = new AbortController();
    const asking = ask(url, ending);
    await new Promise((resolve) => server.once('connection', resolve));
    ending.abort('The check ended.');
    expect((await asking).attempt.outcome).toBe('stopped');
  },
);

describe('a sentence says why there is no response', () => {
  it('if no program listens at the address', async () => {
    const port = await listen(createServer());
    for (const close of closing.splice(0)) close();
    expect((await ask(`http://127.0.0.1:${port}/`)).attempt.reason).toBe(
      'Nothing listens at this address and port.',
    );
  });

  it('if the server does not speak HTTP, and the sentence does not quote the server', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.end('220 \u001b[2J smtp.example ESMTP\r\n');
    });
    const { attempt } = await ask(`http://127.0.0.1:${await listen(server)}/`);
    expect(attempt.reason).toBe(
      'Its response is not valid HTTP/1.1, the only version that this check reads.',
    );
  });
});

describe('the addresses of a host name', () => {
  it('are resolved once: if the name is rebound later, requests still go to the first address', async () => {
    const url = new URL(await serve((_request, response) => response.end('{"here":true}')));
    let asked = 0;
    const book = createAddressBook(async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }];
    });
    await book.spaceOf(`http://rebinding.example:${url.port}/`);
    const { client } = openClientView({
      send: createSend(book),
      log: createWireLog(),
      signal: new AbortController().signal,
    });
    const rebinding = `http://rebinding.example:${url.port}/`;
    client.allow(rebinding, 'you');
    expect((await client.send('MCP server', rebinding)).json).toEqual({ here: true });
    expect(asked).toBe(1);
  });

  it.each([
    ['127.0.0.1', '93.184.216.34', true],
    ['10.0.0.7', '93.184.216.34', true],
    ['169.254.169.254', '93.184.216.34', true],
    ['93.184.216.34', '93.184.216.34', false],
    ['10.0.0.7', '127.0.0.1', false],
    ['127.0.0.1', '10.0.0.7', true],
  ])('are compared: %s is nearer than %s: %s', async (address, than, nearer) => {
    const book = createAddressBook(async (host) => [
      { address: host === 'named.example' ? address : than, family: 4 },
    ]);
    const found = await resolvesNearer(book, 'https://named.example/token', 'https://mcp.example/mcp');
    expect(found).toBe(nearer ? address : undefined);
  });

  it('give the name the address space of the nearest address', async () => {
    const book = createAddressBook(async (host) =>
      host === 'two.example'
        ? [
            { address: '93.184.216.34', family: 4 },
            { address: '::1', family: 6 },
          ]
        : [{ address: '93.184.216.34', family: 4 }],
    );
    expect(await resolvesNearer(book, 'https://two.example/', 'https://mcp.example/')).toBe('::1');
  });

  describe('of a server with a far and a near address', () => {
    const hosts: Readonly<Record<string, readonly string[]>> = {
      'mcp.example': ['93.184.216.34', '127.0.0.1'],
      'nas.local': ['93.184.216.34', '192.168.1.5'],
      'named.example': ['10.0.0.8'],
    };
    const book = createAddressBook(async (host) =>
      (hosts[host] ?? []).map((address) => ({ address, family: 4 })),
    );

    it.each([
      ['https://named.example/token', '10.0.0.8'],
      ['https://mcp.example:8443/token', '127.0.0.1'],
    ])('make the server count as far, so that it cannot name %s', async (named, nearer) => {
      expect(await resolvesNearer(book, named, 'https://mcp.example/mcp')).toBe(nearer);
    });

    it('let the server name an address at the server’s origin', async () => {
      const own = 'https://mcp.example/.well-known/oauth-protected-resource';
      expect(await resolvesNearer(book, own, 'https://mcp.example/mcp')).toBeUndefined();
    });

    it('do not matter for a name of the local network, such as nas.local, which counts as near', async () => {
      expect(
        await resolvesNearer(book, 'https://named.example/token', 'https://nas.local/mcp'),
      ).toBeUndefined();
    });
  });
});
