import { describe, expect, it } from 'vitest';
import { describeOfflineFailure } from './offline-failure.ts';

describe('the error page when the servers in the tab did not start', () => {
  it('names only the feature that this browser lacks', () => {
    const withoutWorkers = describeOfflineFailure({ serviceWorkers: false, indexedDb: true }).advice;
    expect(withoutWorkers).toContain('a service worker, which this browser does not offer');
    expect(withoutWorkers).not.toContain('IndexedDB');
    const withoutDatabase = describeOfflineFailure({ serviceWorkers: true, indexedDb: false }).advice;
    expect(withoutDatabase).toContain('IndexedDB, which this browser does not offer');
    expect(withoutDatabase).not.toContain('service worker');
  });

  it('names no missing feature if the browser has both features', () => {
    const { advice } = describeOfflineFailure({ serviceWorkers: true, indexedDb: true });
    expect(advice).not.toContain('does not offer');
    expect(advice).toContain('load the page again');
  });
});
