import { type Dpop, type DpopKeys, dpop } from '../../../oauth/index.ts';
import { dpopWithExtractableKey } from '../../machine/naive-client/extractable-key.ts';
import { keysInMemory } from '../../machine/run/proof-keys.ts';
import type { Scenario } from './attack.ts';

/** Binds tokens to a key that no script can export, or to an extractable key, as a naive client does. */
export const bindingOf = ({ on }: Pick<Scenario, 'on'>, keys: DpopKeys = keysInMemory()): Dpop =>
  on('non-extractable key') ? dpop('required', keys) : dpopWithExtractableKey(keys);
