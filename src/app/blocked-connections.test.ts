import { describe, expect, it } from 'vitest';
import { watchBlockedConnections } from './blocked-connections.ts';

function violation(members: Partial<SecurityPolicyViolationEvent>): Event {
  const plain = {
    effectiveDirective: 'connect-src',
    disposition: 'enforce',
    blockedURI: 'https://as.example/token',
  };
  return Object.assign(new Event('securitypolicyviolation'), plain, members);
}

describe('the blocked connections', () => {
  it('are the origins of the requests that the browser reports, and subscribers learn of each origin (CSP3 §5)', () => {
    const target = new EventTarget();
    const blocked = watchBlockedConnections(target);
    let told = 0;
    const unsubscribe = blocked.subscribe(() => {
      told += 1;
    });
    expect(blocked.has('https://as.example/token')).toBe(false);
    target.dispatchEvent(violation({}));
    expect(blocked.has('https://as.example/other?x')).toBe(true);
    expect(blocked.has('https://as.example:8443/')).toBe(false);
    expect(told).toBe(1);
    unsubscribe();
    target.dispatchEvent(violation({ blockedURI: 'https://other.example/' }));
    expect(told).toBe(1);
  });

  it.each([
    ['about another directive', { effectiveDirective: 'img-src' }],
    ['about a request that the browser only reported and did not block', { disposition: 'report' as const }],
    ['without an address', { blockedURI: 'inline' }],
  ])('do not change after a report %s', (_which, members) => {
    const target = new EventTarget();
    const blocked = watchBlockedConnections(target);
    target.dispatchEvent(violation(members));
    expect(blocked.has('https://as.example/token')).toBe(false);
    expect(blocked.has('inline')).toBe(false);
  });
});
