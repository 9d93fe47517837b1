interface PrerenderedPage {
  shell: string;
  /** The HTML that a reader sees without JavaScript, or until the app shows the page. */
  content: string;
  /** The path below the base, with a slash at the beginning. */
  path: string;
  /** `src` is the script that shows the content until the app shows the page. `page` is the path of the page. */
  untilApp: { src: string; page: string };
  /** The address where the build will be served. If it is `undefined`, the page does not state its own address. */
  appUrl: URL | undefined;
}

/** The picture that a link preview shows for each page. Its address in a page has to be absolute. */
export const LINK_PREVIEW = 'link-preview.png';

const ROOT = '<div id="root"></div>';
/** The notice of the app for a reader without JavaScript. It stays above the text of the page. */
const NOTICE = /<noscript>([^<]*)<\/noscript>\s*/;
const MOST_DESCRIBED = 200;

/** The module of the app, and the modules that it imports. */
const MODULE = /\s*<script type="module" crossorigin src="([^"]+)"><\/script>/g;
const IMPORTED = /\s*<link rel="modulepreload" crossorigin href="([^"]+)">/g;
/** The scripts that request further files before the app does. */
const AHEAD = /\s*<script async fetchpriority="high" src="([^"]+)"><\/script>/g;

/**
 * Puts the title, the description and the text of a page into the shell. The landing page keeps the title and
 * description of the shell. Any other page has its own heading in the title, and its first paragraph as description.
 *
 * @throws Error if the shell has no place for the text or no script of the app, or if the text has no heading. Also
 * throws if the text has a `style` attribute, because the policy of the app refuses this attribute in HTML.
 */
export function pageOf({ shell, content, path, untilApp, appUrl }: PrerenderedPage): string {
  if (!shell.includes(ROOT)) throw new Error(`index.html has no ${ROOT}.`);
  const styled = /<[^>]* style="[^"]*"/.exec(content)?.[0];
  if (styled) throw new Error(`${path} has a style attribute, which the policy refuses: ${styled}`);
  const named = path === '/' ? namesIn(shell) : namesOf(content, path, namesIn(shell).title);
  const notice = `<p class="px-4 py-2">${NOTICE.exec(shell)?.[1] ?? ''}</p>`;
  const address = appUrl && addressOf(path, appUrl);
  const app = urlsOf(MODULE, shell);
  if (app.length === 0) throw new Error('index.html has no script of the app.');
  const modules = [...urlsOf(IMPORTED, shell), ...app];
  const scripts = JSON.stringify({ ahead: urlsOf(AHEAD, shell), modules }).replaceAll('"', '&quot;');
  const tags = [
    property('og:type', 'website'),
    property('og:title', named.title),
    property('og:description', named.description),
    ...(appUrl && address
      ? [
          property('og:url', address),
          `<link rel="canonical" href="${address}" />`,
          property('og:image', new URL(LINK_PREVIEW, appUrl).href),
          '<meta name="twitter:card" content="summary_large_image" />',
        ]
      : []),
    // This script blocks the first paint, because it must hide the text if the host serves this file at another
    // address. It starts the app after the paint. For `crossorigin`, see `theme-script.ts`.
    `<script crossorigin src="${untilApp.src}" data-page="${untilApp.page}" data-scripts="${scripts}"></script>`,
  ];
  // After a `<meta>` policy, browsers preload nothing that follows a blocking script. `untilApp` follows the blocking
  // script `theme.js`, so the page has to request `untilApp` explicitly.
  const request = `<link rel="preload" as="script" crossorigin href="${untilApp.src}" />`;
  // The replacements are functions, because `$` has a meaning in a replacement text.
  return shell
    .replace(MODULE, () => `\n    ${request}`)
    .replace(IMPORTED, '')
    .replace(AHEAD, '')
    .replace(TITLE, () => `<title>${named.title}</title>`)
    .replace(DESCRIPTION, () => `<meta name="description" content="${named.description}" />`)
    .replace('</head>', () => `  ${tags.join('\n    ')}\n  </head>`)
    .replace(NOTICE, '')
    .replace(
      ROOT,
      () => `<div id="prerendered"><noscript>${notice}</noscript>${inactive(content)}</div>\n    ${ROOT}`,
    );
}

/** The addresses of pages for search engines (sitemaps.org). */
export function sitemapOf(paths: readonly string[], appUrl: URL): string {
  const urls = paths.map((path) => `  <url><loc>${addressOf(path, appUrl)}</loc></url>\n`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls.join('')}</urlset>
`;
}

const TITLE = /<title>([^<]*)<\/title>/;
const DESCRIPTION = /<meta\s+name="description"\s+content="([^"]*)"\s*\/?>/;

interface Names {
  /** Both texts are escaped for HTML. */
  title: string;
  description: string;
}

function namesIn(shell: string): Names {
  return { title: TITLE.exec(shell)?.[1] ?? '', description: DESCRIPTION.exec(shell)?.[1] ?? '' };
}

function namesOf(content: string, path: string, app: string): Names {
  const main = content.slice(Math.max(content.indexOf('<main'), 0));
  const heading = textOf(/<h1[^>]*>(.*?)<\/h1>/s.exec(main)?.[1]);
  if (!heading) throw new Error(`${path} has no heading.`);
  const afterHeading = main.slice(main.indexOf('</h1>'));
  const paragraph = textOf(/<p(?:\s[^>]*)?>(.*?)<\/p>/s.exec(afterHeading)?.[1]);
  return { title: `${heading}${heading.endsWith('?') ? '' : '.'} ${app}`, description: shortened(paragraph) };
}

const urlsOf = (tag: RegExp, shell: string) => [...shell.matchAll(tag)].map(([, url]) => url);

const textOf = (html = ''): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replaceAll('"', '&quot;')
    .replace(/\s+/g, ' ')
    .trim();

/** At most {@link MOST_DESCRIBED} characters, cut between two words. */
function shortened(text: string): string {
  if (text.length <= MOST_DESCRIBED) return text;
  return `${text.slice(0, text.lastIndexOf(' ', MOST_DESCRIBED))}…`;
}

/** Disables the controls, because they do nothing without the app. */
const inactive = (content: string): string =>
  content.replace(/<(?:button|input|select|textarea)(?=[\s/>])(?![^>]*\sdisabled)/g, '$& disabled=""');

const addressOf = (path: string, appUrl: URL): string => new URL(path.slice(1), appUrl).href;

const property = (name: string, content: string): string =>
  `<meta property="${name}" content="${content}" />`;
