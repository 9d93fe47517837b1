import { curlCommand, isPrintableFieldValue } from '../../../oauth/curl-command.ts';
import type { WireMessage } from './exchange.ts';

/** A request, with masked secrets, as a curl command; `undefined` for another scheme or a control character. */
export function curlOf({ url, method, headers, body }: WireMessage): string | undefined {
  if (!/^https?:/.test(new URL(url).protocol)) return undefined;
  if (!Object.values(headers).every(isPrintableFieldValue)) return undefined;
  return curlCommand({ url, method, headers: Object.entries(headers), body }, ' \\\n  ');
}
