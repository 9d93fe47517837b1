import { ServerText } from '../../ui/ServerText.tsx';
import type { AuthorizationPrompt, ShownClient } from '../authorization-server/authorize.ts';

/** Shows the client, and a checkbox for each permission that the client requests. */
export function Consent({ prompt: { client, resource, scopes } }: { prompt: AuthorizationPrompt }) {
  return (
    <fieldset className="grid gap-2 rounded-card border border-rule bg-raised px-4 py-3">
      <legend className="px-1 font-semibold">
        What <ServerText text={client.name} kind="name" /> may do
      </legend>
      <p className="text-soft text-sm">
        {resource && (
          <>
            At <ServerText text={resource.name} kind="name" />.{' '}
          </>
        )}
        You will return to <code>{client.redirectHost}</code>.
      </p>
      <ClientOrigin client={client} />
      {scopes.map(({ name, description }) => (
        <label key={name} className="flex items-start gap-2">
          <input type="checkbox" name="scope" value={name} defaultChecked className="mt-1 size-4 shrink-0" />
          <span>
            {description} <code className="text-soft text-sm">{name}</code>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Says how the server knows the client, if the client was not registered in advance. */
export function ClientOrigin({ client }: { client: ShownClient }) {
  if (client.registration === 'in advance') return null;
  return (
    <p className="text-soft text-sm">
      {client.registration === 'dynamic' ? (
        'This app registered itself. Its name is not verified.'
      ) : (
        <>
          This app describes itself at <code>{new URL(client.id).host}</code>.
        </>
      )}
    </p>
  );
}
