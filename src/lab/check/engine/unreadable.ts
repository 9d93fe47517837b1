/** A response that came, and that a browser hides from the page. */
export interface HiddenResponse {
  to: 'preflight' | 'request';
  status: number;
}

/**
 * Thrown if no response can be read. The message says why, in a sentence. Only a network outside a browser throws this
 * error, because a browser does not reveal the reason.
 */
export class Unreadable extends TypeError {
  override readonly name: string = 'Unreadable';
  /** Absent if no response came. */
  readonly hidden: HiddenResponse | undefined;

  constructor(message: string, { hidden, ...options }: ErrorOptions & { hidden?: HiddenResponse } = {}) {
    super(message, options);
    this.hidden = hidden;
  }
}
