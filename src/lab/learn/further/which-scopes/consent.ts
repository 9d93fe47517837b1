export const READING_ALONE = 'reading, and no writing';
export const EVERYTHING = 'everything that the client asks for';

/** What the person allows at the authorization server, whatever the client asks for. */
export const CONSENT = { question: 'What does the person allow?', all: [READING_ALONE, EVERYTHING] } as const;
