import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { useNextPress } from '../../chapters/next-press.ts';
import { SettingPanel, useSetting } from '../../chapters/SettingPanel.tsx';
import { usePress } from '../../chapters/use-press.tsx';
import { SHOWN } from './chapter.ts';
import {
  callFromPage,
  KEYS,
  NO_NONCE,
  NONCES,
  NOT_EXTRACTABLE,
  proveInAdvance,
  takeKey,
  takenInWords,
} from './script.ts';

const BY_SCRIPT = [SHOWN.fromPage, SHOWN.keyStays, SHOWN.keyTaken];
const IN_ADVANCE = [SHOWN.advance, SHOWN.nonce];

/** Lets the learner act as a script that calls from the page, and that asks for the key of the page. */
export function ScriptInPage({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [key, setting] = useSetting(KEYS, clear);
  const [taken, setTaken] = useState<string>();
  const here = [SHOWN.fromPage, key === NOT_EXTRACTABLE ? SHOWN.keyStays : SHOWN.keyTaken];
  const variant = useNextPress(here, BY_SCRIPT);
  const attack = (work: () => Promise<string | undefined>) => {
    setTaken(undefined);
    start(async () => setTaken(await work()), true);
  };
  return (
    <SettingPanel
      title="Be a script in the page"
      {...setting}
      here={here}
      panel={BY_SCRIPT}
      report={
        <>
          {report}
          {report && taken !== undefined && <p>{takenInWords(taken)}</p>}
        </>
      }
      foot={
        <>
          <Button
            variant={variant(SHOWN.fromPage)}
            pending={pending}
            onClick={() =>
              attack(async () => {
                await callFromPage(machine, key);
                return undefined;
              })
            }
          >
            Let the script call from the page
          </Button>
          <Button
            variant={variant(SHOWN.keyStays, SHOWN.keyTaken)}
            pending={pending}
            onClick={() => attack(() => takeKey(machine, key))}
          >
            Let the script take the key
          </Button>
        </>
      }
    >
      <p>
        This browser makes and uses the key (Web Cryptography). The script really asks the browser to export
        the private key.
      </p>
    </SettingPanel>
  );
}

/** Lets the learner act as a script that makes a proof for a time when the page is closed. */
export function ProofInAdvance({ machine, log }: ExerciseProps) {
  const { report, press, clear } = usePress(machine, log);
  const [demanded, setting] = useSetting(NONCES, clear);
  const here = [demanded === NO_NONCE ? SHOWN.advance : SHOWN.nonce];
  const variant = useNextPress(here, IN_ADVANCE);
  return (
    <SettingPanel
      title="Make a proof in advance"
      {...setting}
      here={here}
      panel={IN_ADVANCE}
      report={report}
      foot={
        <Button variant={variant(...here)} {...press(() => proveInAdvance(machine, demanded), true)}>
          Make a proof, and send it ten minutes later
        </Button>
      }
    >
      <p>
        The script makes the page sign a proof whose iat is ten minutes ahead, and brings the proof to the
        attacker. The page is closed, the clock advances, and the attacker sends the proof. Where the server
        demands its nonce, each proof has to contain a recent nonce, and a script cannot know the nonce of ten
        minutes later.
      </p>
    </SettingPanel>
  );
}
