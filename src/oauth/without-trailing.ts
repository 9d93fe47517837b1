/** Removes a character from the end of a text, in linear time: `/\.+$/` takes quadratic time on dots in the middle. */
export function withoutTrailing(text: string, character: string): string {
  let { length } = text;
  while (length > 0 && text[length - 1] === character) length -= 1;
  return text.slice(0, length);
}
