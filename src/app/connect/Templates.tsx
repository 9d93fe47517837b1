import type { ResourceTemplateType } from '@modelcontextprotocol/client';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { templatesQuery } from '../../mcp/queries.ts';
import { ServerText } from '../../ui/ServerText.tsx';
import { ContentBlocks } from '../ContentBlocks.tsx';
import {
  type FeatureProps,
  ItemForm,
  ItemPanel,
  ListSection,
  type PanelProps,
  RequestFailure,
  ServerResult,
} from './Section.tsx';
import { parseUriTemplate, type UriTemplate } from './uri-template.ts';

/** Shows the resource templates of a server, with a form for the variables of each template. */
export function Templates({ connection, person, serverUrl }: FeatureProps) {
  return (
    <ListSection
      title="Resource templates"
      query={templatesQuery(connection, serverUrl, person)}
      // An estimate: the templates are not parsed here.
      fieldsOf={({ uriTemplate }) => uriTemplate.split(/[{,]/).length - 1}
      panel={(template, isFull) => (
        <TemplatePanel key={template.uriTemplate} connection={connection} item={template} isFull={isFull} />
      )}
    />
  );
}

function TemplatePanel({ connection, item: template, isFull }: PanelProps<ResourceTemplateType>) {
  const parsed = useMemo(() => parseUriTemplate(template.uriTemplate), [template.uriTemplate]);
  const read = useMutation({
    mutationFn: async (values: Record<string, unknown>) => {
      if (!parsed) throw new TypeError('A template that cannot be read has no form.');
      const texts = Object.entries(values).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map(String) : String(value),
      ]);
      const uri = parsed.expand(Object.fromEntries(texts));
      const result = await connection.request((client, options) => client.readResource({ uri }, options));
      return { uri, contents: result.contents };
    },
  });
  const schema = useMemo(() => schemaOf(parsed?.variables ?? []), [parsed]);
  const name = template.title ?? template.name;
  return (
    <ItemPanel
      name={name}
      id={<ServerText text={template.uriTemplate} kind="value" />}
      description={template.description}
    >
      {parsed ? (
        <ItemForm name={name} isFull={isFull} schema={schema} request={read} verb="Read" />
      ) : (
        <p>This page cannot fill in this URI template (RFC 6570).</p>
      )}
      {read.data && (
        <ServerResult>
          <p className="break-all">
            <ServerText text={read.data.uri} kind="value" />
          </p>
          <ContentBlocks
            blocks={read.data.contents.map((content) => ({ type: 'resource', resource: content }))}
          />
        </ServerResult>
      )}
      <RequestFailure error={read.error} what={`Reading ${name}`} />
    </ItemPanel>
  );
}

/** A JSON Schema for variables. None is required: RFC 6570 §3.2.1 leaves out an undefined variable. */
function schemaOf(variables: UriTemplate['variables']): unknown {
  const text = { type: 'string' };
  const schemas = variables.map(({ name, isList }) => [name, isList ? { type: 'array', items: text } : text]);
  return { properties: Object.fromEntries(schemas) };
}
