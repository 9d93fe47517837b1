import { type ReactNode, useState } from 'react';
import { Link } from 'react-router-dom';
import { useStore } from '../../ui/use-store.ts';
import { counted } from '../machine/counted.ts';
import { download } from '../machine/download.ts';
import type { Progress } from './progress.ts';

const LINK = 'cursor-pointer justify-self-start text-accent underline';

export function ProgressActions({ progress }: { progress: Progress }) {
  const { proven, canUndo } = useStore(progress);
  const [asking, setAsking] = useState(false);

  async function exportEvidence(): Promise<void> {
    const { exportedEvidence } = await import('./certificate/evidence-file.ts');
    download('pkce-lab-evidence.json', exportedEvidence(progress, Date.now()));
  }

  if (asking) {
    return (
      <p className="flex flex-wrap gap-x-4 gap-y-1 px-2 text-sm xl:grid xl:gap-1">
        <span>Forget {counted(proven.length, 'proven chapter')} and the saved messages?</span>
        <Act
          onPress={() => {
            progress.reset();
            setAsking(false);
          }}
        >
          Yes, reset
        </Act>
        <Act onPress={() => setAsking(false)}>No, keep them</Act>
      </p>
    );
  }
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 px-2 text-sm xl:grid xl:gap-1">
      {proven.length > 0 && (
        <Act onPress={() => void exportEvidence()}>
          Export<span className="max-xl:sr-only"> progress</span>
        </Act>
      )}
      <Link to="/learn/evidence" className={`${LINK} ${proven.length ? '' : 'max-xl:hidden'}`}>
        Import<span className="max-xl:sr-only"> progress</span>
      </Link>
      {proven.length > 0 && (
        <Act onPress={() => setAsking(true)}>
          Reset<span className="max-xl:sr-only"> progress</span>
        </Act>
      )}
      {canUndo && <Act onPress={progress.undo}>Bring back the earlier progress</Act>}
    </p>
  );
}

function Act({ onPress, children }: { onPress(): void; children: ReactNode }) {
  return (
    <button type="button" onClick={onPress} className={LINK}>
      {children}
    </button>
  );
}
