import manifest from '../package.json' with { type: 'json' };

/** The version in `package.json`, for the programs that this app names itself to. */
export const VERSION: string = manifest.version;
