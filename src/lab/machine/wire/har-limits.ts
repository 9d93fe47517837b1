/** The limits of a HAR that can be opened; an export leaves out the rest. This file does not load the parser. */
export const MOST_HEADERS = 500;
export const LONGEST_ADDRESS = 100_000;
