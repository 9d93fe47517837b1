/** The text of a failure for the user: what happened, and what to do next. */
export interface ErrorDescription {
  title: string;
  advice: string;
}
