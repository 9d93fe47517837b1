/**
 * Shows the first control that the keyboard reaches. It leads past the navigation, and is visible only while it has the
 * focus.
 */
export function SkipLink() {
  return (
    // A button, because a fragment in the address would select a message of the lab.
    <button
      type="button"
      onClick={() => {
        const main = document.querySelector('main');
        if (!main) return;
        main.tabIndex = -1;
        main.focus();
      }}
      className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-20 focus:rounded-control focus:border focus:border-strong focus:bg-raised focus:px-4 focus:py-2 focus:text-accent"
    >
      Skip to the content
    </button>
  );
}
