import { useSearchParams } from 'react-router-dom';
import { ToolList } from '../ToolList.tsx';
import { connectPath } from './connect-path.ts';
import { Prompts } from './Prompts.tsx';
import { Resources } from './Resources.tsx';
import { type FeatureProps, Section } from './Section.tsx';
import { Templates } from './Templates.tsx';

/** Shows the tools, resources, resource templates and prompts of a connected server. */
export function ServerFeatures({ connection, person, serverUrl }: FeatureProps) {
  const [parameters] = useSearchParams();
  const linkTo = (tool: string) => `${connectPath(serverUrl)}&${new URLSearchParams({ tool })}`;
  return (
    <>
      <Section title="Tools">
        <ToolList
          connection={connection}
          person={person}
          open={parameters.get('tool') ?? undefined}
          linkTo={linkTo}
        />
      </Section>
      <Resources connection={connection} person={person} serverUrl={serverUrl} />
      <Templates connection={connection} person={person} serverUrl={serverUrl} />
      <Prompts connection={connection} person={person} serverUrl={serverUrl} />
    </>
  );
}
