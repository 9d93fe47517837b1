import { expect, it } from 'vitest';
import { createGate } from '../debugger/gate.ts';
import { createRun } from '../run/run.ts';
import { answerOf, membersOf, parameterOf } from './exchange.ts';
import { exportHar } from './har.ts';
import { createWireLog } from './wire-log.ts';

it('an exported run holds every exchange, and no secret in any spelling', async () => {
  const log = createWireLog();
  const run = createRun({ origin: 'https://lab.example', log, gate: createGate() });
  await run.signIn();
  await run.callTool('whoami');
  const text = exportHar(log.getSnapshot());
  const { log: har } = JSON.parse(text);
  expect(har.version).toBe('1.2');
  expect(har.entries).toHaveLength(log.getSnapshot().length);

  const token = log.getSnapshot().find(({ request }) => request.url.endsWith('/token'));
  if (!token) throw new Error('There is no token request.');
  const { access_token, refresh_token, id_token } = membersOf(answerOf(token));
  const secrets = [
    access_token,
    refresh_token,
    id_token,
    parameterOf(token.request, 'code'),
    parameterOf(token.request, 'code_verifier'),
    'analytical engine',
    'analytical+engine',
    'analytical%20engine',
  ];
  for (const secret of secrets) expect(text).not.toContain(String(secret));
  expect(text).toContain('code_challenge');
});
