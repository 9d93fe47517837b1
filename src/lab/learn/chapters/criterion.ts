/** What a chapter requires, and whether the log shows it. */
export interface Criterion {
  text: string;
  met: boolean;
  /** What the log shows, such as a status or a reason. */
  evidence?: string;
  /** The number of the message that shows this evidence. */
  message?: number;
}
