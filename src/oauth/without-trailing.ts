/** Removes a character from the end of a text, in linear time: `/\.+$/` takes quadratic time on dots in the middle. */
export function withoutTrailing(text: string, character: string): string {
  let { length } = text;
  // Before the first character, there is none to compare.
  while (text[length - 1] === character) length -= 1;
  return text.slice(0, length);
}
