import { describe, expect, it } from 'vitest';
import { withIdentifier } from './downloads.ts';

const event = (method: string, params: Record<string, unknown>) =>
  JSON.stringify({ type: 'event', method, params });

describe('the event of a download', () => {
  it.each(['browsingContext.downloadWillBegin', 'browsingContext.downloadEnd'])(
    'gets the URL as its identifier if the browser sends no identifier: %s',
    (method) => {
      const params = { navigation: null, url: 'blob:http://localhost/1' };
      expect(withIdentifier(event(method, params))).toBe(
        event(method, { ...params, download: 'blob:http://localhost/1' }),
      );
    },
  );

  it.each([{ download: '7' }, { navigation: '7' }])('is unchanged if it has an identifier: %j', (given) => {
    const complete = event('browsingContext.downloadEnd', { ...given, url: 'blob:http://localhost/1' });
    expect(withIdentifier(complete)).toBe(complete);
  });

  it('is the only message that the relay changes', () => {
    const other = event('log.entryAdded', { text: '"browsingContext.downloadEnd"', url: '/' });
    const named = event('log.entryAdded', { args: ['browsingContext.downloadEnd'], url: '/' });
    expect([other, named].map(withIdentifier)).toEqual([other, named]);
  });
});
