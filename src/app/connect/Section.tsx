import { type UseMutationResult, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { createPath, useLocation } from 'react-router-dom';
import type { McpConnection } from '../../mcp/connection.ts';
import type { ListQuery } from '../../mcp/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { CallFailed } from '../CallFailed.tsx';
import { InputForm } from '../InputForm.tsx';
import { LeftOut } from '../LeftOut.tsx';

export interface FeatureProps {
  connection: McpConnection;
  person: string;
  serverUrl: string;
}

export interface PanelProps<Item> {
  connection: McpConnection;
  item: Item;
  isFull: boolean;
}

/** A section of the page for one kind of feature, such as tools or resources. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <h2 className="text-2xl">{title}</h2>
      {children}
    </section>
  );
}

/** The most fields that a list shows at once. A page with many thousand fields would not respond for minutes. */
const MOST_FIELDS = 1_000;

/**
 * Shows a list of a server, with a panel for each item. Shows nothing if the list is empty.
 *
 * @param fieldsOf how many fields the form of an item has; none by default.
 * @param panel returns the panel of an item. `isFull` means that the forms before this item fill the page; see
 * {@link ItemForm}.
 */
export function ListSection<Item>({
  title,
  query,
  fieldsOf = () => 0,
  panel,
}: {
  title: string;
  query: ListQuery<Item>;
  fieldsOf?(item: Item): number;
  panel(item: Item, isFull: boolean): ReactNode;
}) {
  const { data: list, error } = useQuery(query);
  const what = title.toLowerCase();
  if (error) {
    return (
      <Section title={title}>
        <RequestFailure error={error} what={`Listing the ${what}`} />
      </Section>
    );
  }
  if (!list) return <Waiting>{`Asking for the ${what}`}</Waiting>;
  if (!list.items.length && !list.leftOut) return null;
  let fields = 0;
  return (
    <Section title={title}>
      <LeftOut list={list} what={what} />
      {list.items.map((item) => {
        const own = fieldsOf(item);
        fields += own;
        return panel(item, own > 0 && fields > MOST_FIELDS);
      })}
    </Section>
  );
}

/** A panel for an item of a list: its name, the text that identifies it, its description, and what it offers. */
export function ItemPanel({
  name,
  id,
  description,
  children,
}: {
  name: string;
  id: ReactNode;
  description: string | undefined;
  children: ReactNode;
}) {
  return (
    <Panel title={<ServerText text={name} kind="name" />} aside={<code className="break-all">{id}</code>}>
      {description && (
        <div className="text-soft">
          <ServerText text={description} kind="description" />
        </div>
      )}
      {children}
    </Panel>
  );
}

/** The form of an item, with a button that sends the request. If the page is full, the user first presses a button. */
export function ItemForm({
  name,
  isFull,
  schema,
  request,
  verb,
}: {
  name: string;
  isFull: boolean;
  schema: unknown;
  request: Pick<
    UseMutationResult<unknown, Error, Record<string, unknown>>,
    'variables' | 'mutate' | 'isPending'
  >;
  verb: string;
}) {
  const [isShown, setShown] = useState(!isFull);
  if (!isShown) {
    return (
      <Button onClick={() => setShown(true)}>
        Show the form of <ServerText text={name} kind="name" />
      </Button>
    );
  }
  return (
    <InputForm
      schema={schema}
      values={request.variables}
      onSubmit={(values) => request.mutate(values)}
      actions={
        <Button type="submit" pending={request.isPending}>
          {verb} <ServerText text={name} kind="name" />
        </Button>
      }
    />
  );
}

export function ServerResult({ children }: { children: ReactNode }) {
  return (
    <div className="mt-3">
      <Notice tone="ok" title="Result">
        {children}
      </Notice>
    </div>
  );
}

/** Says why a request failed, if it failed. This page does not repeat the request after a sign-in. */
export function RequestFailure({ error, what }: { error: unknown; what: string }) {
  const location = useLocation();
  if (!error) return null;
  return (
    <div className="mt-3">
      <CallFailed
        error={error}
        what={what}
        interrupt={() => createPath(location)}
        afterwards="you can send the request again"
      />
    </div>
  );
}
