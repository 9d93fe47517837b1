/** What a chapter requires, and whether the log shows it. */
export interface Criterion {
  text: string;
  met: boolean;
  /** What the log shows: a status, a reason. */
  evidence?: string;
  /** The message that shows it. */
  message?: number;
}
