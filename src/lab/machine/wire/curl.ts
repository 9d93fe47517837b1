import { curlCommand, isPrintableFieldValue } from '../../../oauth/curl-command.ts';
import type { WireMessage } from './exchange.ts';

/**
 * A request as a curl command, with one option on each line.
 *
 * @param request with its secrets masked, because people paste commands into tickets.
 * @returns `undefined` for an address that is not http or https, and for a header with a control character.
 */
export function curlOf({ url, method, headers, body }: WireMessage): string | undefined {
  if (!/^https?:/.test(new URL(url).protocol)) return undefined;
  if (!Object.values(headers).every(isPrintableFieldValue)) return undefined;
  return curlCommand({ url, method, headers: Object.entries(headers), body }, ' \\\n  ');
}
