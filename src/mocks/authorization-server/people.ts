/** A person whom this server knows. */
export interface Person {
  /** The `sub` of all tokens about this person. */
  subject: string;
  username: string;
  name: string;
  /** A sample credential, printed on the sign-in page. */
  password: string;
}

export const SAMPLE_PEOPLE: readonly Person[] = [
  { subject: 'person-1', username: 'ada', name: 'Ada Lovelace', password: 'analytical engine' },
  { subject: 'person-2', username: 'mallory', name: 'Mallory Eaves', password: 'eavesdropping' },
];

/** The person with this user name and password. `password` is `undefined` if the server requires no password. */
export function authenticate(username: string, password: string | undefined): Person | undefined {
  return SAMPLE_PEOPLE.find(
    (person) => person.username === username && (password === undefined || person.password === password),
  );
}
