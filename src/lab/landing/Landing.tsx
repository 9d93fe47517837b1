import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router-dom';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Waiting } from '../../ui/Waiting.tsx';

const LiveRun = lazy(async () => ({ default: (await import('./LiveRun.tsx')).LiveRun }));

const DOORS = [
  {
    to: '/learn',
    title: 'Learn',
    text: 'One question a chapter. Each ends when the log proves that you did it.',
  },
  {
    to: '/attack',
    title: 'Attack',
    text: 'Play the attacker against the engine that signs people in. See which defence stops you, and in which line.',
  },
  {
    to: '/check',
    title: 'Check a server',
    text: 'Can a browser reach your MCP server and find its way to the sign-in? Every rule, with the message that shows it.',
  },
];

/** What this is, in a sentence, a diagram that runs, and three doors. */
export function Landing() {
  return (
    <div className="grid gap-12">
      <div className="grid items-start gap-10 lg:grid-cols-2">
        <div className="lg:pt-16">
          <h1 className="text-4xl leading-tight sm:text-5xl">Prove possession. Keep no secret.</h1>
          <p className="mt-5 font-serif text-lg text-soft leading-7">
            OAuth 2.1 with PKCE, for MCP clients in a browser. The real protocol runs in this tab. Watch every
            byte, stop it, change it, attack it. Then fork the code.
          </p>
          <div className="mt-6 flex flex-wrap gap-3">
            <Link to="/learn/working" className={buttonClass('primary')}>
              Start with the whole run
            </Link>
            <a href="#fork" className={buttonClass()}>
              Fork the starter
            </a>
          </div>
          <p className="mt-4 text-soft">
            No account, no server, no network: the authorization server and the MCP server run in this tab
            too.
          </p>
        </div>
        <div className="min-h-[38rem] min-w-0 rounded-card border border-rule bg-sunken">
          <Engine />
        </div>
      </div>
      <div className="grid gap-8 border-ink border-t-2 pt-5 md:grid-cols-3">
        {DOORS.map(({ to, title, text }) => (
          <section key={to}>
            <h2 className="text-xl">
              <Link to={to} className="text-accent underline">
                {title}
              </Link>
            </h2>
            <p className="mt-1">{text}</p>
          </section>
        ))}
      </div>
      <section id="fork" className="scroll-mt-6 border-rule border-t pt-5">
        <h2 className="text-xl">Fork</h2>
        <p className="mt-1 max-w-[62ch]">
          What follows is the starter itself, running: a sign-in in <code>src/app</code> on the module in{' '}
          <code>src/oauth</code>, which has no dependencies and is made to be copied. One command,{' '}
          <code>npm run starter</code>, leaves only that; it builds and passes its tests.
        </p>
      </section>
    </div>
  );
}

/** The live run: begins when it is reached, so that it is seen; where motion is unwanted only when asked to. */
function Engine() {
  const frame = useRef<HTMLDivElement>(null);
  const reached = useReached(frame);
  const [asked, setAsked] = useState(false);
  const [motion] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  return (
    <div ref={frame} className="grid min-h-[inherit] grid-cols-[minmax(0,1fr)]">
      {asked || (motion && reached) ? (
        <Suspense
          fallback={
            <div className="p-4">
              <Waiting>Getting the engine</Waiting>
            </div>
          }
        >
          <LiveRun />
        </Suspense>
      ) : (
        // Not while it is unknown: then a button would flash where the run is about to begin.
        (!motion || reached === false) && (
          <div className="grid content-start justify-items-center px-4 py-20 lg:content-center">
            <Button onClick={() => setAsked(true)}>Run the whole flow here</Button>
          </div>
        )
      )}
    </div>
  );
}

/** Whether the top of an element has come into the upper half of the window, ever; `undefined` until it is known. */
function useReached(element: RefObject<Element | null>): boolean | undefined {
  const [reached, setReached] = useState<boolean>();
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => {
        const now = entries.some(({ isIntersecting }) => isIntersecting);
        setReached((before) => before || now);
      },
      { rootMargin: '0px 0px -50% 0px' },
    );
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return reached;
}
