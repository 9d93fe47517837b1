import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

/** Where the app is served as a project's page on GitHub Pages would be: below a path, by files alone. */
const BASE = '/some-app/';
const PORT = 4175;
const ROOT = join(import.meta.dirname, '..');
const SITE = join(ROOT, 'dist-site');

// A host that sets no headers and rewrites nothing: what has no file gets the 404 page, with its status.
spawnSync('npm', ['run', 'build', '--', '--base', BASE, '--outDir', `dist-site${BASE}`], {
  cwd: ROOT,
  stdio: 'inherit',
});
const notFoundPage = readFileSync(join(SITE, BASE, '404.html'));
const files = sirv(SITE, {
  extensions: ['html'],
  onNoMatch: (_request, response) =>
    void response.writeHead(404, { 'Content-Type': 'text/html' }).end(notFoundPage),
});
createServer(files).listen(PORT, 'localhost');
