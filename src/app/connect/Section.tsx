import type { ReactNode } from 'react';
import { useLocation } from 'react-router-dom';
import type { McpConnection } from '../../mcp/connection.ts';
import { Notice } from '../../ui/Notice.tsx';
import { CallFailed } from '../CallFailed.tsx';

/** What every section needs to ask the server. */
export interface Offered {
  connection: McpConnection;
  person: string;
  serverUrl: string;
}

/** One kind of thing that a server offers. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <h2 className="text-2xl">{title}</h2>
      {children}
    </section>
  );
}

/** What the server answered. */
export function Answer({ children }: { children: ReactNode }) {
  return (
    <div className="mt-3">
      <Notice tone="ok" title="Result">
        {children}
      </Notice>
    </div>
  );
}

/** Why it did not, if it did not. */
export function Failed({ error, what }: { error: unknown; what: string }) {
  const { pathname, search } = useLocation();
  if (!error) return null;
  return (
    <div className="mt-3">
      <CallFailed error={error} what={what} interrupt={() => pathname + search} />
    </div>
  );
}

/** A section whose list the server did not give. */
export function Unlisted({ title, error }: { title: string; error: unknown }) {
  return (
    <Section title={title}>
      <Failed error={error} what={`Listing the ${title.toLowerCase()}`} />
    </Section>
  );
}
