import { CircleCheck, CircleHelp, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Panel } from '../../../ui/Panel.tsx';
import { ServerText } from '../../../ui/ServerText.tsx';
import { counted } from '../../machine/counted.ts';
import type { ChapterCheck } from './check-certificate.ts';
import type { LogCheck } from './check-log.ts';

const RESULTS = {
  holds: { Icon: CircleCheck, look: 'text-ok' },
  fails: { Icon: CircleX, look: 'text-bad' },
  'cannot be checked': { Icon: CircleHelp, look: 'text-wait' },
} as const;

/** What each rule compares in the messages. */
const RULES: Readonly<Record<LogCheck['rule'], string>> = {
  hash: 'Verifiers hashed again, and compared with their challenges',
  order: 'Codes issued before they were exchanged for tokens',
  state: 'Responses with a state that was sent before',
  verdict: 'Responses that agree with what the server recorded',
};

export function CheckedChapter({ check }: { check: ChapterCheck }) {
  const { chapter, question, criteria, checks } = check;
  const nothing = chapter.log.length + chapter.decisions.length === 0;
  const shown = nothing ? [] : criteria;
  return (
    <Panel
      title={question ?? <ServerText text={chapter.slug} kind="name" />}
      aside={`${new Date(chapter.atMs).toLocaleDateString()} · ${counted(chapter.log.length, 'message')}`}
    >
      <ul className="grid gap-1.5">
        {question === undefined && <Line result="fails">This version has no such chapter.</Line>}
        {nothing && (
          <Line result="cannot be checked">
            The file has no messages and no decisions of this chapter, so nothing can be proven again.
          </Line>
        )}
        {shown.map(({ text, met }) => (
          <Line key={text} result={met ? 'holds' : 'fails'}>
            {text}
          </Line>
        ))}
        {Object.entries(RULES).map(([rule, text]) => (
          <Rule key={rule} text={text} checks={checks.filter((one) => one.rule === rule)} />
        ))}
      </ul>
    </Panel>
  );
}

function Rule({ text, checks }: { text: string; checks: readonly LogCheck[] }) {
  if (checks.length === 0) return null;
  const held = checks.filter(({ result }) => result === 'holds');
  const others = checks.filter(({ result }) => result !== 'holds');
  const worst = others.find(({ result }) => result === 'fails') ?? others[0];
  return (
    <Line result={worst?.result ?? 'holds'}>
      {text}: {held.length} of {checks.length}
      {others.map(({ messageId, result, why }) => (
        <span key={messageId} className="block break-words text-soft text-sm">
          Message {messageId} {result === 'fails' ? 'does not agree' : 'cannot be checked'}:{' '}
          <ServerText text={why ?? ''} kind="content" />
        </span>
      ))}
    </Line>
  );
}

function Line({ result, children }: { result: LogCheck['result']; children: ReactNode }) {
  const { Icon, look } = RESULTS[result];
  return (
    <li className="flex gap-2">
      <Icon aria-hidden className={`mt-1 size-4 shrink-0 ${look}`} />
      <span className="min-w-0">
        <span className="sr-only">{result}: </span>
        {children}
      </span>
    </li>
  );
}
