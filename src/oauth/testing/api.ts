import { createSession, type Session } from '../index.ts';
import { SERVER } from './examples.ts';
import { type Responder, type SentRequest, type TestPlatform, testPlatform } from './platform.ts';
import { rotatingServer } from './signed-in.ts';
import { afterRedirect, completed, SETTINGS } from './signing-in.ts';

export const API = 'https://api.example/v1';

export async function signedInTo(
  api: readonly string[] | undefined,
  atApi: Responder = () => Response.json([]),
  servers: Responder = rotatingServer(),
): Promise<{ session: Session; platform: TestPlatform; calls(): SentRequest[] }> {
  const settings = { ...SETTINGS, api };
  const answer: Responder = (request) =>
    /^https:\/\/(as|mcp)\.example\//.test(request.url) ? servers(request) : atApi(request);
  const before = testPlatform(answer);
  await createSession(settings, before).signIn('/');
  const platform = afterRedirect(before);
  const session = await completed(platform, settings);
  platform.requests.length = 0;
  const calls = () => platform.requests.filter(({ url }) => url !== SERVER.tokenEndpoint);
  return { session, platform, calls };
}

export const bearerOf = ({ headers }: SentRequest) => headers.get('Authorization');

export const unauthorized = () =>
  new Response(null, { status: 401, headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' } });
