// A text of the bot that is set in columns, as help is: kept apart here by a grid, since its blanks have no one width.
const ROW = /^\s{2,}(\S.*?)\s{2,}(\S.*)$/;

/** The text as it is, or line by line where at least two lines are in columns. */
export function Columns({ text }: { text: string }) {
  const lines = text.split("\n");
  if (lines.filter((line) => ROW.test(line)).length < 2) return text;
  return lines.map((line, place) => {
    const [, said, means] = ROW.exec(line) ?? [];
    // The lines of a text never change their places.
    const key = `${place}`;
    if (!said) return <span key={key} className="block">{`${line.trim()}\n`}</span>;
    return (
      <span key={key} className="block py-0.5 sm:grid sm:grid-cols-[19rem_1fr] sm:gap-x-4">
        <span className="font-medium">{said}</span>
        <span className="block text-soft">{means}</span>
      </span>
    );
  });
}
