/** The user and their browser. The user signs in and consents at once, on the provider's pages. */
export interface Person {
  signedIn: boolean;
  consented: boolean;
}
