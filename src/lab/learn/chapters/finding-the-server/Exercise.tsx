import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import { choiceOn } from '../../../machine/decisions.ts';
import type { ExerciseProps, Machine } from '../../../machine/machine.ts';
import { useAction } from '../../../machine/use-action.tsx';
import { DOCUMENTS, questionOf, type ShownDocument } from './documents.ts';
import { type DiscoveredServer, walk } from './walk.ts';

/** Three documents to discover and judge by hand; then the client does the same. */
export default function Exercise({ machine, decisions }: ExerciseProps) {
  return DOCUMENTS.map((document, index) => (
    <OneDocument
      key={document.name}
      document={document}
      machine={machine}
      decided={choiceOn(decisions, questionOf(document))}
      first={index === 0}
    />
  ));
}

function OneDocument({
  document,
  machine,
  decided,
  first,
}: {
  document: ShownDocument;
  machine: Machine;
  decided: string | undefined;
  first: boolean;
}) {
  const { pending, failure, start } = useAction(machine);
  const [found, setFound] = useState<DiscoveredServer>();
  const [went, setWent] = useState<boolean>();
  const { name, middleware } = document;

  /** Records the learner's decision, then runs the client. */
  function decide(choice: ShownDocument['right']): void {
    machine.decisions.record(questionOf(document), choice);
    setWent(undefined);
    start(async () => {
      try {
        await machine.start({ middleware }).authorize();
        setWent(true);
      } catch (error) {
        setWent(false);
        throw error;
      }
    });
  }

  return (
    <Panel
      title={`With ${name}`}
      foot={
        found ? (
          <>
            <Button pending={pending} onClick={() => decide('go on')}>
              Go on with {name}
            </Button>
            <Button pending={pending} onClick={() => decide('stop')}>
              Stop at {name}
            </Button>
          </>
        ) : (
          <Button
            variant={first ? 'primary' : 'secondary'}
            pending={pending}
            onClick={() => start(async () => setFound(await walk(machine.start({ middleware }))))}
          >
            Discover {name}
          </Button>
        )
      }
    >
      <div className="grid gap-3">
        {found ? (
          <dl className="grid gap-2 text-sm">
            <Line name="the resource metadata names" value={found.named} />
            <Line name="issuer" value={found.issuer} />
            <Line name="code_challenge_methods_supported" value={found.methods} />
          </dl>
        ) : (
          <p className="text-soft">A call without a token, and two documents.</p>
        )}
        {decided !== undefined && went !== undefined && (
          <Notice
            tone={went === (decided === 'go on') ? 'ok' : 'bad'}
            title={`You would ${decided}. The client ${went ? 'went on' : 'stopped'}.`}
          />
        )}
        {failure}
      </div>
    </Panel>
  );
}

function Line({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-soft">{name}</dt>
      <dd className="break-all font-mono">{value}</dd>
    </div>
  );
}
