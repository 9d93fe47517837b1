import { Notice } from '../../../ui/Notice.tsx';
import { ServerText } from '../../../ui/ServerText.tsx';
import { titleOf } from '../../machine/panes/actors.ts';
import { requestLabel } from '../../machine/panes/diagram-lines.ts';
import { SpecLink } from '../../machine/panes/SpecLink.tsx';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { verdictOn } from './verdict.ts';

export function VerdictNotice({ exchange }: { exchange: Exchange | undefined }) {
  const verdict = exchange && verdictOn(exchange);
  if (!verdict) return null;
  const server = `The ${titleOf(verdict.by).replace(/^A/, 'a')}`;
  const sent = `Message ${exchange.id}, ${requestLabel(exchange.request)}`;
  if (!verdict.refusal) {
    return (
      <Notice tone="info" title={`${server} accepted the message: ${verdict.status}`}>
        <p>{sent}.</p>
        {verdict.holds.length > 0 && (
          <p>
            The response has <ServerText text={verdict.holds.join(', ')} kind="value" />.
          </p>
        )}
      </Notice>
    );
  }
  const { error, reason, rule } = verdict.refusal;
  return (
    <Notice tone="bad" title={`${server} refused the message: ${verdict.status}`}>
      <p>
        {sent}: <ServerText text={error} kind="value" />
      </p>
      {reason !== undefined && <p>The log of the server says: {reason}.</p>}
      {rule && (
        <p>
          The rule: <SpecLink to={rule} />
        </p>
      )}
    </Notice>
  );
}
