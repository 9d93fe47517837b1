import { ServerText } from '../../../ui/ServerText.tsx';
import type { ServerView as Seen } from '../wire/exchange.ts';
import { Followable } from './followed-value.tsx';

/** Shows what a server compared and decided. No message shows this. */
export function ServerView({ observations }: { observations: readonly Seen[] }) {
  if (!observations.length) return null;
  return (
    <section className="rounded-control border border-strong border-dashed p-2">
      <h3 className="font-semibold text-authorization-server">Seen by the server alone</h3>
      <ul className="grid gap-1">
        {observations.map((observation) => (
          <li key={JSON.stringify(observation)}>
            <Line observation={observation} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ observation }: { observation: Seen }) {
  switch (observation.kind) {
    case 'refused':
      return <Said before="refused" text={observation.rejection.reason} />;
    case 'tolerated':
      return <Said before="let through" text={observation.rejection.reason} />;
    case 'compared PKCE': {
      const { method, storedChallenge, computedFromVerifier, equal } = observation.comparison;
      return (
        <span className="grid grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)] items-center gap-x-3">
          <span className="text-soft text-xs">
            {method === 'S256' ? 'SHA-256 of the verifier' : 'The verifier itself'}
          </span>
          <span className="col-start-3 text-soft text-xs">challenge stored with the code</span>
          <Followable value={computedFromVerifier} />
          <span className={`text-xl ${equal ? 'text-ok' : 'text-bad'}`}>
            <span aria-hidden="true">{equal ? '=' : '≠'}</span>
            <span className="sr-only">{equal ? 'equals' : 'differs from'}</span>
          </span>
          <Followable value={storedChallenge} />
        </span>
      );
    }
    case 'stored pushed request':
      return observation.codeChallenge === undefined
        ? 'stored the request'
        : 'stored the request, so its challenge does not travel through the browser; the code still needs the verifier';
    case 'issued code':
      return observation.codeChallenge === undefined
        ? 'issued a code'
        : 'issued a code, and stored the challenge beside it';
    case 'issued tokens':
      return 'issued tokens';
    case 'revoked grant':
      return <Said before="revoked the grant" text={observation.because} />;
    case 'introspected':
      return observation.active ? (
        'said what the token means'
      ) : (
        <Said before="said that the token is not active, but not why" text={observation.because} />
      );
    case 'was asked whether revoked':
      return `was asked by the MCP server whether this token was revoked: ${observation.revoked ? 'yes' : 'no'}. Both servers run in this tab, so no message shows it`;
    case 'registered client':
      return <Said before="registered the client" text={`“${observation.client.clientName}”`} />;
    case 'wrote down': {
      const { event, subject, detail } = observation.entry;
      return <Said before="wrote down" text={[event, subject, detail].filter(Boolean).join(', ')} />;
    }
    default:
      return observation satisfies never;
  }
}

/** A text of the server, or of a file that was opened. */
function Said({ before, text }: { before: string; text: string }) {
  return (
    <>
      {before}: <ServerText text={text} kind="value" />
    </>
  );
}
