import { createServer, type RequestListener } from 'node:http';
import { type LoggedRequest, logRequest } from './request-log.ts';

/** The path at which each server lists its requests. With this list, a test need not trust what the page says. */
export const REQUEST_LOG_PATH = '/request-log';

/**
 * Runs `listener` at the loopback address in `url`. Serves the list of requests at {@link REQUEST_LOG_PATH}.
 *
 * @throws Error if another program uses the port.
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
