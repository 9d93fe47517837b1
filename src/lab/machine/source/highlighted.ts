/** The syntactic role of a source token, for its colour. */
export type TokenRole = 'comment' | 'keyword' | 'string' | 'constant' | 'function';

/** A line of source as its tokens, which concatenate to the line. */
export type HighlightedLine = readonly (readonly [text: string, role?: TokenRole])[];

export const textOf = (line: HighlightedLine): string => line.map(([text]) => text).join('');
