import { readClaims } from '../../chapters/token-claims.ts';
import { OpenedClaims } from '../OpenedClaims.tsx';

/**
 * What each claim of an access token says (RFC 9068 §2.2), and each member of a response about a token (RFC 7662 §2.2).
 */
const MEANINGS: Readonly<Record<string, string>> = {
  iss: 'who issued it',
  aud: 'the server it is for',
  client_id: 'the client it was issued to',
  sub: 'the person it is about',
  scope: 'what it allows',
  iat: 'when it was issued',
  exp: 'when it ends',
  jti: 'its identifier',
  active: 'whether it may be accepted now',
  token_type: 'how it is used',
};

/** Shows the claims of an access token that is a JWT, and an opaque token, which has no claims to show. */
export function OpenedTokens({ accessToken, opaqueToken }: { accessToken: string; opaqueToken: string }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <OpenedClaims
        title="The access token, a JWT, opened"
        claims={readClaims(accessToken)}
        meanings={MEANINGS}
        marked={['exp']}
      />
      <section className="min-w-0">
        <h3 className="font-semibold">The refresh token, opaque</h3>
        <p className="break-all font-mono text-sm">{opaqueToken}</p>
        <p className="text-soft text-sm">
          This token has no dots and no claims. It is a name that the authorization server looks up.
        </p>
      </section>
    </div>
  );
}

/** Shows an opaque access token, and what the authorization server last said about this token. */
export function AskedAboutToken({
  accessToken,
  state,
}: {
  accessToken: string;
  state: Readonly<Record<string, unknown>>;
}) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <section className="min-w-0">
        <h3 className="font-semibold">The access token, opaque</h3>
        <p className="break-all font-mono text-sm">{accessToken}</p>
      </section>
      <OpenedClaims
        title="What the authorization server says about this token"
        claims={state}
        meanings={MEANINGS}
        marked={['active']}
      />
    </div>
  );
}
