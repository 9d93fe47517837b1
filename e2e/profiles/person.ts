/** The person in their browser, at the provider's pages: one that asks for a sign-in or for consent gets it at once. */
export interface Person {
  signedIn: boolean;
  consented: boolean;
}
