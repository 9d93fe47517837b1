export function ByteGrid({ octets, changed }: { octets: Uint8Array; changed: (index: number) => boolean }) {
  return (
    <ol className="grid grid-cols-[repeat(auto-fill,minmax(1.9rem,1fr))] gap-1 font-mono text-xs">
      {[...octets].map((octet, index) => (
        // An octet is identified by its position.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={index} className={`rounded-sm px-1 text-center ${changed(index) ? 'bg-mark' : 'bg-sunken'}`}>
          {octet.toString(16).padStart(2, '0')}
        </li>
      ))}
    </ol>
  );
}
