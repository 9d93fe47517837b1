import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { parameterOf } from '../../../machine/wire/exchange.ts';
import { ChoiceList } from '../../chapters/ChoiceList.tsx';
import { useNextPress } from '../../chapters/next-press.ts';
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

/** What a reading of the storage shows of each pattern. */
const SHOWN_BY_READING: ReadonlyMap<Pattern, string> = new Map([
  [LOCAL_STORAGE, SHOWN.localStorage],
  [IN_MEMORY, SHOWN.sessionStorage],
  [BACKEND, SHOWN.nothing],
]);

/** A script in the page, against three places for the tokens. */
export default function Exercise({ machine, log }: ExerciseProps) {
  const { pending, report, start, clear } = usePress(machine, log);
  const [pattern, setPattern] = useState<Pattern>(LOCAL_STORAGE);
  const variant = useNextPress();
  const [read, setRead] = useState(false);
  const open = () => pattern.open(machine, location.origin);
  const press = (reads: boolean, work: () => Promise<unknown>, attacked = false) => {
    setRead(reads);
    start(work, attacked);
  };

  return (
    <>
      <Panel
        title="Then be the script"
        foot={
          <>
            <Button
              variant={variant(SHOWN_BY_READING.get(pattern))}
              pending={pending}
              onClick={() => press(true, async () => readStorage(await open()))}
            >
              Let it read the storage
            </Button>
            <Button
              variant={variant(pattern === BACKEND ? SHOWN.throughBackend : SHOWN.inMemory)}
              pending={pending}
              onClick={() => press(false, async () => (await open()).call(), true)}
            >
              Let it call from the page
            </Button>
            <Button
              variant={variant(SHOWN.implicit)}
              pending={pending}
              onClick={() => press(false, () => askInTheAddress(machine))}
            >
              Ask for a token in the address
            </Button>
          </>
        }
      >
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <ChoiceList
            question={PATTERNS.question}
            choices={PATTERNS.all.map(({ name }) => name)}
            chosen={pattern.name}
            onChoose={(chosen) => {
              setPattern(PATTERNS.all.find(({ name }) => name === chosen) ?? LOCAL_STORAGE);
              clear();
            }}
          />
          <p className="text-soft text-sm">
            Each button signs Ada in first. With a backend, the lane of the client is the backend, and the
            page is in the lane of the browser. The cookie is played: a script of a page cannot set one that
            it cannot read.
          </p>
          {report}
          {report && read && <p>{inWords(log)}</p>}
        </div>
      </Panel>
      <NotRunHere />
    </>
  );
}

/** What the script brought to the attacker last. */
function inWords(log: ExerciseProps['log']): string {
  const brought = log.findLast(({ request }) => request.url.endsWith('/collect'));
  const taken = brought && parameterOf(brought.request, 'taken');
  if (taken === NOTHING_FOUND) return 'The script found no token in localStorage or sessionStorage.';
  return taken?.includes('.')
    ? 'The script brought the attacker the access token.'
    : 'The script found no access token, and brought the attacker the refresh token.';
}
