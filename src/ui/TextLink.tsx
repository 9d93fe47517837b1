import { Link, type LinkProps } from 'react-router-dom';

/** A link in a text, to a page of the app or to another site. */
export const TextLink = (props: Pick<LinkProps, 'to' | 'children'>) => (
  <Link {...props} className="text-accent underline" />
);
