import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { documentAt, type Evidence } from './engine/evidence.ts';
import { countFindings, type Finding, obstacleOf } from './engine/findings.ts';
import { whyUnasked } from './engine/named-address.ts';
import { isWebPage, needsNoToken, speaksMcp, whatItAnswered } from './engine/server-kind.ts';

/** The report in four numbers and a sentence, and who was asked. */
export function Summary({ evidence, findings }: { evidence: Evidence; findings: readonly Finding[] }) {
  const { broken, advice, kept, open, awaitingProbes } = countFindings(findings);
  const numbers: [string, number, string][] = [
    ['broken', broken, broken ? 'text-bad' : 'text-soft'],
    ['advice', advice, advice ? 'text-wait' : 'text-soft'],
    ['kept', kept, 'text-ok'],
    ['not testable', open, 'text-soft'],
  ];
  return (
    <Panel title="What was found" aside={<ServerText text={evidence.serverUrl} kind="name" />}>
      <p className="font-serif text-lg leading-7">{verdict(obstacleOf(findings), broken, evidence)}</p>
      <dl className="my-4 grid grid-cols-2 gap-3 sm:grid-cols-4">
        {numbers.map(([label, number, ink]) => (
          <div key={label} className="flex flex-col-reverse justify-end border-rule border-l-2 pl-3">
            <dt className="text-soft text-sm">{label}</dt>
            <dd className={`font-serif text-3xl leading-none ${ink}`}>{number}</dd>
          </div>
        ))}
      </dl>
      {awaitingProbes > 0 && (
        <p className="mb-3 text-soft text-sm">Of the last, {awaitingProbes} wait for a probe.</p>
      )}
      <p className="text-soft text-sm">Asked, and nobody else:</p>
      <ul className="text-sm">
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

function verdict(obstacle: Finding | undefined, broken: number, evidence: Evidence): string {
  const { probes, serverLocations } = evidence;
  if (isWebPage(evidence)) return 'This is a web page and not an MCP server.';
  if (needsNoToken(evidence)) {
    return 'This server lets clients in without a token, and names no authorization server. This page sees nothing to sign in to.';
  }
  if (obstacle) return `A page cannot sign in here. The first rule that is broken: “${obstacle.demands}”.`;
  const [unasked] = evidence.unasked;
  if (unasked && !documentAt(serverLocations)) return `The report ended early. ${whyUnasked(unasked)}`;
  if (evidence.challenge?.outcome === 'answered' && !speaksMcp(evidence)) return whatItAnswered(evidence);
  if (!documentAt(serverLocations)) return 'The report ended before it could tell.';
  if (broken) return 'A page can sign in here, and should not yet: the server does not keep what it must.';
  return Object.keys(probes).length
    ? 'A page can sign in here. The probes that were run broke no rule.'
    : 'A page can find its way to the sign-in. Whether the server enforces what it promises, the probes tell.';
}
