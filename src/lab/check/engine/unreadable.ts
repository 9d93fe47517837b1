/**
 * No response can be read, and the network knows why, in a sentence. A browser does not tell a page; a network outside
 * a browser does.
 */
export class Unreadable extends TypeError {
  override readonly name: string = 'Unreadable';
}
