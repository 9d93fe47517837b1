import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';

/** Asks for the client ID that the user got from the operator of the server, and says why. */
export function EnterClient({
  reason,
  redirectUri,
  onEntered,
}: {
  reason: string;
  redirectUri: string;
  onEntered(client: { clientId: string; clientSecret?: string }): void;
}) {
  const [error, setError] = useState<string>();
  return (
    <Panel title="A client ID is needed">
      <form
        noValidate
        className="grid max-w-xl gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          const clientId = String(form.get('client-id') ?? '').trim();
          const clientSecret = String(form.get('client-secret') ?? '').trim();
          if (clientId) onEntered({ clientId, ...(clientSecret && { clientSecret }) });
          else setError('Enter the client ID by which the server knows this app.');
        }}
      >
        <p className="text-soft">
          {reason} The operator of the server can register the redirect URI{' '}
          <code className="break-all">{redirectUri}</code> and give you a client ID.
        </p>
        <Field
          label="Client ID"
          error={error}
          required
          control={(ids) => <input {...ids} name="client-id" autoComplete="off" className={CONTROL} />}
        />
        <Field
          label="Client secret"
          hint="Only if the server requires a secret. This tab stores the secret; in a browser, a secret proves nothing."
          control={(ids) => (
            <input {...ids} name="client-secret" type="password" autoComplete="off" className={CONTROL} />
          )}
        />
        <Button type="submit" variant="primary">
          Use this client ID
        </Button>
      </form>
    </Panel>
  );
}
