/** Where the authorization server sends people back to: the app's own callback, for it is what is registered. */
export const CALLBACK_PATH = `${import.meta.env.BASE_URL}callback`;
