import { Button } from '../../ui/Button.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { useStore } from '../../ui/use-store.ts';
import type { Finding } from './engine/findings.ts';
import { PERSON_SAW, type PersonSaw, type Probe, type ProbeEvidence } from './engine/probes/probe.ts';
import type { ServerReport } from './engine/report.ts';
import { FindingIcon } from './FindingIcon.tsx';

const SAW = Object.entries(PERSON_SAW) as [PersonSaw, string][];

/** Shows a probe: what it does and how it ended. If the browser did not return, asks the person what they saw. */
export function ProbeItem({
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
  const { evidence, activity, probe: running, waitsUntilMs } = useStore(report);
  const seen = evidence?.probes[id];
  const isWithoutResponse = seen?.status === 'left' || seen?.status === 'no response';
  const asksPerson = isWithoutResponse && seen.requestId !== undefined && running !== id;
  return (
    <div className="grid gap-2 rounded-control border border-rule px-3 py-2.5">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h3 className="font-sans font-semibold">{title}</h3>
        <span className="text-soft text-sm">
          {running === id ? runningText(waitsUntilMs) : <ServerText text={statusText(seen)} kind="value" />}
        </span>
        <span className="ml-auto">
          <Button
            variant={isNext ? 'primary' : 'secondary'}
            pending={activity !== 'idle' && (running === id || 'another probe')}
            onClick={() => void report.run(id)}
          >
            {seen ? 'Run again' : 'Run'}
            <span className="sr-only"> “{title}”</span>
          </Button>
        </span>
      </div>
      <p className="text-soft text-sm">{does}</p>
      {seen && <ProbeFindings findings={findings.filter(({ shownBy }) => shownBy.some(isMessageOf(seen)))} />}
      {asksPerson && (
        <fieldset className="grid gap-1.5 rounded-control bg-wait-tint px-3 py-2 text-sm">
          <legend className="sr-only">What you saw: {title}</legend>
          <p className="font-semibold">No response came back. What did you see?</p>
          {SAW.map(([saw, words]) => (
            <label key={saw} className="flex items-baseline gap-2">
              <input
                type="radio"
                name={`saw-${id}`}
                checked={seen.personSaw === saw}
                onChange={() => report.recordPersonSaw(id, saw)}
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
function ProbeFindings({ findings }: { findings: readonly Finding[] }) {
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

function isMessageOf({ requestId, response, steps }: ProbeEvidence): (messageId: number) => boolean {
  const ids = [requestId, response?.exchangeId, ...Object.values(steps).map(({ exchangeId }) => exchangeId)];
  return (messageId) => ids.includes(messageId);
}

function runningText(waitsUntilMs: number | undefined): string {
  if (waitsUntilMs === undefined) return 'running';
  return `waits until ${new Date(waitsUntilMs).toLocaleTimeString([], { timeStyle: 'short' })}`;
}

function statusText(seen: ProbeEvidence | undefined): string {
  if (!seen) return 'not run';
  switch (seen.status) {
    case 'left':
      return 'left, not back yet';
    case 'no response':
      return 'no response';
    case 'stopped':
      return 'stopped';
    case 'answered':
      if (seen.response?.ignored) return `answered, but ${seen.response.ignored}`;
      return seen.response?.error ? `answered ${seen.response.error}` : 'done';
    default:
      return seen.status satisfies never;
  }
}
