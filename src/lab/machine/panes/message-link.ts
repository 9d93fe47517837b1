/** The message that the address links to (`#m7`), if any. */
export function linkedMessage(): number | undefined {
  const [, number] = /^#m(\d+)$/.exec(location.hash) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Puts the selected message into the address, so that it can be shared. */
export function linkMessage(id: number | undefined): void {
  const { pathname, search } = location;
  history.replaceState(history.state, '', pathname + search + (id === undefined ? '' : `#m${id}`));
}
