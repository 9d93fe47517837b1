/** What a HAR may have of each, to be opened; an export leaves out the rest. In a file of its own, without the parser. */
export const MOST_HEADERS = 500;
export const LONGEST_ADDRESS = 100_000;
