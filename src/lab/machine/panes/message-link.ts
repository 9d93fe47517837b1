/** The message that the address points to (`#m7`), if it does. */
export function linkedMessage(): number | undefined {
  const [, number] = /^#m(\d+)$/.exec(location.hash) ?? [];
  return number === undefined ? undefined : Number(number);
}

/** Puts the chosen message into the address, so that it can be passed on. */
export function linkMessage(id: number | undefined): void {
  const { pathname, search } = location;
  history.replaceState(history.state, '', pathname + search + (id === undefined ? '' : `#m${id}`));
}
