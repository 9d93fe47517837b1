import { requiresDpop } from '../../dpop-promise.ts';
import type { Evidence } from '../../evidence.ts';
import { probesFor } from '../index.ts';

/** Tells the person what the probes with proofs do, before their consent; `undefined` if no server promises DPoP. */
export function dpopConsent(evidence: Evidence): string | undefined {
  const count = probesFor(evidence).filter(({ dpop }) => dpop !== undefined).length;
  if (!count) return undefined;
  const probes =
    count === 1
      ? 'One probe is about proofs and makes a key'
      : `${count} probes are about proofs and make a key each`;
  return [
    `DPoP: ${probes}, which is discarded when the probe ends. Most of their requests have a proof that is wrong in one respect. Each server that promises DPoP also gets one proof with the private key of the probe; a good server refuses that proof.`,
    ...(requiresDpop(evidence)
      ? ['The other probes make keys, too, because this server accepts only tokens that are bound to a key.']
      : []),
  ].join(' ');
}
