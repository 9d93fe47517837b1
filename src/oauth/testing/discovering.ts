import { expect } from 'vitest';
import { discover, type OAuthErrorCode } from '../index.ts';
import { RESOURCE_METADATA, RESOURCE_METADATA_URL, SERVER_METADATA } from './documents.ts';
import { MCP } from './examples.ts';
import { type Responder, testPlatform } from './platform.ts';
import { testServers } from './servers.ts';

export const notFound: Responder = () => new Response(null, { status: 404 });

export const metadata =
  (changes: object): Responder =>
  () =>
    Response.json({ ...SERVER_METADATA, ...changes });

export const resource =
  (changes: object): Responder =>
  () =>
    Response.json({ ...RESOURCE_METADATA, ...changes });

export const resourceWith = (changes: object) => ({ [RESOURCE_METADATA_URL]: resource(changes) });

export const challenging: Responder = () => new Response(null, { status: 401 });

/** A 401 whose challenge names this location of resource metadata. */
export const challenged =
  (hint: string): Responder =>
  () =>
    new Response(null, {
      status: 401,
      headers: { 'WWW-Authenticate': `Bearer resource_metadata="${hint}"` },
    });

export const large: Responder = () => new Response('x'.repeat(600_000));

export async function errorWith(routes: Record<string, Responder>): Promise<unknown> {
  const platform = testPlatform(testServers(routes));
  const error: unknown = await discover(platform, MCP).catch((thrown: unknown) => thrown);
  expect(platform.tab.entries.size, 'stored entries after a refusal').toBe(0);
  return error;
}

export const failure = async (routes: Record<string, Responder>): Promise<OAuthErrorCode> =>
  Reflect.get(Object(await errorWith(routes)), 'code');
