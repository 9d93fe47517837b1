import { readClaims } from '../../chapters/token-claims.ts';

/** What each claim of an access token says (RFC 9068 §2.2). */
const MEANINGS: Readonly<Record<string, string>> = {
  iss: 'who issued it',
  aud: 'the server it is for',
  client_id: 'the client it was issued to',
  sub: 'the person it is about',
  scope: 'what it allows',
  iat: 'when it was issued',
  exp: 'when it ends',
  jti: 'its own name, to ask about it',
};

/** An access token that is a JWT, claim by claim, and beside it an opaque token, in which there is nothing to open. */
export function OpenedTokens({ accessToken, opaqueToken }: { accessToken: string; opaqueToken: string }) {
  const claims = Object.entries(readClaims(accessToken));
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <section className="min-w-0">
        <h3 className="font-semibold">The access token, a JWT, opened</h3>
        <dl className="grid gap-1 text-sm">
          {claims.map(([name, value]) => (
            <div key={name} className="grid gap-x-3 sm:grid-cols-[6rem_minmax(0,1fr)]">
              <dt className="font-mono text-soft">{name}</dt>
              <dd className="min-w-0">
                <span className={`break-all font-mono ${name === 'exp' ? 'bg-mark' : ''}`}>
                  {readable(name, value)}
                </span>{' '}
                {MEANINGS[name] && <span className="text-soft">{MEANINGS[name]}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <section className="min-w-0">
        <h3 className="font-semibold">The refresh token, opaque</h3>
        <p className="break-all font-mono text-sm">{opaqueToken}</p>
        <p className="text-soft text-sm">
          No dots, no claims: a name that the authorization server looks up.
        </p>
      </section>
    </div>
  );
}

const readable = (name: string, value: unknown): string =>
  ['exp', 'iat'].includes(name) && typeof value === 'number'
    ? `${value}, ${new Date(value * 1000).toLocaleTimeString()}`
    : String(value);
