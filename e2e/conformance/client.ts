// The suite starts this file as its client. It passes one scenario to the running lane, and waits for its end.
const { CONFORMANCE_LANE = '', MCP_CONFORMANCE_SCENARIO, MCP_CONFORMANCE_CONTEXT = '{}' } = process.env;

const response = await fetch(CONFORMANCE_LANE, {
  method: 'POST',
  body: JSON.stringify({
    scenario: MCP_CONFORMANCE_SCENARIO,
    serverUrl: process.argv.at(-1),
    context: JSON.parse(MCP_CONFORMANCE_CONTEXT),
  }),
});
process.stdout.write(await response.text());
process.exitCode = response.ok ? 0 : 1;

export {};
