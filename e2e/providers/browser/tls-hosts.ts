import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { openOnLoopback } from '../../loopback.ts';
import { selfSignedCertificate } from './certificate.ts';

/** Hosts on this machine with names of the Internet. A browser that uses `proxy` can reach them. */
export interface TlsHosts {
  proxy: string;
  close(): Promise<void>;
}

/**
 * Serves hosts over TLS, by name. The browser reaches them through a proxy on a loopback port. The proxy refuses a host
 * without a listener, so no request leaves this machine.
 *
 * @param listeners the listener of each host, by host name.
 */
export async function startTlsHosts(listeners: ReadonlyMap<string, RequestListener>): Promise<TlsHosts> {
  const tls = createTlsServer(selfSignedCertificate(), (request, response) => {
    const listener = listeners.get(request.headers.host ?? '');
    if (listener) listener(request, response);
    else response.writeHead(421).end();
  });
  const sockets = new Set<{ destroy(): void }>();
  const proxy = createServer((_request, response) => response.writeHead(403).end());
  proxy.on('connect', ({ url = '' }, socket) => {
    const [host = '', port] = url.split(':');
    if (port !== '443' || !listeners.has(host)) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    tls.emit('connection', socket);
  });
  const { origin, close } = await openOnLoopback(proxy);
  return {
    proxy: origin,
    async close() {
      for (const socket of sockets) socket.destroy();
      await close();
    },
  };
}
