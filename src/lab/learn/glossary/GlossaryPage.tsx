import { useEffect } from 'react';
import { useLocation } from 'react-router-dom';
import { CoursePage } from '../CoursePage.tsx';
import { TERMS } from './terms.ts';

export function GlossaryPage() {
  const { hash } = useLocation();
  useEffect(() => {
    // The router does not scroll to a fragment by itself.
    if (hash) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  }, [hash]);
  return (
    <CoursePage title="Glossary">
      <SignInWithGoogle />
      <section aria-labelledby="words" className="grid gap-4">
        <h2 id="words" className="text-2xl">
          The words
        </h2>
        <dl className="grid gap-4">
          {TERMS.map(({ name, title, text, reference }) => (
            <div
              key={name}
              id={name}
              className={`scroll-mt-4 rounded-control border-rule border-b pb-3 ${hash === `#${name}` ? 'bg-mark' : ''}`}
            >
              <dt className="font-semibold">{title}</dt>
              <dd>
                {text}{' '}
                {reference && (
                  <a
                    className="text-accent text-sm underline"
                    href={reference.url}
                    target="_blank"
                    rel="noreferrer"
                  >
                    {reference.label}
                  </a>
                )}
              </dd>
            </div>
          ))}
        </dl>
      </section>
    </CoursePage>
  );
}

/** The parts of OAuth that people already know, with their names in this course. */
const SEEN: readonly { seen: string; name: string }[] = [
  {
    seen: 'You press “Sign in with Google” on the page of a shop.',
    name: 'The shop is the client. It sends your browser out with an authorization request. In this course, the request contains a challenge.',
  },
  {
    seen: 'The address bar changes to accounts.google.com, and you type your password there.',
    name: 'Google is the authorization server. The shop never gets your password.',
  },
  {
    seen: '“Shop wants to see your name and e-mail address.” You press Continue.',
    name: 'That is the consent, and the two things that the shop wants are scopes.',
  },
  {
    seen: 'You are back at the shop, and for a moment its address is long and full of characters.',
    name: 'That was the redirect URI with the code in it.',
  },
  {
    seen: 'The shop greets you by name.',
    name: 'The shop exchanged the code directly at Google, and read the ID token. That is all that the shop needed.',
  },
];

function SignInWithGoogle() {
  return (
    <section aria-labelledby="sign-in-with-google" className="grid gap-4">
      <h2 id="sign-in-with-google" className="scroll-mt-4 text-2xl">
        If you know “Sign in with Google”
      </h2>
      <ol className="grid gap-3">
        {SEEN.map(({ seen, name }) => (
          <li key={seen} className="grid gap-x-6 gap-y-1 border-rule border-b pb-3 sm:grid-cols-2">
            <span>{seen}</span>
            <span className="text-soft">{name}</span>
          </li>
        ))}
      </ol>
      <p className="max-w-[62ch]">
        Two things are different in this course. The shop only wanted to know who you are; an MCP client wants
        to <strong>act for you</strong> at a third party, the MCP server, so what it needs is an{' '}
        <strong>access token</strong> for that server. And a shop has known its one provider for years; an MCP
        client gets an address from you, and has to <strong>find out</strong> where to sign in.
      </p>
    </section>
  );
}
