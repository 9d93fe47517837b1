/** The syntactic role of a source token, for its colour. */
export type TokenRole = 'comment' | 'keyword' | 'string' | 'constant' | 'function';

/** A line of source as its tokens, which concatenate to the line. */
export type HighlightedLine = readonly (readonly [text: string, role?: TokenRole])[];

/** The line as in the file. */
export const textOf = (line: HighlightedLine): string => line.map(([text]) => text).join('');
