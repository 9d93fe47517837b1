import { useEffect, useRef } from 'react';
import { type AddressSpace, addressSpace } from '../../oauth/address-space.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { useStore } from '../../ui/use-store.ts';
import type { ServerReport } from './engine/report.ts';

const WHERE: Record<AddressSpace, string> = {
  loopback: 'on this machine',
  local: 'in your local network',
  public: '',
};

/** Shows the addresses on other origins that a server's metadata names, before this page sends anything to them. */
export function ConfirmAddresses({ report }: { report: ServerReport }) {
  const { toConfirm } = useStore(report);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (toConfirm) top.current?.focus();
  }, [toConfirm]);
  if (!toConfirm) return null;
  return (
    <div ref={top} tabIndex={-1} className="outline-none">
      <Panel
        title="Send requests to these addresses, too?"
        foot={
          <>
            <Button variant="primary" onClick={() => report.confirmAddresses(true)}>
              Confirm these addresses
            </Button>
            <Button onClick={() => report.confirmAddresses(false)}>Do not send anything</Button>
          </>
        }
      >
        <div className="grid gap-4">
          <p>
            A server named these addresses, not you. Nothing has been sent to them. Confirm them only if you
            expect them: the requests come from this browser, which may reach servers that others cannot.
          </p>
          <ul className="grid gap-3">
            {toConfirm.map(({ url, member, namedBy, namedAt }) => (
              <li key={`${member} ${url}`} className="grid gap-0.5">
                <code className="break-all font-semibold">
                  <ServerText text={new URL(url).href} kind="value" />
                </code>
                <span className="text-soft text-sm">
                  {WHERE[addressSpace(url)] && `${WHERE[addressSpace(url)]}; `}
                  <code>{member}</code> of {namedBy},{' '}
                  <span className="break-all">
                    <ServerText text={new URL(namedAt).href} kind="value" />
                  </span>
                </span>
              </li>
            ))}
          </ul>
          <p className="text-soft text-sm">
            Each address gets requests that change nothing: requests for metadata, or requests that a server
            must refuse. They carry no cookie and no token, and only a made-up code.
          </p>
        </div>
      </Panel>
    </div>
  );
}
