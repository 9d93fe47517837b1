import type { ReactNode } from 'react';
import { tenantOf } from '../tenants.ts';

/** Another company, typeface and address, so that people do not confuse the page with the app. */
export function SignInLayout({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-h-dvh bg-sunken font-sans">
      <header>
        <p className="bg-authorization-server px-4 py-3 font-bold text-lg text-paper tracking-wide sm:px-6">
          {tenantOf(location.href).name}
        </p>
        <p className="border-rule border-b bg-raised px-4 py-2 font-mono text-sm text-soft sm:px-6">
          {location.origin}
          {location.pathname}
        </p>
      </header>
      <main className="mx-auto grid max-w-md gap-5 px-4 py-8">
        <h1 className="font-bold font-sans text-2xl">{title}</h1>
        {children}
        <p className="text-soft text-sm">
          This server runs in your tab and imitates another machine. The app never sees what you type here.
        </p>
      </main>
    </div>
  );
}
