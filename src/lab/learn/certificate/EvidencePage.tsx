import { use, useState } from 'react';
import { Button, buttonClass } from '../../../ui/Button.tsx';
import { Notice } from '../../../ui/Notice.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { ServerText } from '../../../ui/ServerText.tsx';
import { useStore } from '../../../ui/use-store.ts';
import { CoursePage } from '../CoursePage.tsx';
import { ProgressContext } from '../progress-context.ts';
import { CheckedChapter } from './CheckedChapter.tsx';
import { type ChapterCheck, checkCertificate } from './check-certificate.ts';
import {
  type EvidenceFile,
  EvidenceFileError,
  exportedEvidence,
  type ProvenChapter,
  readEvidenceFile,
} from './evidence-file.ts';

export function EvidencePage() {
  const progress = use(ProgressContext);
  const { proven } = useStore(progress);
  const [checked, setChecked] = useState<{ name: string; found: readonly ChapterCheck[] }>();
  const [problem, setProblem] = useState<string>();
  const [taken, setTaken] = useState(false);

  async function open(name: string, file: EvidenceFile): Promise<void> {
    setTaken(false);
    setChecked(undefined);
    setProblem(undefined);
    try {
      setChecked({ name, found: await checkCertificate(await readEvidenceFile(file)) });
    } catch (error) {
      if (!(error instanceof EvidenceFileError)) throw error;
      setProblem(error.message);
    }
  }

  const holding = (checked?.found ?? []).filter(({ holds }) => holds).map(({ chapter }) => chapter);

  return (
    <CoursePage title="Check evidence">
      <div className="prose">
        <p>
          The messages are the only certificate. <em>Export progress</em> writes them into a file. This page
          reads the file, and proves each chapter again by the same rules. Nothing leaves this tab.
        </p>
      </div>
      <div className="flex flex-wrap gap-3">
        <label
          className={`${buttonClass(checked ? 'secondary' : 'primary')} focus-within:outline-2 focus-within:outline-accent`}
        >
          Open an evidence file
          <input
            type="file"
            accept="application/json,.json"
            className="sr-only"
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              target.value = '';
              if (file) void open(file.name, file);
            }}
          />
        </label>
        {proven.length > 0 && (
          <Button
            onClick={() => void open('your own progress', new Blob([exportedEvidence(progress, Date.now())]))}
          >
            Check my own progress
          </Button>
        )}
      </div>
      {problem !== undefined && (
        <Notice tone="bad" title="This file is not evidence">
          <ServerText text={problem} kind="description" />
        </Notice>
      )}
      {checked && (
        <>
          <Notice
            tone={holding.length === checked.found.length ? 'ok' : 'bad'}
            title={`${holding.length} of ${checked.found.length} chapters hold`}
          >
            Read from <ServerText text={checked.name} kind="name" />.
          </Notice>
          {checked.found.map((check) => (
            <CheckedChapter key={check.chapter.slug} check={check} />
          ))}
          <NotChecked />
          <TakeOver
            chapters={holding}
            taken={taken}
            onTake={() => {
              progress.replace(holding);
              setTaken(true);
            }}
          />
        </>
      )}
    </CoursePage>
  );
}

function NotChecked() {
  return (
    <Panel title="What this cannot show">
      <ul className="grid list-disc gap-2 pl-5">
        <li>
          <strong>Who</strong> proved the chapters. The file names no person, and everyone who has it can pass
          it on.
        </li>
        <li>
          <strong>When</strong> they were proven. The times are those of the browser’s own clock.
        </li>
        <li>
          That the messages <strong>were sent</strong>. A browser cannot sign a file for the person who uses
          it: a person who knows the protocol well enough can write such a file by hand.
        </li>
        <li>
          The <strong>signatures</strong> of tokens. The servers that signed the tokens ran in a tab, and
          their keys are gone with that tab.
        </li>
        <li>
          What is <strong>masked</strong>: messages to servers outside the tab are exported without secrets,
          so the hashes in them cannot be computed again.
        </li>
      </ul>
    </Panel>
  );
}

function TakeOver({
  chapters,
  taken,
  onTake,
}: {
  chapters: readonly ProvenChapter[];
  taken: boolean;
  onTake(): void;
}) {
  if (taken) {
    return (
      <Notice tone="ok" title="This is your progress now">
        You can bring back your earlier progress in the list of the chapters.
      </Notice>
    );
  }
  if (chapters.length === 0) return null;
  return (
    <div className="grid justify-items-start gap-2">
      <p>
        You can go on from here: the proven chapters of the file replace the progress in this browser. You can
        undo this.
      </p>
      <Button onClick={onTake}>Use it as my progress</Button>
    </div>
  );
}
