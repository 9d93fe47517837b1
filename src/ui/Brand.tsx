/** Shows the logo and the name of the app. It shows a secret that stays, a value that is sent, and the path between. */
export function Brand() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold font-serif text-lg">
      <svg
        aria-hidden="true"
        viewBox="0 0 24 24"
        width="24"
        height="24"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
      >
        <rect x="2" y="2" width="8" height="8" rx="2" />
        <rect x="13" y="13" width="9" height="9" rx="2" fill="currentColor" />
        <path d="M14 6h4v3M6 14v4h3" strokeDasharray="2 2" />
      </svg>
      PKCE Lab
    </span>
  );
}
