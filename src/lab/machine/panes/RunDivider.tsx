export function RunDivider({ words }: { words: string }) {
  return (
    <p className="flex items-center gap-3 px-3 pt-3 pb-1 text-soft text-xs">
      <span aria-hidden className="grow border-strong border-t" />
      {words}
      <span aria-hidden className="grow border-strong border-t" />
    </p>
  );
}
