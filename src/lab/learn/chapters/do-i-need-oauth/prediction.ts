import type { Prediction } from '../prediction.ts';

const PIPE = 'no OAuth: a pipe, and no account elsewhere';
const ENVIRONMENT = 'no OAuth: a pipe, and a credential of its own';
const PUBLIC = 'no OAuth: everyone gets the same';
const PERSONAL = 'OAuth: the server has to know whose data to return';
const PORT = 'OAuth: other programs here can call the port';

export const PREDICTION: Prediction = {
  asks: 'Does the connection need OAuth, and why?',
  outcomes: [PIPE, ENVIRONMENT, PUBLIC, PERSONAL, PORT],
  conditions: {
    '{ "command": "npx", "args": ["files-server", "~/notes"] }: your notes, as files': [
      PIPE,
      'the host starts the server as a child process, and the server runs as you. No other process has this pipe.',
    ],
    '{ "url": "https://notes.example/mcp" }: your notes, on a server': [
      PERSONAL,
      'anyone on the network can call the address, and each person has notes of their own.',
    ],
    '{ "command": "db-server", "env": { "DB_PASSWORD": "…" } }: a database behind stdio': [
      ENVIRONMENT,
      'over stdio a server takes its credential from its environment (MCP, authorization). The connection to the server is still a pipe.',
    ],
    '{ "url": "https://weather.example/mcp" }: the public weather, without accounts': [
      PUBLIC,
      'the server holds nothing that belongs to one person, and authorization is optional in MCP.',
    ],
    '{ "url": "http://localhost:3000/mcp" }: your notes, on a port of this machine': [
      PORT,
      'a port is not a pipe: any program, and any page in your browser, can try to call it.',
    ],
    '{ "url": "https://tracker.corp.example/mcp" }: a tracker in a company network': [
      PERSONAL,
      'a company network is still a network, and each employee has different permissions.',
    ],
    '{ "command": "lint-server" }: checks the code on this machine': [
      PIPE,
      'the server needs no account anywhere, and the operating system let you in this morning.',
    ],
  },
};
