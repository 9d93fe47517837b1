import { Link, type LinkProps } from 'react-router-dom';

/** A link in a text, to a page of the app or to another site. */
export function TextLink(props: Pick<LinkProps, 'to' | 'children'>) {
  return <Link {...props} className="text-accent underline" />;
}
