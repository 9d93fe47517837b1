import { type ReactNode, useState } from 'react';
import { Button, type Pending } from '../../../ui/Button.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { type Draft, draftOf, MessageEditor, messageOf } from '../../machine/debugger/MessageEditor.tsx';
import type { WireMessage } from '../../machine/wire/exchange.ts';
import { ParameterFields } from './ParameterFields.tsx';
import type { Parameter, RequestTemplate } from './request-template.ts';

/** The learner's text for each request, kept while another request is shown. */
interface Drafts {
  /** The changed and added parameters, by position. The other parameters have the newest values of the request. */
  parameters: Readonly<Record<string, Readonly<Record<number, Parameter>>>>;
  text: Readonly<Record<string, Draft>>;
}

/** The editor for a message: fields for its parameters, or the whole message as text. */
export function Composer({
  templates,
  pending,
  done,
  onSend,
  children,
}: {
  templates: readonly RequestTemplate[];
  pending: Pending;
  /** Whether the goal is reached, so that no further message is needed. */
  done: boolean;
  onSend(template: RequestTemplate, message: WireMessage): void;
  /** The result of the last message. */
  children?: ReactNode;
}) {
  const [label, setLabel] = useState(templates[0]?.label);
  const [drafts, setDrafts] = useState<Drafts>({ parameters: {}, text: {} });
  const [problem, setProblem] = useState<string>();
  const template = templates.find((each) => each.label === label) ?? templates[0];
  if (!template) return null;
  const changed = drafts.parameters[template.label] ?? {};
  const count = Math.max(template.parameters.length, ...Object.keys(changed).map((at) => Number(at) + 1));
  const parameters = Array.from({ length: count }, (_, at): Parameter => {
    return changed[at] ?? template.parameters[at] ?? ['', ''];
  });
  const text = drafts.text[template.label];
  const message = template.message(parameters);

  function setText(draft: Draft | undefined): void {
    if (!template) return;
    const { [template.label]: _, ...others } = drafts.text;
    setDrafts({ ...drafts, text: draft ? { ...others, [template.label]: draft } : others });
  }

  function setChanged(next: Readonly<Record<number, Parameter>>): void {
    if (!template) return;
    setDrafts({ ...drafts, parameters: { ...drafts.parameters, [template.label]: next } });
  }

  function send(): void {
    if (!template) return;
    try {
      const written = text ? messageOf(text, message) : message;
      setProblem(undefined);
      onSend(template, written);
    } catch (cause) {
      setProblem(cause instanceof Error ? cause.message : String(cause));
    }
  }

  return (
    <Panel title="Write a message" aside={template.about}>
      <form
        aria-label={template.label}
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!pending) send();
        }}
      >
        <fieldset className="flex flex-wrap gap-2">
          <legend className="sr-only">Which message</legend>
          {templates.map((each) => (
            <Button key={each.label} aria-pressed={each === template} onClick={() => setLabel(each.label)}>
              {each.label}
            </Button>
          ))}
        </fieldset>
        {text ? (
          <MessageEditor message={message} draft={text} onChange={setText} />
        ) : (
          <ParameterFields
            parameters={parameters}
            onChange={(at, parameter) => setChanged({ ...changed, [at]: parameter })}
            {...(Object.keys(changed).length > 0 && { onReset: () => setChanged({}) })}
          />
        )}
        {problem && (
          <p role="alert" className="text-bad">
            {problem}
          </p>
        )}
        <div className="flex flex-wrap gap-3">
          <Button type="submit" variant={done ? 'secondary' : 'primary'} pending={pending}>
            {template.sentBy === 'victim'
              ? 'Send the link to Ada'
              : `Send the ${template.label.toLowerCase()}`}
          </Button>
          <Button onClick={() => setText(text ? undefined : draftOf(message))}>
            {text ? 'Back to the parameters' : 'Edit it as text'}
          </Button>
        </div>
      </form>
      {children && <div className="grid gap-3">{children}</div>}
    </Panel>
  );
}
