import { ServerText } from '../../../ui/ServerText.tsx';
import { TextLink } from '../../../ui/TextLink.tsx';
import { messageHref } from '../../machine/panes/message-link.ts';
import type { OwnStep } from './own-steps.ts';

export function TenOwnSteps({ steps, chapter }: { steps: readonly OwnStep[]; chapter: string }) {
  return (
    <ol className="grid gap-2">
      {steps.map(({ step, name, message }) => (
        <li
          key={step}
          className="grid grid-cols-[1.75rem_minmax(0,1fr)] items-baseline gap-x-3 border-rule border-b pb-2 sm:grid-cols-[1.75rem_minmax(0,1fr)_minmax(0,1.2fr)_8.5rem]"
        >
          <span
            className={`grid size-6 place-items-center self-center rounded-full border font-mono text-xs ${message ? 'border-ok text-ok' : 'border-faint border-dashed text-soft'}`}
          >
            {step}
          </span>
          <span>{name}</span>
          <span className="col-start-2 break-all font-mono text-soft text-xs sm:col-start-auto">
            {message?.value && (
              <>
                {message.value.name}: <ServerText text={message.value.text} kind="value" />
              </>
            )}
          </span>
          <span className="col-start-2 text-sm sm:col-start-auto sm:text-right">
            {message ? (
              <>
                <TextLink to={`/learn/${chapter}${messageHref(message.id, message.value?.name)}`}>
                  message {message.id}
                </TextLink>
                {message.status !== undefined && ` · ${message.status}`}
              </>
            ) : (
              <span className="text-soft">not yet</span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
