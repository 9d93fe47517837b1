import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

/** The path of the app. Like GitHub Pages, this host serves the app below a path, and serves only files. */
const BASE = '/some-app/';
const PORT = 4175;
const SITE = join(import.meta.dirname, '../dist-site');

// The host sends no headers of the app and has no rewrites. A path without a file gets the 404 page with the status
// 404.
const notFoundPage = readFileSync(join(SITE, BASE, '404.html'));
const files = sirv(SITE, {
  extensions: ['html'],
  onNoMatch: (_request, response) =>
    void response.writeHead(404, { 'Content-Type': 'text/html' }).end(notFoundPage),
});
createServer(files).listen(PORT, 'localhost');
