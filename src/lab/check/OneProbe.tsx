import { Button } from '../../ui/Button.tsx';
import { useStore } from '../../ui/use-store.ts';
import type { Finding } from './engine/findings.ts';
import { PERSON_SAW, type PersonSaw, type Probe, type ProbeEvidence } from './engine/probes/probe.ts';
import type { ServerReport } from './engine/report.ts';
import { FindingIcon } from './FindingIcon.tsx';

const SAW = Object.entries(PERSON_SAW) as [PersonSaw, string][];

/** A probe: what it does, how far it came, and what the person saw where it did not come back. */
export function OneProbe({
  probe: { id, title, does },
  report,
  findings,
  isNext = false,
}: {
  probe: Probe;
  report: ServerReport;
  findings: readonly Finding[];
  isNext?: boolean;
}) {
  const { evidence, doing, probe: running, waitsUntilMs } = useStore(report);
  const seen = evidence?.probes[id];
  const askWhatWasSeen = seen && !seen.answer && seen.requestId !== undefined && running !== id;
  return (
    <div className="grid gap-2 rounded-control border border-rule px-3 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="font-sans font-semibold">{title}</h3>
        <span className="text-soft text-sm">
          {running === id ? underWay(waitsUntilMs) : stageInWords(seen)}
        </span>
        <span className="ml-auto">
          <Button
            variant={isNext ? 'primary' : 'secondary'}
            pending={doing !== 'nothing'}
            onClick={() => void report.run(id)}
          >
            {seen ? 'Run again' : 'Run'}
            <span className="sr-only"> “{title}”</span>
          </Button>
        </span>
      </div>
      <p className="text-soft text-sm">{does}</p>
      {seen && <WhatItShowed findings={findings.filter(({ shownBy }) => shownBy.some(isOf(seen)))} />}
      {askWhatWasSeen && (
        <fieldset className="grid gap-1.5 rounded-control bg-wait-tint px-3 py-2 text-sm">
          <legend className="sr-only">What you saw: {title}</legend>
          <p className="font-semibold">Nothing came back. What did you see?</p>
          {SAW.map(([saw, words]) => (
            <label key={saw} className="flex items-baseline gap-2">
              <input
                type="radio"
                name={`saw-${id}`}
                checked={seen.personSaw === saw}
                onChange={() => report.tell(id, saw)}
              />
              {words}
            </label>
          ))}
        </fieldset>
      )}
    </div>
  );
}

/** The findings that a message of this probe shows. */
function WhatItShowed({ findings }: { findings: readonly Finding[] }) {
  const settled = findings.filter(({ result }) => result !== 'not testable');
  if (!settled.length) return null;
  return (
    <ul className="grid gap-1 text-sm">
      {settled.map((finding) => (
        <li key={finding.id} className="flex gap-2">
          <FindingIcon finding={finding} />
          <span>{finding.demands}</span>
        </li>
      ))}
    </ul>
  );
}

function isOf({ requestId, answer, steps }: ProbeEvidence): (messageId: number) => boolean {
  const ids = [requestId, answer?.exchangeId, ...Object.values(steps).map(({ exchangeId }) => exchangeId)];
  return (messageId) => ids.includes(messageId);
}

function underWay(waitsUntilMs: number | undefined): string {
  if (waitsUntilMs === undefined) return 'under way';
  return `waits until ${new Date(waitsUntilMs).toLocaleTimeString([], { timeStyle: 'short' })}`;
}

function stageInWords(seen: ProbeEvidence | undefined): string {
  if (!seen) return 'not run';
  switch (seen.stage) {
    case 'left':
      return 'left, and not come back';
    case 'no answer':
      return 'nothing came back';
    case 'stopped':
      return 'stopped';
    case 'answered':
      if (seen.answer?.notActedOn) return `answered, but ${seen.answer.notActedOn}`;
      return seen.answer?.error ? `answered ${seen.answer.error}` : 'done';
    default:
      return seen.stage satisfies never;
  }
}
