import { browserPlatform, createSession, OAuthError } from '../../src/oauth/index.ts';

// Calls an API with the token of the session. If the API requires more scopes, the app requests them with a step-up.
const API = 'https://api.example/v1';
const session = createSession(
  {
    issuer: 'https://login.example/idp',
    clientId: 'my-app',
    redirectUri: `${location.origin}/callback`,
    scopes: ['openid', 'offline_access', 'notes:read'],
    resource: API,
    // The session sends the token to this address, and to no other address.
    api: [API],
  },
  browserPlatform(),
);

const list = document.createElement('ul');
const add = document.createElement('button');
add.textContent = 'Add a note';
add.onclick = () => addNote('Written by an example.');
document.body.append(list, add);

async function showNotes(): Promise<void> {
  const response = await session.fetch(`${API}/notes`);
  const { notes }: { notes: { text: string }[] } = await response.json();
  list.replaceChildren(
    ...notes.map(({ text }) => Object.assign(document.createElement('li'), { textContent: text })),
  );
}

async function addNote(text: string): Promise<void> {
  try {
    await session.fetch(`${API}/notes`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ text }),
    });
    await showNotes();
  } catch (error) {
    if (!(error instanceof OAuthError && error.code === 'insufficient_scope')) throw error;
    await session.stepUp(error.scopes ?? [], location.pathname);
  }
}

if (/^\/callback\/?$/.test(location.pathname)) {
  const { returnTo } = await session.completeSignIn();
  history.replaceState(null, '', returnTo);
} else {
  await session.restore();
}
if ('grant' in session.getSnapshot()) await showNotes();
else await session.signIn(location.href);
