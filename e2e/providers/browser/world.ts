import { parseEnv } from 'node:util';
import { createTokenRelay } from '../../../docs/presets/token-relay.ts';
import { createApi } from '../api.ts';
import { APP } from '../app.ts';
import type { AccessToken } from '../issued-tokens.ts';
import { presetText } from '../node/preset.ts';
import { startOidcProvider } from '../oidc-provider.ts';
import type { Profile } from '../profile.ts';
import { createProvider } from '../provider.ts';
import { type MadeStarter, makeStarter } from './built-starter.ts';
import { listener, type Respond } from './listener.ts';
import { startTlsHosts } from './tls-hosts.ts';

export interface Preset {
  /** The name of the preset's file in `docs/presets`. */
  name: string;
  /** The profile of the provider. It is absent for oidc-provider, because these tests run oidc-provider itself. */
  profile?: Profile;
  /** The `aud` that the API requires. It is absent for the provider's own API, which has no notes. */
  audience?: string;
  /** A line to add to `.env.local` after the lines of the preset. */
  change?: string;
}

/** A starter that is built with the lines of a preset. Its servers have the addresses in those lines. */
export interface World {
  proxy: string;
  origins: readonly string[];
  /** The number of API calls with a valid access token. */
  apiCalls(): number;
  /** Whether the person has a session at the provider. It is `undefined` for oidc-provider: only the browser knows. */
  isSignedInAtProvider(): boolean | undefined;
  close(): Promise<void>;
}

/** Each process makes the starter only once, because this takes nearly as long as a build. */
let starter: Promise<MadeStarter> | undefined;

export async function removeStarter(): Promise<void> {
  (await starter)?.remove();
  starter = undefined;
}

export async function startWorld(preset: Preset): Promise<World> {
  const lines = presetText(preset.name) + (preset.change ?? '');
  starter ??= makeStarter();
  const files = await (await starter).build(lines);
  const provider = await startProvider(preset.profile);
  const { VITE_API_URL: apiUrl = '', ...settings } = parseEnv(lines);
  const api = startApi(apiUrl, preset.audience, provider.introspect);
  const relay = preset.profile?.clientSecret && listener(relayTo(preset.profile, provider.fetch));

  const origins = new Set([...Object.values(settings), ...endpointsOf(preset.profile)].flatMap(originIn));
  const hosts = new Map([...origins].map((origin) => [new URL(origin).host, listener(provider.fetch)]));
  hosts.set(new URL(apiUrl).host, listener(api.fetch));
  hosts.set(new URL(APP).host, (request, response) =>
    relay && request.url === '/token' ? relay(request, response) : files(request, response),
  );
  const { proxy, close } = await startTlsHosts(hosts);
  return {
    proxy,
    origins: [...origins, new URL(apiUrl).origin, APP],
    apiCalls: api.calls,
    isSignedInAtProvider: provider.isSignedIn,
    async close() {
      await close();
      await provider.close();
    },
  };
}

interface ListeningProvider {
  fetch: Respond;
  introspect(accessToken: string): AccessToken | undefined | Promise<AccessToken | undefined>;
  isSignedIn(): boolean | undefined;
  close(): void;
}

async function startProvider(profile: Profile | undefined): Promise<ListeningProvider> {
  if (profile) return { ...createProvider(profile, Date.now), close: () => {} };
  const provider = await startOidcProvider();
  return { ...provider, fetch: provider.pass, isSignedIn: () => undefined };
}

function startApi(
  url: string,
  audience: string | undefined,
  introspect: ListeningProvider['introspect'],
): { fetch: Respond; calls(): number } {
  let calls = 0;
  const api = createApi({
    url: `${url}/notes`,
    audience,
    origins: [APP],
    async introspect(accessToken) {
      const token = await introspect(accessToken);
      if (token) calls += 1;
      return token;
    },
  });
  return {
    async fetch(request) {
      const { body, status, headers } = await api.fetch(request);
      // The APIs of Google and GitHub have no notes.
      const isMissing = audience === undefined && status === 200;
      return new Response(isMissing ? null : body, { status: isMissing ? 404 : status, headers });
    },
    calls: () => calls,
  };
}

/** The relay of the presets, which has the client secret, as a separate server. */
function relayTo({ client, clientSecret = '', endpoints }: Profile, send: Respond): Respond {
  const { clientId } = client;
  return createTokenRelay(
    { clientId, clientSecret, redirectUri: `${APP}/callback`, tokenEndpoint: endpoints.token },
    send,
  );
}

/** The origins of a provider's endpoints. Some providers have several. */
const endpointsOf = (profile: Profile | undefined): string[] =>
  profile ? Object.values(profile.endpoints) : [];

const originIn = (value: string | undefined): string[] =>
  value?.startsWith('https:') && !value.includes(' ') ? [new URL(value).origin] : [];
