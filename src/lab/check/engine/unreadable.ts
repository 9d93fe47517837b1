/** A response that came, and that a browser hides from the page. */
export interface HiddenResponse {
  to: 'preflight' | 'request';
  status: number;
}

/** Only a network outside a browser throws this error: a browser does not say why it got no response. */
export class Unreadable extends TypeError {
  override readonly name: string = 'Unreadable';
  /** Absent if no response came. */
  readonly hidden: HiddenResponse | undefined;

  constructor(message: string, { hidden, ...options }: ErrorOptions & { hidden?: HiddenResponse } = {}) {
    super(message, options);
    this.hidden = hidden;
  }
}
