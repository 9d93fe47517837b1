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

describe('requests that the policy refused', () => {
  it('are known by their origin, and announced when the browser reports them (CSP3 §5)', () => {
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
    ['of another directive', { effectiveDirective: 'img-src' }],
    ['that were only reported', { disposition: 'report' as const }],
    ['that name no address', { blockedURI: 'inline' }],
  ])('do not include those %s', (_which, members) => {
    const target = new EventTarget();
    const blocked = watchBlockedConnections(target);
    target.dispatchEvent(violation(members));
    expect(blocked.has('https://as.example/token')).toBe(false);
    expect(blocked.has('inline')).toBe(false);
  });
});
