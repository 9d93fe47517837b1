import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import sirv from 'sirv';

/**
 * A server for the build in the folder `site`, below the path with the name of that folder. Like GitHub Pages, this host
 * serves only files, sends no headers of the app and has no rewrites. A path without a file gets the 404 page with the
 * status 404.
 */
export function staticHost(site: string): Server {
  const notFoundPage = readFileSync(join(site, '404.html'));
  const files = sirv(dirname(site), {
    extensions: ['html'],
    onNoMatch: (_request, response) =>
      void response.writeHead(404, { 'Content-Type': 'text/html' }).end(notFoundPage),
  });
  return createServer(files);
}
