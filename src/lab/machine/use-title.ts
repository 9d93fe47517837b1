import { useEffect } from 'react';

/** Names the page in the title of the tab. @param title without a full stop; a question keeps its question mark. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title}${title.endsWith('?') ? '' : '.'} PKCE Lab`;
  }, [title]);
}
