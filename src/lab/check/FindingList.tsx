import { ServerText } from '../../ui/ServerText.tsx';
import type { Exchange } from '../machine/wire/exchange.ts';
import { type Finding, GROUP_TITLES } from './engine/findings.ts';
import { appearanceOf } from './FindingIcon.tsx';
import { MessageDetails } from './MessageDetails.tsx';

/** The findings of one section. Sections that require a change are open, and all other sections are folded. */
export function FindingList({
  title,
  findings,
  log,
  folded = false,
}: {
  title: string;
  findings: readonly Finding[];
  log: readonly Exchange[];
  folded?: boolean;
}) {
  if (!findings.length) return null;
  const list = (
    <ul className="grid gap-2">
      {findings.map((finding) => (
        <li key={finding.id}>
          <FindingItem finding={finding} log={log} />
        </li>
      ))}
    </ul>
  );
  if (!folded) {
    return (
      <section className="grid gap-3">
        <h2 className="text-2xl">
          {title} <span className="text-soft">({findings.length})</span>
        </h2>
        {list}
      </section>
    );
  }
  return (
    <details className="group/list">
      <summary className="cursor-pointer py-1">
        <h2 className="inline text-2xl">
          {title} <span className="text-soft">({findings.length})</span>
        </h2>
      </summary>
      <div className="pt-3">{list}</div>
    </details>
  );
}

function FindingItem({ finding, log }: { finding: Finding; log: readonly Exchange[] }) {
  const { demands, clause, group, severity, shownBy, result } = finding;
  const { Icon, ink, word } = appearanceOf(finding);
  const messages = log.filter(({ id }) => shownBy.includes(id));
  return (
    <details className="rounded-card border border-rule bg-raised" open={result === 'fail'}>
      <summary className="flex cursor-pointer gap-3 px-4 py-2.5">
        <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${ink}`} />
        <span className="min-w-0 grow">
          {result === 'fail' && <span className={`font-semibold ${ink}`}>{word}: </span>}
          <span className="font-semibold">{demands}</span>
          {result !== 'fail' && <span className={`ml-2 text-sm ${ink}`}>{word}</span>}
        </span>
      </summary>
      <div className="grid gap-3 border-rule border-t px-4 py-3">
        <Explanation finding={finding} />
        <p className="text-soft text-sm">
          {GROUP_TITLES[group]} {severity === 'must' ? 'Required' : 'Recommended'} by{' '}
          <a className="text-accent underline" href={clause.url} target="_blank" rel="noreferrer">
            {clause.label}
          </a>
          .
        </p>
        {messages.map((exchange) => (
          <MessageDetails key={exchange.id} exchange={exchange} log={log} />
        ))}
      </div>
    </details>
  );
}

function Explanation({ finding }: { finding: Finding }) {
  switch (finding.result) {
    case 'pass':
      return finding.note === undefined ? null : <PlainText>{finding.note}</PlainText>;
    case 'not testable':
      return (
        <>
          <PlainText>{finding.reason}</PlainText>
          {finding.personSaw !== undefined && (
            <p>
              <span className="font-semibold">You reported:</span> {finding.personSaw}
            </p>
          )}
        </>
      );
    case 'fail':
      return (
        <>
          <PlainText>{finding.saw}</PlainText>
          <div className="grid gap-2">
            <div>
              <span className="font-semibold">To do: </span>
              <ServerText text={finding.fix.say} kind="description" />
            </div>
            {finding.fix.code && (
              <pre className="whitespace-pre-wrap break-all rounded-control bg-sunken px-3 py-2 font-mono text-xs leading-5">
                <ServerText text={finding.fix.code} kind="content" />
              </pre>
            )}
          </div>
        </>
      );
    default:
      return finding satisfies never;
  }
}

/** Shows a text as plain text, with its line breaks. The text may quote a server. */
function PlainText({ children }: { children: string }) {
  return (
    <div className="whitespace-pre-line break-words">
      <ServerText text={children} kind="description" />
    </div>
  );
}
