import {
  browserPlatform,
  createSession,
  isAuthorizationResponse,
  type Session,
} from '../../src/oauth/index.ts';

/**
 * A web component for any page: `<sign-in-button issuer="https://login.example/idp" client-id="my-app">`. The address
 * of the page is the redirect URI. A `signed-in` event has the grant as its detail. The token stays in `session`.
 */
export class SignInButton extends HTMLElement {
  session: Session | undefined;

  connectedCallback(): void {
    const redirectUri = location.origin + location.pathname;
    const returning = isAuthorizationResponse(location.href, redirectUri);
    const session = createSession(
      {
        issuer: this.getAttribute('issuer') ?? '',
        clientId: this.getAttribute('client-id') ?? '',
        redirectUri,
        scopes: ['openid', 'profile', 'offline_access'],
      },
      browserPlatform(),
    );
    this.session = session;
    const button = document.createElement('button');
    button.textContent = 'Sign in';
    button.onclick = () => session.signIn(location.href);
    this.append(button);
    session.subscribe(() => {
      const state = session.getSnapshot();
      const wasSignedIn = button.hidden;
      button.hidden = 'grant' in state;
      if ('grant' in state && !wasSignedIn) {
        this.dispatchEvent(new CustomEvent('signed-in', { detail: state.grant }));
      }
    });
    // After a failure, the button is still there for another attempt.
    if (returning) session.completeSignIn().catch(() => {});
    else void session.restore();
  }
}

customElements.define('sign-in-button', SignInButton);
