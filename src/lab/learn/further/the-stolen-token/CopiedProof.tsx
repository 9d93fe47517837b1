import { tokenIn } from '../../../machine/run/copied-call.ts';
import type { Exchange } from '../../../machine/wire/exchange.ts';
import { readClaims } from '../../chapters/token-claims.ts';
import { OpenedClaims } from '../OpenedClaims.tsx';

/** What each claim of a proof says (RFC 9449 §4.2). */
const MEANINGS: Readonly<Record<string, string>> = {
  jti: 'the name of this proof, which no other proof has',
  htm: 'for which method',
  htu: 'for which address',
  iat: 'when it was made, according to its signer',
  ath: 'for which token, by the SHA-256 of the token',
  nonce: 'the latest nonce of this server',
};

export function CopiedProof({ log }: { log: readonly Exchange[] }) {
  const call = log.findLast(
    ({ from, to, request }) => from === 'client' && to === 'MCP server' && request.headers.dpop !== undefined,
  );
  if (!call) return <p>The client of Ada has sent no proof yet.</p>;
  const { jkt } = Object(readClaims(tokenIn(call.request)).cnf);
  return (
    <>
      <OpenedClaims
        title="The proof, opened"
        claims={readClaims(call.request.headers.dpop ?? '')}
        meanings={MEANINGS}
        marked={['jti', 'htm', 'htu', 'ath']}
      />
      <OpenedClaims
        title="The token names its key, in cnf"
        claims={{ jkt }}
        meanings={{ jkt: 'the thumbprint of the public key, which is in the header of the proof' }}
        marked={['jkt']}
      />
    </>
  );
}
