import type { Lesson } from '../chapters/chapter.ts';
import type { FurtherChapter } from './further-chapter.ts';

/** The further chapters, in the order in which they are read. They do not count for the course. */
export const further: readonly FurtherChapter[] = [
  {
    slug: 'what-is-in-a-token',
    title: 'What is in a token?',
    question: 'What is in a token?',
    load: async () => (await import('./what-is-in-a-token/chapter.ts')).whatIsInAToken,
  },
  {
    slug: 'who-signed-in',
    title: 'Who signed in?',
    question: 'Who signed in, and who is told?',
    load: async () => (await import('./who-signed-in/chapter.ts')).whoSignedIn,
  },
  {
    slug: 'which-scopes',
    title: 'Which scopes?',
    question: 'Which scopes, and how to get more?',
    load: async () => (await import('./which-scopes/chapter.ts')).whichScopes,
  },
  {
    slug: 'how-clients-are-known',
    title: 'How clients are known',
    question: 'How does a client become known?',
    load: async () => (await import('./how-clients-are-known/chapter.ts')).howClientsAreKnown,
  },
  {
    slug: 'other-patterns',
    title: 'Other patterns',
    question: 'Why not another pattern?',
    load: async () => (await import('./other-patterns/chapter.ts')).otherPatterns,
  },
  {
    slug: 'the-stolen-token',
    title: 'The stolen token',
    question: 'What is a stolen token worth?',
    load: async () => (await import('./the-stolen-token/chapter.ts')).theStolenToken,
  },
];

const loaded = new Map<string, Promise<Lesson>>();

/** Loads a further chapter once. Returns `undefined` for any other slug. */
export function loadFurther(slug: string | undefined): Promise<Lesson> | undefined {
  const chapter = further.find((each) => each.slug === slug);
  if (!chapter) return undefined;
  const known = loaded.get(chapter.slug) ?? bodyOf(chapter);
  loaded.set(chapter.slug, known);
  return known;
}

async function bodyOf({ load, ...names }: FurtherChapter): Promise<Lesson> {
  return { ...names, ...(await load()) };
}
