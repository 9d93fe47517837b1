import { describe, expect, it } from 'vitest';
import { answerFor } from './media-features.ts';

const command = (features: Record<string, unknown>) =>
  JSON.stringify({ id: 7, method: 'emulation.setMediaFeaturesOverride', params: { features } });

describe('the command for media features, which Firefox ESR does not know,', () => {
  it('gets a response from the relay if it requests only light colours', () => {
    expect(answerFor(command({ 'prefers-color-scheme': 'light' }))).toBe(
      '{"type":"success","id":7,"result":{}}',
    );
  });

  it('goes to Firefox if it requests anything other than light colours', () => {
    expect(answerFor(command({ 'prefers-color-scheme': 'dark' }))).toBeUndefined();
    expect(answerFor(command({ 'prefers-color-scheme': null }))).toBeUndefined();
    expect(answerFor(command({ 'prefers-reduced-motion': 'reduce' }))).toBeUndefined();
  });

  it('is the only command to which the relay responds: other commands go to Firefox', () => {
    const other = JSON.stringify({ id: 8, method: 'browsingContext.navigate', params: { url: '/' } });
    expect(answerFor(other)).toBeUndefined();
  });
});
