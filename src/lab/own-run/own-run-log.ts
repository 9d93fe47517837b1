import { openDB } from 'idb';
import type { Exchange } from '../wire/exchange.ts';

/** A message as it is kept over a redirect; its place in the log is its place in the list. */
export type KeptExchange = Omit<Exchange, 'id'>;

const STORE = 'exchanges';

function open() {
  return openDB('lab-own-run', 1, {
    upgrade(database) {
      database.createObjectStore(STORE, { autoIncrement: true }).createIndex('recording', 'recording');
    },
  });
}

/** Keeps a message of the app's own run. Done when it is on disk, so that a navigation may follow. */
export async function keepExchange(recording: string, exchange: KeptExchange): Promise<void> {
  const database = await open();
  await database.add(STORE, { recording, exchange });
  database.close();
}

/** Every message of a recording, in the order they were kept. */
export async function keptExchanges(recording: string): Promise<KeptExchange[]> {
  const database = await open();
  const rows: { exchange: KeptExchange }[] = await database.getAllFromIndex(STORE, 'recording', recording);
  database.close();
  return rows.map(({ exchange }) => exchange);
}

/** Forgets all recordings: they hold codes and tokens. */
export async function forgetExchanges(): Promise<void> {
  const database = await open();
  await database.clear(STORE);
  database.close();
}
