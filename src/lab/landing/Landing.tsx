import { lazy, type RefObject, Suspense, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router-dom';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { TextLink } from '../../ui/TextLink.tsx';
import { Waiting } from '../../ui/Waiting.tsx';

const LiveRun = lazy(async () => ({ default: (await import('./LiveRun.tsx')).LiveRun }));

const SCREENS = [
  {
    to: '/learn',
    title: 'Learn',
    text: 'One question a chapter. Each ends when the log proves that you solved it.',
  },
  {
    to: '/attack',
    title: 'Attack',
    text: 'Play the attacker against the engine that signs people in. See which defence stops you, and in which line of code.',
  },
  {
    to: '/check',
    title: 'Check a server',
    text: 'Can a browser reach your MCP server and find its way to the sign-in? Every rule, with the message that shows it.',
  },
];

/** The landing page: a sentence, a live diagram, and links to the three screens. */
export function Landing() {
  return (
    <div className="grid gap-12">
      <div className="grid items-start gap-10 lg:grid-cols-2">
        <div className="lg:pt-16">
          <h1 className="text-4xl leading-tight sm:text-5xl">Prove possession. Keep no secret.</h1>
          <p className="mt-5 font-serif text-lg text-soft leading-7">
            OAuth 2.1 with PKCE, Proof Key for Code Exchange, for MCP clients in a browser. The real protocol
            runs in this tab. Watch every byte, stop it, change it, attack it. Then fork the code.
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
        {SCREENS.map(({ to, title, text }) => (
          <section key={to}>
            <h2 className="text-xl">
              <TextLink to={to}>{title}</TextLink>
            </h2>
            <p className="mt-1">{text}</p>
          </section>
        ))}
      </div>
      <section id="fork" className="scroll-mt-6 border-rule border-t pt-5">
        <h2 className="text-xl">Fork</h2>
        <p className="mt-1 max-w-[62ch]">
          Below, the starter itself runs: a sign-in in <code>src/app</code> on the module in{' '}
          <code>src/oauth</code>, which has no dependencies and is made to be copied. One command,{' '}
          <code>npm run starter</code>, removes everything else; what is left builds and passes its tests.
        </p>
      </section>
    </div>
  );
}

/** Shows the live run. The run starts when it scrolls into view; with reduced motion, it starts on a press. */
function Engine() {
  const frame = useRef<HTMLDivElement>(null);
  const reached = useReached(frame);
  const [pressed, setPressed] = useState(false);
  const [motion] = useState(
    () => typeof matchMedia === 'undefined' || !matchMedia('(prefers-reduced-motion: reduce)').matches,
  );
  return (
    <div ref={frame} className="grid min-h-[inherit] grid-cols-[minmax(0,1fr)]">
      <noscript className="p-4">The run in this place needs JavaScript.</noscript>
      {pressed || (motion && reached) ? (
        <Suspense
          fallback={
            <div className="p-4">
              <Waiting>Loading the engine</Waiting>
            </div>
          }
        >
          <LiveRun />
        </Suspense>
      ) : (
        // While `reached` is unknown, the page shows no button, because the button would flash before the run starts.
        (!motion || reached === false) && (
          <div className="flex items-start justify-center px-4 py-20 lg:items-center">
            <Button onClick={() => setPressed(true)}>Run the whole flow here</Button>
          </div>
        )
      )}
    </div>
  );
}

/** Whether a part of an element was ever in the upper half of the window; `undefined` until the browser reports it. */
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
