import type { Prediction } from '../prediction.ts';

const ON = 'the client goes on';
const S256 = 'it stops: no S256';
const ISSUER = 'it stops: another issuer';
const RESOURCE = 'it stops: another resource';
const NO_SERVER = 'it stops: no authorization server';

export const PREDICTION: Prediction = {
  asks: 'A client asked https://mcp.example/mcp and was told where to sign in: at https://id.example. What does the client do with this document?',
  outcomes: [ON, S256, RESOURCE, ISSUER, NO_SERVER],
  conditions: {
    'Server metadata: issuer https://id.example, code_challenge_methods_supported ["plain", "S256"]': [
      ON,
      'the issuer is the issuer that was named, and S256 is among the methods. A server may list plain as well.',
    ],
    'Server metadata: issuer https://id.example, code_challenge_methods_supported absent': [
      S256,
      'a server that does not list S256 may ignore the challenge, and MCP tells the client to refuse.',
    ],
    'Server metadata: issuer https://id.example/, code_challenge_methods_supported ["S256"]': [
      ISSUER,
      'the comparison is character for character (RFC 8414 §3.3), and this issuer ends with a slash.',
    ],
    'Resource metadata: resource https://mcp.example, authorization_servers ["https://id.example"]': [
      RESOURCE,
      'this document describes a resource that the client did not ask for (RFC 9728 §3.3).',
    ],
    'Resource metadata: resource https://mcp.example/mcp, authorization_servers []': [
      NO_SERVER,
      'there is no server to send the person to, and a client must not guess one.',
    ],
    'Server metadata: issuer https://id.example, code_challenge_methods_supported ["plain"]': [
      S256,
      'plain is no protection from a thief who reads the request.',
    ],
    'Server metadata: issuer https://id.example.org, code_challenge_methods_supported ["S256"]': [
      ISSUER,
      'this is the document of another server, and it does not matter who delivered it.',
    ],
  },
};
