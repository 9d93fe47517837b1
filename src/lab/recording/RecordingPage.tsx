import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { useStore } from '../../ui/use-store.ts';
import { LabLayout, Workbench } from '../machine/LabLayout.tsx';
import { createMachine } from '../machine/machine.ts';
import { MachinePane } from '../machine/panes/MachinePane.tsx';
import { createRun } from '../machine/run/run.ts';
import { useTitle } from '../machine/use-title.ts';
import { deleteRecordings, RECORDINGS_DELETED } from './delete-recordings.ts';
import { recordingSettled } from './instrument.ts';
import { RecordingSteps } from './RecordingSteps.tsx';
import { beginRecording, deleteOldRecordings, hasRecordings, recordedExchanges } from './recorded-log.ts';
import { createRecording, recordingOf, startRecording, stopRecording } from './recording.ts';

/** Records the app's own sign-in. The browser goes from this page to the server's pages, and comes back. */
export function RecordingPage() {
  const [machine] = useState(() => createMachine({ origin: location.origin, createRun }));
  const log = useStore(machine.log);
  const [recording, setRecording] = useState(() => recordingOf(sessionStorage));
  const [otherTabs, setOtherTabs] = useState(false);
  const [unavailable, setUnavailable] = useState(false);
  useTitle('Your own sign-in');
  useEffect(() => {
    machine.log.clear();
    let current = true;
    async function show(): Promise<void> {
      await deleteOldRecordings(Date.now());
      // A sign-in that ends here may have messages that are still on their way to the disk.
      await recordingSettled();
      const own = recordingOf(sessionStorage);
      const kept = own ? await recordedExchanges(own) : [];
      const any = await hasRecordings();
      if (!current) return;
      for (const exchange of kept) machine.log.open(exchange);
      setOtherTabs(any && !own);
    }
    show().catch(() => {
      if (current) setUnavailable(true);
    });
    const channel = new BroadcastChannel(RECORDINGS_DELETED);
    channel.onmessage = () => {
      stopRecording(sessionStorage);
      machine.log.clear();
      setRecording(undefined);
      setOtherTabs(false);
    };
    return () => {
      current = false;
      channel.close();
    };
  }, [machine]);

  async function record(): Promise<void> {
    const begun = createRecording();
    try {
      await beginRecording(begun, Date.now());
      startRecording(sessionStorage, begun);
      // The app installs the recorder when it starts.
      location.reload();
    } catch {
      setUnavailable(true);
    }
  }

  async function deleteAll(): Promise<void> {
    // Deletes the key first: without the key, the stored messages cannot be read.
    stopRecording(sessionStorage);
    setRecording(undefined);
    machine.log.clear();
    try {
      await deleteRecordings();
      setOtherTabs(false);
    } catch {
      setUnavailable(true);
    }
  }

  return (
    <LabLayout>
      <Workbench machine={<MachinePane machine={machine} log={log} />}>
        <h1 className="text-4xl leading-tight">Your own sign-in</h1>
        <div className="prose">
          <p>
            The chapters do not touch the app. This page records the app itself. When you sign in, this tab
            goes to the authorization server and comes back. A page loses its memory when the tab leaves it,
            so the messages are stored first.
          </p>
          <p>
            What you type at the server’s own page is not recorded. That page belongs to the server, and this
            app cannot see it. That is the purpose of the redirect.
          </p>
          <p>
            A recording holds codes and tokens. This tab encrypts it with a key that only the tab and its
            copies have, so no other tab can read the recording. The recording is deleted when you sign out,
            in any tab; when you delete it on this page, in any tab; and when this page is opened more than 24
            hours later.
          </p>
        </div>
        <RecordingSteps
          step={!recording ? 'record' : log.length === 0 ? 'sign in' : 'look'}
          messages={log.length}
          onRecord={() => void record()}
          onDelete={() => void deleteAll()}
        />
        {otherTabs && (
          <div>
            <Button onClick={() => void deleteAll()}>Delete the recordings of other tabs</Button>
          </div>
        )}
        {unavailable && (
          <Notice tone="bad" title="The recordings could not be read, stored or deleted">
            Some browsers refuse IndexedDB in private windows or with a full disk. Use an ordinary window, or
            delete the data of this site in the browser’s settings.
          </Notice>
        )}
        <p>
          <TextLink to="/learn">Back to the chapters</TextLink>
        </p>
      </Workbench>
    </LabLayout>
  );
}
