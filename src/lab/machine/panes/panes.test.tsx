import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { createMachine } from '../machine.ts';
import { createRun } from '../run/run.ts';
import { requestLabel } from './diagram-lines.ts';
import { FollowedValueProvider } from './followed-value.tsx';
import { SequenceDiagram } from './SequenceDiagram.tsx';
import { WirePane } from './WirePane.tsx';

/** The page of a run whose servers have values that are nowhere in the source. */
async function pageOf(label: string): Promise<string> {
  const machine = createMachine({ origin: 'https://altered.example', createRun });
  const run = machine.start({
    policy: { accessTokenLifetimeMs: 77_000 },
    person: { username: 'mallory', password: 'eavesdropping' },
  });
  await run.signIn();
  await run.callTool('whoami');
  const log = machine.log.getSnapshot();
  const selected = log.find(({ request }) => requestLabel(request) === label)?.id;
  return renderToStaticMarkup(
    <FollowedValueProvider>
      <WirePane
        log={log}
        machine={machine}
        run={run}
        selected={selected}
        onSelect={() => {}}
        onOpenHar={() => {}}
      />
    </FollowedValueProvider>,
  );
}

describe('the page shows values of the run', () => {
  it('shows the issuer that the servers were set to', async () => {
    expect(await pageOf('GET oauth-authorization-server')).toContain('https://altered.example/idp');
  });

  it('shows the lifetime that the policy gave the token', async () => {
    expect(await pageOf('POST /token, code')).toMatch(/expires_in[\s\S]*?77/);
  });

  it('shows the person who signed in', async () => {
    const page = await pageOf('sign in, consent');
    expect(page).toContain('mallory');
    expect(page).not.toContain('ada');
    expect(page).not.toContain('eavesdropping');
  });
});

describe('the diagram', () => {
  it('keeps a column for the attacker only where one acts', () => {
    const render = (from: 'client' | 'attacker') =>
      renderToStaticMarkup(
        <SequenceDiagram
          log={[
            {
              id: 1,
              atMs: 0,
              from,
              to: 'MCP server',
              channel: 'back',
              request: { method: 'POST', url: 'https://a.example/mcp', headers: {}, body: '' },
              outcome: { kind: 'held' },
              serverView: [],
            },
          ]}
          selected={undefined}
          onSelect={() => {}}
        />,
      );
    expect(render('client')).not.toContain('Attacker');
    expect(render('attacker')).toContain('Attacker');
  });
});
