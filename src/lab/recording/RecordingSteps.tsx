import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSession } from '../../oauth/react/SessionProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { counted } from '../machine/counted.ts';

/** The path of this page in the app's router. */
const HERE = '/learn/recording';

/** The next step of the person: start the recording, sign in, or look at the messages. */
export type RecordingStep = 'record' | 'sign in' | 'look';

const STEPS: Readonly<Record<RecordingStep, string>> = {
  record: 'Start the recorder',
  'sign in': 'Sign in: the browser goes to the server’s page, and comes back here',
  look: 'Look at what was sent',
};

/** Shows the steps of a recording: record, sign in, look. Only the current step has a button. */
export function RecordingSteps({
  step,
  messages,
  onRecord,
  onDelete,
}: {
  step: RecordingStep;
  messages: number;
  onRecord(): void;
  onDelete(): void;
}) {
  const names = Object.keys(STEPS);
  return (
    <Panel title="Three steps">
      <ol className="grid gap-4">
        {Object.entries(STEPS).map(([name, text], index) => {
          const current = name === step;
          const done = index < names.indexOf(step);
          return (
            <li
              key={name}
              aria-current={current ? 'step' : undefined}
              className={`grid grid-cols-[1.5rem_minmax(0,1fr)] items-baseline gap-x-3 gap-y-3 ${current ? '' : 'text-soft'}`}
            >
              {done ? (
                <CircleCheck className="size-5 self-center text-ok" aria-label="Done:" />
              ) : (
                <span className="font-mono text-sm">{index + 1}</span>
              )}
              <span className={current ? 'font-semibold' : ''}>{text}</span>
              {current && (
                <div className="col-start-2 grid justify-items-start gap-3">
                  {step === 'record' && <Record onRecord={onRecord} />}
                  {step === 'sign in' && <SignIn />}
                  {step === 'look' && (
                    <p role="status">
                      The machine has {counted(messages, 'message')}. Press a message to read it.
                    </p>
                  )}
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {step !== 'record' && <Button onClick={onDelete}>Stop and delete the recording</Button>}
    </Panel>
  );
}

function Record({ onRecord }: { onRecord(): void }): ReactNode {
  const { session, state } = useSession();
  if ('grant' in state) {
    return (
      <>
        <Notice tone="info" title="You are signed in already">
          A sign-out ends a recording, so sign out before you record. After that, come back here from chapter
          0.
        </Notice>
        <Button variant="primary" onClick={() => void session.signOut()}>
          Sign out first
        </Button>
      </>
    );
  }
  return (
    <Button variant="primary" onClick={onRecord}>
      Record my sign-in
    </Button>
  );
}

function SignIn(): ReactNode {
  const { session, state } = useSession();
  const waits = state.status !== 'signed-out' && state.status !== 'failed' && state.status !== 'signed-in';
  return (
    <>
      {state.status === 'failed' && (
        <Notice tone="bad" title="The sign-in failed">
          {state.error.message}
        </Notice>
      )}
      <Button variant="primary" pending={waits} onClick={() => void session.signIn(HERE)}>
        Sign in, and come back here
      </Button>
    </>
  );
}
