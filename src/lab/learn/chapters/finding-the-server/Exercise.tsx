import { useState } from 'react';
import { Button } from '../../../../ui/Button.tsx';
import { Notice } from '../../../../ui/Notice.tsx';
import { Panel } from '../../../../ui/Panel.tsx';
import { choiceOn } from '../../../machine/decisions.ts';
import type { ExerciseProps } from '../../../machine/machine.ts';
import { useNextPress } from '../next-press.ts';
import { usePress } from '../use-press.tsx';
import { SHOWN } from './chapter.ts';
import { decide } from './decide.ts';
import { conclusionOn, DOCUMENTS, type ShownDocument, WENT_ON } from './documents.ts';
import { type DiscoveredServer, walk } from './walk.ts';

const IN_ORDER = Object.values(SHOWN);

/** The learner discovers three documents by hand. Then the client gets the same documents, and decides. */
export default function Exercise(props: ExerciseProps) {
  return DOCUMENTS.map((document, index) => (
    <OneDocument key={document.name} document={document} shows={IN_ORDER[index]} {...props} />
  ));
}

function OneDocument({
  document,
  machine,
  log,
  decisions,
  shows,
}: ExerciseProps & { document: ShownDocument; shows: string | undefined }) {
  const { report, press } = usePress(machine, log);
  const [found, setFound] = useState<DiscoveredServer>();
  const variant = useNextPress()(shows);
  const { name, middleware } = document;
  const changed = middleware.length > 0;
  const conclusion = choiceOn(decisions, conclusionOn(document));
  return (
    <Panel
      title={`With ${name}`}
      foot={
        found ? (
          <Button variant={variant} {...press(() => decide(machine, document), changed)}>
            Give the client {name}
          </Button>
        ) : (
          <Button
            variant={variant}
            {...press(async () => setFound(await walk(machine.start({ middleware }))))}
          >
            Discover {name}
          </Button>
        )
      }
    >
      {found ? (
        <>
          <dl className="grid gap-2 text-sm">
            <Line name="the resource metadata names" value={found.named} />
            <Line name="issuer" value={found.issuer} />
            <Line name="code_challenge_methods_supported" value={found.methods} />
          </dl>
          <p>
            Decide whether you would go on. Then give the client the same document, and see what the client
            does.
          </p>
        </>
      ) : (
        <p>
          Make the call without a token, and fetch the two documents that it leads to. Compare the issuers and
          the methods, and decide whether you would go on.
        </p>
      )}
      {!report && conclusion !== undefined && (
        <Notice
          tone={(conclusion === WENT_ON) === changed ? 'bad' : 'ok'}
          title={
            conclusion === WENT_ON ? 'The client went on to the sign-in' : `The client stopped: ${conclusion}`
          }
        />
      )}
      {report}
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
