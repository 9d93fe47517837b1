import source from '../../../machine/naive-client/secret-in-the-bundle.ts?raw';

/** What the careless client ships to everybody: its own source, with the secret that its build put in. */
export const shippedBundle = (clientSecret: string): string =>
  source.replace('__CLIENT_SECRET__', clientSecret);

/** The lines of a text that contain what somebody looks for, with their numbers. */
export function search(text: string, wanted: string): { number: number; line: string }[] {
  if (!wanted) return [];
  return text
    .split('\n')
    .map((line, index) => ({ number: index + 1, line }))
    .filter(({ line }) => line.toLowerCase().includes(wanted.toLowerCase()));
}
