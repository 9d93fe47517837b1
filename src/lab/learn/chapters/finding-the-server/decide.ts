import { OAuthError } from '../../../../oauth/index.ts';
import type { Machine } from '../../../machine/machine.ts';
import { conclusionOn, type ShownDocument, WENT_ON } from './documents.ts';

/** Gives a document to the client, and records what the client concludes. @throws OAuthError when the client stops. */
export async function decide(machine: Machine, document: ShownDocument): Promise<void> {
  try {
    await machine.start({ middleware: document.middleware }).authorize();
    machine.decisions.record(conclusionOn(document), WENT_ON);
  } catch (error) {
    if (error instanceof OAuthError) machine.decisions.record(conclusionOn(document), error.code);
    throw error;
  }
}
