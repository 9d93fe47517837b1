import manifest from '../package.json' with { type: 'json' };

/** The version in `package.json`, which this app sends to other programs along with its name. */
export const VERSION: string = manifest.version;
