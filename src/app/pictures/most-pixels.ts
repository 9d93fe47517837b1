/** The most pixels of all images in one result, and of a user's picture. A browser takes four octets for each pixel. */
export const MOST_PIXELS = 25_000_000;
