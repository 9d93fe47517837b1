/** A message of the log, and the value in it that a link is about. */
export interface LinkedMessage {
  id: number;
  /** The name of a parameter, a header or a member. */
  name?: string | undefined;
}

/** The fragment that opens a message, or one value of the message: `#m7`, `#m7.code_verifier`. */
export const messageHref = (id: number, name?: string): string =>
  name === undefined ? `#m${id}` : `#m${id}.${name}`;

export function linkedMessage(): LinkedMessage | undefined {
  const [, id, name] = /^#m(\d+)(?:\.([\w-]+))?$/.exec(location.hash) ?? [];
  return id === undefined ? undefined : { id: Number(id), name };
}

/** Puts the selected message into the address, so that it can be shared. */
export function linkMessage(id: number | undefined): void {
  const { pathname, search } = location;
  history.replaceState(history.state, '', pathname + search + (id === undefined ? '' : messageHref(id)));
}
