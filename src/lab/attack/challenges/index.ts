import { anotherClientsCode } from './another-clients-code.ts';
import type { Challenge } from './challenge.ts';
import { craftedLink } from './crafted-link.ts';
import { foundCode } from './found-code.ts';
import { moreThanGranted } from './more-than-granted.ts';
import { tokenForNextDoor } from './token-for-next-door.ts';
import { yesterdaysLog } from './yesterdays-log.ts';

export const challenges: readonly Challenge[] = [
  foundCode,
  craftedLink,
  yesterdaysLog,
  anotherClientsCode,
  tokenForNextDoor,
  moreThanGranted,
];
