import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { dirname, join } from 'node:path';
import sirv from 'sirv';

/** A server for the build in the folder `site`, like GitHub Pages: only files, and a 404 page for other paths. */
export function staticHost(site: string): Server {
  const notFoundPage = readFileSync(join(site, '404.html'));
  const files = sirv(dirname(site), {
    extensions: ['html'],
    onNoMatch: (_request, response) =>
      void response.writeHead(404, { 'Content-Type': 'text/html' }).end(notFoundPage),
  });
  return createServer(files);
}
