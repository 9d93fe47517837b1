type Server = (request: Request) => Promise<Response>;

/** The methods, types and headers of the Fetch standard that need no preflight, or are always readable. */
const SIMPLE_METHODS = ['GET', 'HEAD', 'POST'];
const SIMPLE_TYPES = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'];
const SIMPLE_HEADERS = ['accept', 'accept-language', 'content-language'];
const READABLE_HEADERS = [
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
];

/** A `fetch` that enforces CORS like a browser, for servers that are functions. */
export function crossOriginFetch(servers: ReadonlyMap<string, Server>): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const server = servers.get(new URL(request.url).origin);
    if (!server) throw new TypeError('Failed to fetch');
    const asked = headersToAskFor(request);
    if (asked.length > 0 || !SIMPLE_METHODS.includes(request.method)) await preflight(server, request, asked);
    const response = await server(request);
    if (!response.headers.has('Access-Control-Allow-Origin')) throw new TypeError('Failed to fetch');
    return readable(response);
  };
}

function headersToAskFor({ headers }: Request): string[] {
  return [...headers.keys()].filter((name) => {
    if (name === 'content-type') {
      return !SIMPLE_TYPES.includes((headers.get(name) ?? '').replace(/;.*/, '').toLowerCase());
    }
    return !SIMPLE_HEADERS.includes(name);
  });
}

async function preflight(server: Server, { url, method }: Request, asked: string[]): Promise<void> {
  const { headers } = await server(new Request(url, { method: 'OPTIONS' }));
  const listed = (name: string) => (headers.get(name) ?? '').toLowerCase().split(/\s*,\s*/);
  const refused =
    asked.some((name) => !listed('Access-Control-Allow-Headers').includes(name)) ||
    !(
      SIMPLE_METHODS.includes(method) || listed('Access-Control-Allow-Methods').includes(method.toLowerCase())
    );
  if (refused) throw new TypeError('Failed to fetch');
}

/** A response without the headers that the server does not expose. */
function readable(response: Response): Response {
  const exposed = (response.headers.get('Access-Control-Expose-Headers') ?? '')
    .toLowerCase()
    .split(/\s*,\s*/);
  const seen = [...response.headers].filter(
    ([name]) => READABLE_HEADERS.includes(name) || exposed.includes(name),
  );
  return new Response(response.body, { status: response.status, headers: seen });
}
