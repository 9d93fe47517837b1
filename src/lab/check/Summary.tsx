import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import type { Evidence } from './engine/evidence.ts';
import { countFindings, type Finding } from './engine/findings.ts';
import { verdictOf } from './engine/verdict.ts';

/** Shows the report in one sentence and four numbers, and lists the origins that may get requests. */
export function Summary({ evidence, findings }: { evidence: Evidence; findings: readonly Finding[] }) {
  const { broken, advice, kept, open, awaitingProbes } = countFindings(findings);
  const numbers: [string, number, string][] = [
    ['broken', broken, broken ? 'text-bad' : 'text-soft'],
    ['advice', advice, advice ? 'text-wait' : 'text-soft'],
    ['kept', kept, 'text-ok'],
    ['not testable', open, 'text-soft'],
  ];
  return (
    <Panel title="What was found" aside={<ServerText text={evidence.serverUrl} kind="value" />}>
      <div className="font-serif text-lg leading-7">
        <ServerText text={verdictOf(evidence, findings).text} kind="description" />
      </div>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {numbers.map(([label, number, ink]) => (
          <div key={label} className="flex flex-col-reverse justify-end border-rule border-l-2 pl-3">
            <dt className="text-soft text-sm">{label}</dt>
            <dd className={`font-serif text-3xl leading-none ${ink}`}>{number}</dd>
          </div>
        ))}
      </dl>
      {awaitingProbes > 0 && (
        <p className="text-soft text-sm">
          Probes could decide {awaitingProbes} of the findings that are not testable.
        </p>
      )}
      <p className="text-soft text-sm">This report may send requests only to:</p>
      <ul className="-mt-3 text-sm">
        {evidence.asked.map(({ origin, namedBy }) => (
          <li key={origin}>
            <code className="break-all">{origin}</code>
            <span className="text-soft">, named by {namedBy}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
