import fc from 'fast-check';

/** Each mutant gets the same few values, so chance decides no result, and a mutant takes seconds instead of minutes. */
fc.configureGlobal({ seed: 1, numRuns: 5 });
