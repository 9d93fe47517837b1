/** The statuses of a redirect (Fetch, §2.2.3). */
const REDIRECTS = [301, 302, 303, 307, 308];

export const isRedirect = (status: number): boolean => REDIRECTS.includes(status);
