/** No response can be read. The message says why, in a sentence. Only a network outside a browser knows the reason. */
export class Unreadable extends TypeError {
  override readonly name: string = 'Unreadable';
}
