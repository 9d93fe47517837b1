import { useSearchParams } from 'react-router-dom';
import type { TokenSource } from '../../mcp/client.ts';
import { Connection } from '../Connection.tsx';
import { ToolList } from '../ToolList.tsx';
import { connectPath } from './connect-path.ts';
import { Prompts } from './Prompts.tsx';
import { Resources } from './Resources.tsx';
import { Section } from './Section.tsx';

/** The tools, resources and prompts of a connected server. */
export function Offers({
  tokens,
  person,
  serverUrl,
}: {
  tokens: TokenSource | undefined;
  person: string;
  serverUrl: string;
}) {
  const [parameters] = useSearchParams();
  const linkTo = (tool: string) => `${connectPath(serverUrl)}&${new URLSearchParams({ tool })}`;
  return (
    <Connection tokens={tokens} person={person}>
      {(client) => (
        <>
          <Section title="Tools">
            <ToolList
              client={client}
              person={person}
              open={parameters.get('tool') ?? undefined}
              linkTo={linkTo}
            />
          </Section>
          <Resources client={client} person={person} serverUrl={serverUrl} />
          <Prompts client={client} person={person} serverUrl={serverUrl} />
        </>
      )}
    </Connection>
  );
}
