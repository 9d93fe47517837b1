import { useEffect, useState, useSyncExternalStore } from 'react';
import { Link } from 'react-router-dom';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { LabFrame, Workbench } from '../LabFrame.tsx';
import { createMachine } from '../machine.ts';
import { FollowedValueProvider } from '../panes/followed-value.tsx';
import { MachinePane } from '../panes/MachinePane.tsx';
import { createRun } from '../run/run.ts';
import { forgetExchanges, keptExchanges } from './own-run-log.ts';
import { isRecording, recordingName, startRecording, stopRecording } from './recording.ts';

/** The app's own sign-in, as it really went: out of this page, through the server's, and back. */
export function OwnRunPage() {
  const [machine] = useState(() => createMachine({ origin: location.origin, createRun }));
  const log = useSyncExternalStore(machine.log.subscribe, machine.log.getSnapshot);
  const [recording, setRecording] = useState(() => isRecording(sessionStorage));
  useEffect(() => {
    document.title = 'Your own sign-in. PKCE Lab';
    machine.log.clear();
    let current = true;
    void keptExchanges(recordingName(sessionStorage)).then((kept) => {
      if (current) for (const exchange of kept) machine.log.open(exchange);
    });
    return () => {
      current = false;
    };
  }, [machine]);

  async function forget(): Promise<void> {
    stopRecording(sessionStorage);
    await forgetExchanges();
    machine.log.clear();
    setRecording(false);
  }

  return (
    <LabFrame>
      <FollowedValueProvider>
        <Workbench machine={<MachinePane machine={machine} log={log} />}>
          <h1 className="text-4xl leading-tight">Your own sign-in</h1>
          <div className="prose">
            <p>
              The chapters run beside the app and leave it alone. Here is the app itself: when you sign in,
              this tab really leaves for the authorization server and comes back, and a page that is left
              forgets everything. So the messages are written down before it goes.
            </p>
            <p>
              What you type at the server’s own page is not among them. That page belongs to somebody else,
              and this one cannot see it, which is the point.
            </p>
            <p>
              A recording holds codes and tokens. It stays in this browser, is not made unless you ask for it,
              and is gone when you forget it.
            </p>
          </div>
          <div className="flex flex-wrap gap-3">
            {recording ? (
              <>
                {/* A full load: the app puts itself together anew, with the recorder in place. */}
                <a href={import.meta.env.BASE_URL} className={buttonClass('primary')}>
                  Sign in, and come back here
                </a>
                <Button onClick={() => void forget()}>Stop, and forget it</Button>
              </>
            ) : (
              <Button
                variant="primary"
                onClick={() => {
                  startRecording(sessionStorage);
                  setRecording(true);
                }}
              >
                Record my sign-in
              </Button>
            )}
          </div>
          <p>
            <Link className="text-accent underline" to="/learn">
              Back to the chapters
            </Link>
          </p>
        </Workbench>
      </FollowedValueProvider>
    </LabFrame>
  );
}
