import type { Person } from './person.ts';

/** The actions of the user in one scenario of the suite, and the expected result. */
export type Scenario = (person: Person, context: Context) => Promise<void>;

/** What the suite passes to the client in addition to the server URL. Only two scenarios have such values. */
export interface Context {
  client_id?: string;
  client_secret?: string;
  toolCalls?: { name: string; arguments: Record<string, unknown> }[];
}

const signInAndCall: Scenario = async (person) => {
  await person.look();
  await person.signIn();
  await person.call('test-tool');
  await person.seesResult('test');
};

/** The authorization response lacks `iss`, or has an `iss` that a client must refuse (RFC 9207). */
const signInIsRefused: Scenario = async (person) => {
  await person.look();
  await person.signIn();
  await person.seesRefusal(/response (names another issuer|does not say who sent it)/i);
};

/** The scenarios that the app supports, by their names in the suite. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  async tools_call(person) {
    await person.look();
    await person.call('add_numbers', { a: 5, b: 3 });
    await person.seesResult('The sum of 5 and 3 is 8');
  },
  async 'request-metadata'(person) {
    await person.look();
    await person.seesRefusal(/offers no tools/);
  },
  'auth/metadata-default': signInAndCall,
  'auth/metadata-var1': signInAndCall,
  'auth/metadata-var2': signInAndCall,
  'auth/metadata-var3': signInAndCall,
  'auth/basic-cimd': signInAndCall,
  'auth/scope-from-www-authenticate': signInAndCall,
  'auth/scope-from-scopes-supported': signInAndCall,
  'auth/scope-omitted-when-undefined': signInAndCall,
  async 'auth/scope-step-up'(person) {
    await person.look();
    await person.signIn();
    await person.call('test-tool');
    await person.giveMore();
    await person.seesResult('test');
  },
  async 'auth/scope-retry-limit'(person) {
    await person.look();
    await person.signIn();
    await person.giveMoreUntilTheAppStops();
  },
  'auth/token-endpoint-auth-basic': signInAndCall,
  'auth/token-endpoint-auth-post': signInAndCall,
  'auth/token-endpoint-auth-none': signInAndCall,
  async 'auth/pre-registration'(person, { client_id = '', client_secret = '' }) {
    await person.look();
    await person.identifyApp({ clientId: client_id, clientSecret: client_secret });
    await person.signIn();
    await person.call('test-tool');
    await person.seesResult('test');
  },
  async 'auth/resource-mismatch'(person) {
    await person.look();
    await person.seesRefusal(/metadata of the MCP server describes another resource/);
  },
  'auth/dpop': signInAndCall,
  'auth/dpop-nonce': signInAndCall,
  'auth/offline-access-scope': signInAndCall,
  'auth/offline-access-not-supported': signInAndCall,
  async 'auth/authorization-server-migration'(person) {
    await person.look();
    await person.signIn();
    // After the first sign-in, the MCP server has moved to another authorization server.
    await person.signInAgain();
    await person.call('test-tool');
    await person.seesResult('test');
  },
  'auth/iss-supported': signInAndCall,
  'auth/iss-not-advertised': signInAndCall,
  'auth/iss-supported-missing': signInIsRefused,
  'auth/iss-wrong-issuer': signInIsRefused,
  'auth/iss-unexpected': signInIsRefused,
  'auth/iss-normalized': signInIsRefused,
  async 'auth/metadata-issuer-mismatch'(person) {
    await person.look();
    await person.seesRefusal(/metadata of the authorization server names another issuer/);
  },
  async 'sep-2322-client-request-state'(person) {
    await person.look();
    for (const tool of ['test_mrtr_echo_state', 'test_mrtr_no_state']) {
      await person.call(tool);
      await person.answerQuestion();
      await person.seesResult('ok');
    }
    await person.call('test_mrtr_unrelated');
    await person.seesResult('unrelated-ok');
    await person.call('test_mrtr_no_result_type');
    // A result without `resultType` counts as complete.
    await person.seesResult('no-result-type-test-ok');
  },
  async 'http-standard-headers'(person) {
    await person.look();
    await person.call('my-hyphenated-tool');
    await person.seesResult('Headers test completed');
    await person.read('File with spaces');
    await person.get('test_prompt');
  },
  async 'http-custom-headers'(person, { toolCalls }) {
    await person.look();
    for (const { name, arguments: inputs } of toolCalls ?? []) {
      await person.call(name, inputs);
      await person.seesResult('Custom headers test completed');
    }
  },
  async 'http-invalid-tool-headers'(person) {
    await person.look();
    await person.seesOnlyTheTool('valid_tool');
    await person.call('valid_tool', { region: 'us-west1' });
    await person.seesResult('Tool call received');
  },
  async 'json-schema-ref-no-deref'(person) {
    await person.look();
    await person.seesOnlyTheTool('lookup_user');
  },
};
