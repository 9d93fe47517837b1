import source from '../../../machine/naive-client/secret-in-the-bundle.ts?raw';

/** What the careless client ships to everyone: its source, with the secret that its build inserted. */
export const shippedBundle = (clientSecret: string): string =>
  source.replace('__CLIENT_SECRET__', clientSecret);

/** The numbered lines of a text that contain the query. */
export function search(text: string, query: string): { number: number; line: string }[] {
  if (!query) return [];
  return text
    .split('\n')
    .map((line, index) => ({ number: index + 1, line }))
    .filter(({ line }) => line.toLowerCase().includes(query.toLowerCase()));
}
