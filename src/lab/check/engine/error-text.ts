import { wordsIn } from '../../../mcp/server-words.ts';
import type { Attempt } from './attempt.ts';
import { errorEventIn, objectIn } from './content.ts';
import type { Reply } from './report-client.ts';

const LONGEST = 300;

/**
 * Adds the server's error message to a refused attempt, or the title of a web page. The request must contain no secret.
 */
export function withErrorText({ attempt, text, json }: Reply): Attempt {
  if (attempt.content?.startsWith('event stream without a response')) {
    const said = errorEventIn(text);
    const errorText = said && (wordsIn(objectIn(said)) ?? said);
    return errorText ? { ...attempt, errorText: errorText.slice(0, LONGEST) } : attempt;
  }
  if (attempt.content === 'web page') {
    const title = /<title[^<>]{0,200}>([^<]{1,300})/i.exec(text)?.[1]?.replace(/\s+/g, ' ').trim();
    return title ? { ...attempt, errorText: title.slice(0, LONGEST) } : attempt;
  }
  const mayRefuse = ['JSON-RPC error', 'JSON, not JSON-RPC', 'text'].includes(attempt.content ?? '');
  if (attempt.status < 300 && !mayRefuse) return attempt;
  if (attempt.content === 'document') return attempt;
  const errorText = (wordsIn(json ?? valueIn(text)) ?? (json ? '' : text.replace(/<[^>]*>/g, ' ')))
    .replace(/\s+/g, ' ')
    .trim();
  return errorText ? { ...attempt, errorText: errorText.slice(0, LONGEST) } : attempt;
}

/** The value of a body that is a JSON list or a JSON string, or JSON in a function call of a script (JSONP). */
function valueIn(text: string): unknown {
  const json = /^[\s/*]*[\w$.]+\((.*)\)[;\s]*$/s.exec(text)?.[1] ?? text;
  if (!/^\s*["[{]/.test(json)) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
