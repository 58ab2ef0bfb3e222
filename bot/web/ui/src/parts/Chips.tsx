// Priority and tags, as small marks.
export const PRIORITIES: Record<number, string> = {
  1: "bg-late-wash text-late",
  2: "bg-honey-wash text-honey",
  3: "bg-sky-wash text-sky",
};

export function Chips({ priority, tags }: { priority: number; tags: readonly string[] }) {
  return (
    <>
      {priority < 4 && (
        <span className={`figures rounded px-1.5 font-semibold ${PRIORITIES[priority]}`}>p{priority}</span>
      )}
      {tags.map((tag) => (
        <span key={tag} className="max-w-40 truncate rounded bg-spruce-wash px-1.5 text-spruce">
          #{tag}
        </span>
      ))}
    </>
  );
}
