import { describe, expect, it } from 'vitest';
import { describeOfflineFailure } from './offline-failure.ts';

describe('the page in place of the app when the servers in the tab did not start', () => {
  it('names what this browser lacks, and nothing that it has', () => {
    const withoutWorkers = describeOfflineFailure({ serviceWorkers: false, indexedDb: true }).advice;
    expect(withoutWorkers).toContain('a service worker, which this browser does not offer');
    expect(withoutWorkers).not.toContain('IndexedDB');
    const withoutDatabase = describeOfflineFailure({ serviceWorkers: true, indexedDb: false }).advice;
    expect(withoutDatabase).toContain('IndexedDB, which this browser does not offer');
    expect(withoutDatabase).not.toContain('service worker');
  });

  it('names no missing feature if the browser has both', () => {
    const { advice } = describeOfflineFailure({ serviceWorkers: true, indexedDb: true });
    expect(advice).not.toContain('does not offer');
    expect(advice).toContain('load the page again');
  });
});
