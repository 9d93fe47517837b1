const KEY = 'lab:recording';

/** Whether the app's own sign-in in this tab is to be recorded. Off until somebody asks for it. */
export const isRecording = (storage: Pick<Storage, 'getItem'>): boolean => storage.getItem(KEY) !== null;

/** The name under which this tab's messages are kept; one for each time recording was turned on. */
export const recordingName = (storage: Pick<Storage, 'getItem'>): string => storage.getItem(KEY) ?? '';

export function startRecording(storage: Pick<Storage, 'setItem'>): void {
  storage.setItem(KEY, crypto.randomUUID());
}

export function stopRecording(storage: Pick<Storage, 'removeItem'>): void {
  storage.removeItem(KEY);
}
