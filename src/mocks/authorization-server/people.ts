export interface Person {
  /** The `sub` of all tokens about this person. */
  subject: string;
  username: string;
  name: string;
  /** The sign-in page shows this password, because the person is only an example. */
  password: string;
}

export const SAMPLE_PEOPLE: readonly Person[] = [
  { subject: 'person-1', username: 'ada', name: 'Ada Lovelace', password: 'analytical engine' },
  { subject: 'person-2', username: 'mallory', name: 'Mallory Eaves', password: 'eavesdropping' },
];

/** Finds the person with this user name and password. If `password` is `undefined`, the user name is enough. */
export function authenticate(username: string, password: string | undefined): Person | undefined {
  return SAMPLE_PEOPLE.find(
    (person) => person.username === username && (password === undefined || person.password === password),
  );
}
