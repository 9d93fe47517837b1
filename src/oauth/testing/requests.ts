import { SERVER } from './examples.ts';
import type { TestPlatform } from './platform.ts';
import { formOf } from './servers.ts';

/** The parameters of the last authorization request of a tab. */
export const requestOf = ({ navigations }: TestPlatform) => new URL(navigations.at(-1) ?? '').searchParams;

export const tokenRequests = ({ requests }: TestPlatform) =>
  requests.filter(({ url }) => url === SERVER.tokenEndpoint);
export const revocations = ({ requests }: TestPlatform) =>
  requests.filter(({ url }) => url.endsWith('/revoke'));
/** The tokens that a tab revoked, in alphabetical order. */
export const revokedTokens = (platform: TestPlatform) =>
  revocations(platform)
    .map((request) => formOf(request).token)
    .sort();
/** What the token requests of a tab send as this parameter. */
export const sentAs = (name: string, platform: TestPlatform) =>
  tokenRequests(platform).map((request) => formOf(request)[name]);
