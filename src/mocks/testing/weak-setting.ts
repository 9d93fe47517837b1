import type { Policy } from '../authorization-server/policy.ts';
import type { Rejection } from '../authorization-server/rejections.ts';
import type { DpopRejection } from '../dpop/rejections.ts';
import type { TestWorld } from './world.ts';

export interface WeakSetting {
  weak: Partial<Policy>;
  /** Why safe servers refuse the attack. Weak servers log that they tolerated this reason. */
  tolerates: Rejection['reason'] | DpopRejection | undefined;
  /** Attempts what the defence prevents. @returns whether the attempt succeeded. */
  attack(world: TestWorld): Promise<boolean>;
}

export const weakened = (
  weak: Partial<Policy>,
  tolerates: WeakSetting['tolerates'],
  attack: WeakSetting['attack'],
): WeakSetting => ({ weak, tolerates, attack });

export const succeeded = ({ status }: Response) => status === 200;
