import type { ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import type { McpConnection } from '../../mcp/connection.ts';
import { Notice } from '../../ui/Notice.tsx';
import { CallFailed } from '../CallFailed.tsx';

export interface FeatureProps {
  connection: McpConnection;
  person: string;
  serverUrl: string;
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

/** Shows the result of a request. */
export function ServerResult({ children }: { children: ReactNode }) {
  return (
    <div className="mt-3">
      <Notice tone="ok" title="Result">
        {children}
      </Notice>
    </div>
  );
}

/** Says why a request failed, if it failed. */
export function RequestFailure({ error, what }: { error: unknown; what: string }) {
  const { pathname, search } = useLocation();
  if (!error) return null;
  return (
    <div className="mt-3">
      <CallFailed error={error} what={what} interrupt={() => pathname + search} />
    </div>
  );
}

/** A section that says why its list could not be read. */
export function ListFailure({ title, error }: { title: string; error: unknown }) {
  return (
    <Section title={title}>
      <RequestFailure error={error} what={`Listing the ${title.toLowerCase()}`} />
    </Section>
  );
}
