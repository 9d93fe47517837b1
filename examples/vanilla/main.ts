import { describeOAuthError } from '../../src/oauth/error-descriptions.ts';
import { browserPlatform, createSession } from '../../src/oauth/index.ts';

// A page with a button, without a framework: sign in, show the user, sign out.
const session = createSession(
  {
    issuer: 'https://login.example/idp',
    clientId: 'my-app',
    redirectUri: `${location.origin}/callback`,
    postLogoutRedirectUri: `${location.origin}/`,
    scopes: ['openid', 'profile', 'offline_access'],
  },
  browserPlatform(),
);

const status = document.createElement('p');
const button = document.createElement('button');
document.body.append(status, button);

function show(): void {
  const state = session.getSnapshot();
  const isSignedIn = 'grant' in state;
  const returnTo = (state.status === 'failed' && state.error.returnTo) || location.href;
  button.textContent = isSignedIn ? 'Sign out' : 'Sign in';
  button.onclick = () => (isSignedIn ? session.signOut() : session.signIn(returnTo));
  button.disabled = !isSignedIn && state.status !== 'signed-out' && state.status !== 'failed';
  if (isSignedIn) status.textContent = `Signed in as ${state.grant.identity?.name}`;
  else if (state.status === 'failed') status.textContent = describeOAuthError(state.error).title;
  else status.textContent = state.status === 'signed-out' ? 'Signed out' : 'One moment';
}

session.subscribe(show);
show();

if (/^\/callback\/?$/.test(location.pathname)) {
  // `show` displays the failure.
  session.completeSignIn().then(
    ({ returnTo }) => history.replaceState(null, '', returnTo),
    () => {},
  );
} else {
  void session.restore();
}
