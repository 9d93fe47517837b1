/** A server that somebody wants to connect to, and whether the connection needs OAuth. */
export interface Configuration {
  name: string;
  described: string;
  needsOAuth: boolean;
  why: string;
}

/** Two on either side; transport decides first, and then whether there is anything to protect. */
export const CONFIGURATIONS: readonly Configuration[] = [
  {
    name: 'files on this machine',
    described: '{ "command": "npx", "args": ["files-server", "~/notes"] }',
    needsOAuth: false,
    why: 'The host starts it as a child process. It runs as you, because the operating system let you in.',
  },
  {
    name: 'a database behind stdio',
    described: '{ "command": "db-server", "env": { "DB_PASSWORD": "…" } }',
    needsOAuth: false,
    why: 'It has a credential, and takes it from its own environment. The connection to it is still a pipe of yours.',
  },
  {
    name: 'your notes on a server',
    described: '{ "url": "https://notes.example/mcp" }',
    needsOAuth: true,
    why: 'It is called over a network by anybody, and has to know whose notes to give out.',
  },
  {
    name: 'a team’s tracker, for every employee',
    described: '{ "url": "https://tracker.corp.example/mcp" }',
    needsOAuth: true,
    why: 'A company network is still a network: who calls, and with which permission, has to come with the call.',
  },
];

export const questionOf = ({ name }: Configuration): string => `does it need OAuth: ${name}`;
