import { createServer, type RequestListener } from 'node:http';
import { type LoggedRequest, logRequest } from './request-log.ts';

/** The path at which each server lists the requests that it received, so that a test need not trust the page. */
export const REQUEST_LOG_PATH = '/request-log';

/**
 * Serves at the loopback address that `url` names, and its request log at {@link REQUEST_LOG_PATH}.
 *
 * @throws Error when the port is taken.
 */
export async function listen(url: string, listener: RequestListener): Promise<void> {
  const { hostname, port } = new URL(url);
  const requests: LoggedRequest[] = [];
  const server = createServer((request, response) => {
    if (request.url === REQUEST_LOG_PATH) {
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(requests));
      return;
    }
    requests.push(logRequest(request));
    listener(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(port), hostname, resolve);
  });
}
