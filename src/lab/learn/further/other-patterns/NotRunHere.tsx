import { Panel } from '../../../../ui/Panel.tsx';
import { SpecLink } from '../../../machine/panes/SpecLink.tsx';
import { rfc } from '../../../machine/spec-references.ts';

/** A pattern that this tab cannot run, and what RFC 10017 says about this pattern. */
interface Described {
  pattern: string;
  moves: string;
  remains: string;
  section: string;
}

const DESCRIBED: readonly Described[] = [
  {
    pattern: 'Implicit flow',
    moves: 'The access token comes in the address of the callback, where history and logs see it.',
    remains: 'A script reads the address and takes the token. This flow must not be used.',
    section: '7.2',
  },
  {
    pattern: 'Token-mediating backend',
    moves: 'A backend signs in and keeps the refresh token. It hands the access token to the page.',
    remains: 'A script takes the access token, and calls the API from the page.',
    section: '6.2',
  },
  {
    pattern: 'Sign-in in a service worker',
    moves: 'The tokens are in a worker, which adds them to requests of the page.',
    remains: 'A script calls through the worker, and can get new tokens by a sign-in of its own in a frame.',
    section: '7.4',
  },
];

/** Describes, like RFC 10017, the patterns that the lab does not run. */
export function NotRunHere() {
  return (
    <Panel title="Not run here" aside="as RFC 10017 describes them">
      <dl className="grid gap-4">
        {DESCRIBED.map(({ pattern, moves, remains, section }) => (
          <div key={pattern}>
            <dt className="font-semibold">{pattern}</dt>
            <dd>{moves}</dd>
            <dd>
              What a script still does: {remains} <SpecLink to={rfc(10017, section)} />
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
