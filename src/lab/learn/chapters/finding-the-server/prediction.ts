import type { Prediction } from '../prediction.ts';

const ON = 'the client goes on';
const S256 = 'it stops: no S256';
const ISSUER = 'it stops: another issuer';
const RESOURCE = 'it stops: another resource';
const NO_SERVER = 'it stops: no authorization server';

export const PREDICTION: Prediction = {
  asks: 'A client asked https://mcp.example/mcp and was told where to sign in: at https://id.example. What does the client do with this document?',
  outcomes: [ON, S256, ISSUER, RESOURCE, NO_SERVER],
  conditions: [
    {
      text: 'Server metadata: issuer https://id.example, code_challenge_methods_supported ["plain", "S256"]',
      outcome: ON,
      because:
        'the issuer is the issuer that was named, and S256 is among the methods. A server may list plain as well.',
    },
    {
      text: 'Server metadata: issuer https://id.example, code_challenge_methods_supported absent',
      outcome: S256,
      because:
        'a server that does not list S256 may ignore the challenge, and MCP tells the client to refuse.',
    },
    {
      text: 'Server metadata: issuer https://id.example/, code_challenge_methods_supported ["S256"]',
      outcome: ISSUER,
      because:
        'the comparison is character for character (RFC 8414 §3.3), and this issuer ends with a slash.',
    },
    {
      text: 'Resource metadata: resource https://mcp.example, authorization_servers ["https://id.example"]',
      outcome: RESOURCE,
      because: 'this document describes a resource that the client did not ask for (RFC 9728 §3.3).',
    },
    {
      text: 'Resource metadata: resource https://mcp.example/mcp, authorization_servers []',
      outcome: NO_SERVER,
      because: 'there is no server to send the person to, and a client must not guess one.',
    },
    {
      text: 'Server metadata: issuer https://id.example, code_challenge_methods_supported ["plain"]',
      outcome: S256,
      because: 'plain is no protection from a thief who reads the request.',
    },
    {
      text: 'Server metadata: issuer https://id.example.org, code_challenge_methods_supported ["S256"]',
      outcome: ISSUER,
      because: 'this is the document of another server, and it does not matter who delivered it.',
    },
  ],
};
