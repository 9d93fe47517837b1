/** What the person allows at the authorization server, whatever the client asks for. */
export const CONSENT = {
  question: 'What does the person allow?',
  readingAlone: 'reading, and no writing',
  everything: 'everything that the client asks for',
} as const;
