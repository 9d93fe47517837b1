/** What a token of the source is, as far as a reader is helped by seeing it. */
export type TokenRole = 'comment' | 'keyword' | 'string' | 'constant' | 'function';

/** A line of source: its tokens in order, put together they are the line itself. */
export type HighlightedLine = readonly (readonly [text: string, role?: TokenRole])[];

/** The line as it stands in the file. */
export const textOf = (line: HighlightedLine): string => line.map(([text]) => text).join('');
