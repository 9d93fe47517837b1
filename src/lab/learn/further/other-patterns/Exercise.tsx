import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { parameterOf } from '../../../machine/wire/exchange.ts';
import { useNextPress } from '../../chapters/next-press.ts';
import { SettingPanel, useSetting } from '../../chapters/SettingPanel.tsx';
import { usePress } from '../../chapters/use-press.tsx';
import { SHOWN } from './chapter.ts';
import { NotRunHere } from './NotRunHere.tsx';
import {
  askInTheAddress,
  BACKEND,
  IN_MEMORY,
  LOCAL_STORAGE,
  NOTHING_FOUND,
  PATTERNS,
  type Pattern,
  readStorage,
} from './patterns.ts';

/** For each pattern, the criteria that the learner meets by letting a script read the storage or call a tool. */
const SHOWN_WITH: ReadonlyMap<Pattern, { read: string; called?: string }> = new Map([
  [LOCAL_STORAGE, { read: SHOWN.localStorage }],
  [IN_MEMORY, { read: SHOWN.sessionStorage, called: SHOWN.inMemory }],
  [BACKEND, { read: SHOWN.nothing, called: SHOWN.throughBackend }],
]);
const { implicit, ...WITH_PATTERNS } = SHOWN;

/** Lets the learner act as a script in a page whose tokens are in one of three places. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [pattern, setting] = useSetting<Pattern>(PATTERNS, clear);
  const { read = '', called = '' } = SHOWN_WITH.get(pattern) ?? {};
  const here = [read, called];
  const variant = useNextPress(here, Object.values(WITH_PATTERNS));
  const inAddress = useNextPress()(implicit);
  const [hasRead, setHasRead] = useState(false);
  const open = () => pattern.open(machine, location.origin);
  const press = (reads: boolean, work: () => Promise<unknown>, attacked = false) => {
    setHasRead(reads);
    start(work, attacked);
  };

  return (
    <>
      <SettingPanel
        title="Then be the script"
        {...setting}
        here={here}
        panel={Object.values(WITH_PATTERNS)}
        report={
          <>
            {report}
            {report && hasRead && <p>{inWords(log)}</p>}
          </>
        }
        foot={
          <>
            <Button
              variant={variant(read)}
              pending={pending}
              onClick={() => press(true, async () => readStorage(await open()))}
            >
              Let the script read the storage
            </Button>
            <Button
              variant={variant(called)}
              pending={pending}
              onClick={() => press(false, async () => (await open()).call(), true)}
            >
              Let the script call from the page
            </Button>
            <Button
              variant={inAddress}
              pending={pending}
              onClick={() => press(false, () => askInTheAddress(machine))}
            >
              Ask for a token in the address
            </Button>
          </>
        }
      >
        <p className="text-soft text-sm">
          The script acts after Ada has signed in. With a backend, the lane of the client shows the backend,
          and the lane of the browser shows the page. The cookie is simulated, because a script in a page
          cannot set a cookie that scripts cannot read.
        </p>
      </SettingPanel>
      <NotRunHere />
    </>
  );
}

function inWords(log: ExerciseProps['log']): string {
  const brought = log.findLast(({ request }) => request.url.endsWith('/collect'));
  const taken = brought && parameterOf(brought.request, 'taken');
  if (taken === NOTHING_FOUND) return 'The script found no token in localStorage or sessionStorage.';
  return taken?.includes('.')
    ? 'The script brought the attacker the access token.'
    : 'The script found no access token, and brought the attacker the refresh token.';
}
