import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

/** The URL of the app on a host like GitHub Pages: below a path, with files only. */
const BASE = '/some-app/';
const PORT = 4175;
const SITE = join(import.meta.dirname, '../dist-site');

// A host without headers and rewrites: a path without a file gets the 404 page and status. The lane builds the app.
const notFoundPage = readFileSync(join(SITE, BASE, '404.html'));
const files = sirv(SITE, {
  extensions: ['html'],
  onNoMatch: (_request, response) =>
    void response.writeHead(404, { 'Content-Type': 'text/html' }).end(notFoundPage),
});
createServer(files).listen(PORT, 'localhost');
