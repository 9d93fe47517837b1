import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { dpop } from '../../../oauth/index.ts';
import { counted } from '../counted.ts';
import { createMachine } from '../machine.ts';
import { keysInMemory } from '../run/proof-keys.ts';
import { createRun } from '../run/run.ts';
import { testExchange } from '../testing/exchange.ts';
import { testMachine } from '../testing/run.ts';
import type { Exchange, ServerView as Seen, WireResponse } from '../wire/exchange.ts';
import { diagramLines, requestLabel } from './diagram-lines.ts';
import { FollowedValueProvider } from './followed-value.tsx';
import { HollowSteps } from './HollowSteps.tsx';
import { linkedMessage, messageHref } from './message-link.ts';
import { OutcomeMark } from './OutcomeMark.tsx';
import { SequenceDiagram } from './SequenceDiagram.tsx';
import { ServerView } from './ServerView.tsx';
import { STEPS } from './steps.ts';
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
  const selected = log.find(({ request }) => requestLabel(request) === label);
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

describe('the page of a run', () => {
  it('shows the issuer that the servers use', async () => {
    expect(await pageOf('GET oauth-authorization-server')).toContain('https://altered.example/idp');
  });

  it('shows the token lifetime in the policy', async () =>
    expect(await pageOf('POST /token, code + verifier')).toMatch(/expires_in[\s\S]*?77/));

  it('shows the person who signed in', async () => {
    const page = await pageOf('sign in, consent');
    expect(page).toContain('mallory');
    expect(page).not.toContain('ada');
    expect(page).not.toContain('eavesdropping');
  });
});

it('the label of a 401 names the error of the server: a request for a nonce (RFC 9449 §9) is not an invalid token', async () => {
  const machine = testMachine();
  const run = machine.start({ policy: { dpop: 'required' }, dpop: () => dpop('required', keysInMemory()) });
  await run.signIn();
  await run.callTool('whoami');
  const labels = diagramLines(machine.log.getSnapshot()).map(({ label }) => label);
  expect(labels).toContain('401, where to sign in');
  expect(labels).toContain('401 use_dpop_nonce');
  expect(labels).not.toContain('401 invalid_token');
});

const dividersIn = (log: readonly Exchange[]) =>
  diagramLines(log)
    .filter(({ divider }) => divider !== undefined)
    .map(({ exchangeId, divider }) => [exchangeId, divider]);

describe('the log on the page', () => {
  it('is divided where a new run begins, and an earlier log keeps its runs and ids', async () => {
    const machine = testMachine();
    await machine.start().authorize();
    const kept = machine.log.getSnapshot();
    const reopened = testMachine();
    reopened.log.restore(kept);
    await reopened.start().authorize();
    const log = reopened.log.getSnapshot();
    expect(log.map(({ id }) => id)).toEqual(log.map((_, index) => index + 1));
    expect(dividersIn(log)).toEqual([[kept.length + 1, 'Run 2']]);
    const page = renderToStaticMarkup(<SequenceDiagram log={log} selected={undefined} onSelect={() => {}} />);
    expect(page.match(/Run 2/g)).toHaveLength(1);
  });

  it('counts a late message of an earlier run as part of that run, and says that the run continues', async () => {
    const machine = testMachine();
    const first = machine.start();
    await first.signIn();
    await machine.start().signIn();
    const before = machine.log.getSnapshot().length;
    await first.callTool('whoami');
    const log = machine.log.getSnapshot();
    expect(log.slice(before).map(({ run }) => run)).toEqual(log.slice(before).map(() => 1));
    expect(dividersIn(log)).toEqual([
      [expect.any(Number), 'Run 2'],
      [before + 1, 'Run 1, continued'],
    ]);
  });

  it('names one exchange in the singular', () =>
    expect([counted(1, 'exchange'), counted(2, 'exchange')]).toEqual(['1 exchange', '2 exchanges']));

  it('has links to a message, and to a value in the message', () => {
    vi.stubGlobal('location', { hash: messageHref(7, 'code_verifier') });
    expect(linkedMessage()).toEqual({ id: 7, name: 'code_verifier' });
    vi.stubGlobal('location', { hash: messageHref(7) });
    expect(linkedMessage()).toEqual({ id: 7, name: undefined });
    vi.stubGlobal('location', { hash: '#fork' });
    expect(linkedMessage()).toBeUndefined();
    vi.unstubAllGlobals();
  });
});

describe('the diagram', () => {
  it('names the ten steps while it is empty', () => {
    const page = renderToStaticMarkup(<HollowSteps />);
    for (const name of Object.values(STEPS)) expect(page).toContain(name);
  });

  it('keeps a column for the attacker only if an attacker acts', () => {
    const render = (from: 'client' | 'attacker') =>
      renderToStaticMarkup(
        <SequenceDiagram log={[testExchange({}, {}, { from })]} selected={undefined} onSelect={() => {}} />,
      );
    expect(render('client')).not.toContain('Attacker');
    expect(render('attacker')).toContain('Attacker');
  });

  it('names the hosts of servers outside the tab, and the paths of servers in the tab', () => {
    const render = (log: Exchange[]) =>
      renderToStaticMarkup(<SequenceDiagram log={log} selected={undefined} onSelect={() => {}} />);
    expect(render([])).toContain('/mcp');
    const outside = render([testExchange({ url: 'https://api.example/rpc' })]);
    expect(outside).toContain('api.example');
    expect(outside).not.toContain('/mcp');
    vi.stubGlobal('location', { origin: 'https://api.example' });
    expect(render([testExchange({ url: 'https://api.example/rpc' })])).toContain('/mcp');
    vi.unstubAllGlobals();
  });
});

describe('the mark of an exchange', () => {
  const marked = (response: Partial<WireResponse>, method = 'POST') =>
    renderToStaticMarkup(<OutcomeMark exchange={testExchange({ method }, response)} />).replaceAll(
      /<[^>]+>/g,
      '',
    );

  it('says “refused” only for a status from 400 to 499', () => {
    expect(marked({ status: 403 })).toBe('403 refused');
    expect(marked({ status: 503 })).toBe('503 failed');
  });

  it('says “accepted” only if the response has no error', () => {
    expect(marked({ body: '{"jsonrpc":"2.0","id":1,"result":{}}' })).toBe('200 accepted');
    expect(marked({ body: '{"jsonrpc":"2.0","id":1,"error":{"code":-32601}}' })).toBe('200 with an error');
    expect(marked({ body: '{"error":"bad_verification_code"}' })).toBe('200 with an error');
    expect(marked({}, 'GET')).toBe('200 received');
  });
});

describe('what only the server saw', () => {
  const shown = (seen: Seen) => renderToStaticMarkup(<ServerView observations={[seen]} />);

  it('contains no stored challenge if the request had no challenge', () => {
    const issued = (codeChallenge?: string) => shown({ kind: 'issued code', clientId: 'app', codeChallenge });
    expect(issued('c')).toContain('and stored the challenge beside it');
    expect(issued()).not.toContain('stored the challenge');
    const pushed = (codeChallenge?: string) =>
      shown({ kind: 'stored pushed request', clientId: 'app', codeChallenge });
    expect(pushed('c')).toContain('its challenge');
    expect(pushed()).not.toContain('challenge');
  });
});
