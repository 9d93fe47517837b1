import { describe, expect, it } from 'vitest';
import { pageOf, sitemapOf } from './prerendered-page.ts';

const SHELL = `<html><head>
    <title>Lab</title>
    <meta
      name="description"
      content="The lab."
    />
    <script type="module" crossorigin src="/lab/assets/index.js"></script>
    <link rel="modulepreload" crossorigin href="/lab/assets/app.js">
    <link rel="stylesheet" crossorigin href="/lab/assets/app.css">
    <script async fetchpriority="high" src="/lab/ahead.js"></script>
    <script src="/lab/theme.js"></script>
  </head><body><noscript>It needs JavaScript.</noscript><div id="root"></div></body></html>`;
const CHAPTER = '<p>menu</p><main><h1 class="a">Why &amp; how?</h1><p>Because <b>$&amp;</b> "so".</p></main>';
const APP_URL = new URL('https://host.example/lab/');

/** The page of a chapter, with the parts that a test sets. */
const made = (parts: Partial<Parameters<typeof pageOf>[0]> = {}) =>
  pageOf({
    shell: SHELL,
    content: CHAPTER,
    path: '/learn/why',
    untilApp: { src: '/lab/until-app.js', page: '/lab/learn/why' },
    appUrl: undefined,
    ...parts,
  });

describe('a prerendered page', () => {
  const page = made();

  it('contains its text, unchanged, before the empty root of the app', () =>
    expect(page).toContain(`${CHAPTER}</div>\n    <div id="root"></div>`));

  it('says only to a reader without JavaScript that the app needs JavaScript', () => {
    expect(page).toContain('<noscript><p class="px-4 py-2">It needs JavaScript.</p></noscript>');
    expect(page.match(/It needs JavaScript/g)).toHaveLength(1);
  });

  it('passes its path to the script that shows the text, and loads that script in its head', () => {
    const script = '<script crossorigin src="/lab/until-app.js" data-page="/lab/learn/why" ';
    expect(page.indexOf(script)).toBeGreaterThan(-1);
    expect(page.indexOf(script)).toBeLessThan(page.indexOf('</head>'));
  });

  it('requests first the script that shows the text', () => {
    const request = '<link rel="preload" as="script" crossorigin href="/lab/until-app.js" />';
    expect(page.indexOf(request)).toBeGreaterThan(-1);
    expect(page.indexOf(request)).toBeLessThan(page.indexOf('<script'));
  });

  it('requests only styles, theme and the script that shows the text, and that script requests the app', () => {
    const loaded = [...page.matchAll(/<(?:script|link)[^>]*? (?:src|href)="([^"]+)"/g)].map(([, url]) => url);
    const untilApp = '/lab/until-app.js';
    expect(loaded).toEqual([untilApp, '/lab/assets/app.css', '/lab/theme.js', untilApp]);
    expect(JSON.parse(/data-scripts="([^"]+)"/.exec(page)?.[1]?.replaceAll('&quot;', '"') ?? '')).toEqual({
      ahead: ['/lab/ahead.js'],
      modules: ['/lab/assets/app.js', '/lab/assets/index.js'],
    });
  });

  it('has its heading in its title, and the first paragraph after the heading as its description', () => {
    expect(page).toContain('<title>Why &amp; how? Lab</title>');
    expect(page).toContain('<meta name="description" content="Because $&amp; &quot;so&quot;." />');
    expect(page).toContain('<meta property="og:title" content="Why &amp; how? Lab" />');
  });

  it('cuts its description at a word boundary, after at most 200 characters', () => {
    const content = `<main><h1>Long</h1><p>${'word '.repeat(60)}</p></main>`;
    const described = made({ content, path: '/long' });
    expect(described).toContain('<title>Long. Lab</title>');
    expect(/name="description" content="([^"]*)"/.exec(described)?.[1]).toMatch(/^(word ){39}word…$/);
  });

  it('keeps the title and the description of the app on the landing page', () => {
    const landing = made({ path: '/' });
    expect(landing).toContain('<title>Lab</title>');
    expect(landing).toContain('<meta name="description" content="The lab." />');
  });

  it('disables every control, because controls have no effect without the app', () => {
    const content =
      '<main><h1>A</h1><button type="button">b</button><input disabled=""/><input/><a href="/">c</a></main>';
    const controls = made({ content, path: '/a' });
    expect(controls).toContain('<button disabled="" type="button">b</button>');
    expect(controls).toContain('<input disabled=""/><input disabled=""/><a href="/">');
  });

  it('cannot be made without a heading, with a style attribute, or from a shell without a root or a script of the app', () => {
    const rendered =
      (content: string, shell = SHELL) =>
      () =>
        made({ shell, content, path: '/a' });
    expect(rendered('<main></main>')).toThrow('/a has no heading.');
    expect(rendered('<main><h1 style="height:0">A</h1></main>')).toThrow('/a has a style attribute');
    expect(rendered(CHAPTER, '<html></html>')).toThrow('index.html has no <div id="root"></div>.');
    const withoutApp = SHELL.replace(/<script type="module".*/, '');
    expect(rendered(CHAPTER, withoutApp)).toThrow('index.html has no script of the app.');
  });
});

describe('the address of a prerendered page', () => {
  it('is below the address of the deployment', () => {
    const page = made({ appUrl: APP_URL });
    expect(page).toContain('<link rel="canonical" href="https://host.example/lab/learn/why" />');
    expect(page).toContain('<meta property="og:url" content="https://host.example/lab/learn/why" />');
    expect(page).toContain(
      '<meta property="og:image" content="https://host.example/lab/link-preview.png" />',
    );
    expect(sitemapOf(['/', '/learn/why'], APP_URL).match(/<loc>.*<\/loc>/g)).toEqual([
      '<loc>https://host.example/lab/</loc>',
      '<loc>https://host.example/lab/learn/why</loc>',
    ]);
  });

  it('is absent if the address of the deployment is unknown', () =>
    expect(made()).not.toMatch(/canonical|og:url|og:image/));
});
