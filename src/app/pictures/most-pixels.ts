/** The pixels of all images of one result, and of a user's picture: a browser takes four octets for each pixel. */
export const MOST_PIXELS = 25_000_000;
