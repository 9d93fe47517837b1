/** What a person is told of a failure: what happened, and what can be done. */
export interface ErrorDescription {
  title: string;
  advice: string;
}
