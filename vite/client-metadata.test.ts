import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readIdentification } from '../src/session-settings.ts';
import { appUrlOf } from './app-url.ts';
import { clientMetadata, clientMetadataDocument } from './client-metadata.ts';

describe('the client ID metadata document', () => {
  it('has the exact address of the build as client_id', () => {
    expect(clientMetadata({ VITE_APP_URL: 'https://app.example', VITE_CLIENT_NAME: 'Notes' })).toMatchObject({
      client_id: 'https://app.example/client-metadata.json',
      client_name: 'Notes',
      redirect_uris: ['https://app.example/callback'],
      token_endpoint_auth_method: 'none',
    });
  });

  it('has addresses with the path below which the app is served', () => {
    for (const VITE_APP_URL of ['https://host.example/lab', 'https://host.example/lab/']) {
      expect(clientMetadata({ VITE_APP_URL })).toMatchObject({
        client_id: 'https://host.example/lab/client-metadata.json',
        redirect_uris: ['https://host.example/lab/callback'],
        post_logout_redirect_uris: ['https://host.example/lab/'],
      });
    }
  });

  it.each(['https://App.example', 'https://app.example:443/notes', 'https://app.example/a/../notes/'])(
    'has the client ID that the app sends, even if %s is the spelling of the address',
    (VITE_APP_URL) => {
      const { client_id: clientId } = clientMetadata({ VITE_APP_URL }) ?? {};
      const sent = readIdentification({ VITE_APP_URL }, 'https://app.example/', false);
      expect(sent.clientMetadataUrl).toBe(clientId);
    },
  );

  it('is in a build only if VITE_APP_URL is set', async () => {
    const files = async (env: Record<string, string>) => {
      const root = mkdtempSync(join(tmpdir(), 'client-metadata-'));
      onTestFinished(() => rmSync(root, { recursive: true }));
      const output = await build({
        root,
        configFile: false,
        logLevel: 'silent',
        plugins: [
          clientMetadataDocument(env),
          { name: 'entry', resolveId: (id) => id, load: () => 'export default 1' },
        ],
        build: { lib: { entry: 'entry', formats: ['es'] }, write: false },
      });
      const [built] = Array.isArray(output) ? output : [output];
      return built && 'output' in built ? built.output.map(({ fileName }) => fileName) : [];
    };
    expect(await files({ VITE_APP_URL: 'https://app.example/' })).toContain('client-metadata.json');
    expect(await files({})).not.toContain('client-metadata.json');
  });

  it.each([
    'http://localhost:8080/notes/',
    'http://notes.localhost:8080/',
    'http://127.0.0.1:8080',
    'http://[::1]/notes',
  ])('is not in a build for %s, which is not https', (VITE_APP_URL) => {
    expect(appUrlOf({ VITE_APP_URL })?.origin).toBe(new URL(VITE_APP_URL).origin);
    expect(clientMetadata({ VITE_APP_URL })).toBeUndefined();
  });

  it.each(['https://ada:secret@app.example/', 'https://app.example//evil.example/', 'https://app.example//'])(
    'is refused for an address that would publish credentials or lead to another host: %s',
    (VITE_APP_URL) => {
      expect(() => clientMetadata({ VITE_APP_URL })).toThrow(/^VITE_APP_URL must have no credentials/);
      expect(() => clientMetadata({ VITE_APP_URL })).not.toThrow(/secret/);
    },
  );

  it.each([
    ...'app.example http://app.example/ http://localhost.example/ http://notlocalhost/ http://localhost@app.example/'.split(
      ' ',
    ),
    ...'https://app.example/?x javascript:alert(1)'.split(' '),
  ])('stops the build for %s', (url) => {
    expect(() => clientMetadata({ VITE_APP_URL: url })).toThrow('VITE_APP_URL must be');
  });
});
