import type { Tampering } from './run.ts';

export const withoutPkce = {
  request({ searchParams }) {
    searchParams.delete('code_challenge');
    searchParams.delete('code_challenge_method');
  },
} satisfies Tampering;
