import { useEffect } from 'react';
import { useLocation } from 'react-router-dom';
import { CoursePage } from '../CoursePage.tsx';
import { SignInWithGoogle } from './SignInWithGoogle.tsx';
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
