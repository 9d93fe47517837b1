import { describe, expect, it } from 'vitest';
import { answerFor } from './media-features.ts';

const command = (features: Record<string, unknown>) =>
  JSON.stringify({ id: 7, method: 'emulation.setMediaFeaturesOverride', params: { features } });

describe('the command that Firefox ESR does not know', () => {
  it('is answered where the preferences of the profile already give what it asks for', () => {
    expect(answerFor(command({ 'prefers-color-scheme': 'light' }))).toBe(
      '{"type":"success","id":7,"result":{}}',
    );
  });

  it('is left to Firefox, which refuses it, where a page would have to be dark or to move', () => {
    expect(answerFor(command({ 'prefers-color-scheme': 'dark' }))).toBeUndefined();
    expect(answerFor(command({ 'prefers-color-scheme': null }))).toBeUndefined();
    expect(answerFor(command({ 'prefers-reduced-motion': 'reduce' }))).toBeUndefined();
  });

  it('is the only one: any other command goes to Firefox', () => {
    const other = JSON.stringify({ id: 8, method: 'browsingContext.navigate', params: { url: '/' } });
    expect(answerFor(other)).toBeUndefined();
  });
});
