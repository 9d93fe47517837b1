/** The path of the redirect URI: the app's own callback, because that path is registered. */
export const CALLBACK_PATH = `${import.meta.env.BASE_URL}callback`;
