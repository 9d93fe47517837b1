/** A server to connect to, and whether the connection needs OAuth. */
export interface Configuration {
  name: string;
  described: string;
  needsOAuth: boolean;
  why: string;
}

/** Two of each kind: the transport decides first, then whether there is anything to protect. */
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
    why: 'It reads its credential from its own environment. The connection to it is still a pipe of your process.',
  },
  {
    name: 'your notes on a server',
    described: '{ "url": "https://notes.example/mcp" }',
    needsOAuth: true,
    why: 'Anyone on the network can call it, and it has to know whose notes to return.',
  },
  {
    name: 'a team’s tracker, for every employee',
    described: '{ "url": "https://tracker.corp.example/mcp" }',
    needsOAuth: true,
    why: 'A company network is still a network: each call has to prove who calls, and with which permission.',
  },
];

export const questionOf = ({ name }: Configuration): string => `does it need OAuth: ${name}`;
