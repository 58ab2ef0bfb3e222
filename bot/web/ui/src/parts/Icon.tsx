// The page's few signs, drawn with one pen; they are decoration, the words beside them or their labels count.
const SHAPES = {
  chat: "M4 5.5h16v10.5H10.5L6 19.5v-3.5H4z",
  tasks: "M4 6.5l1.6 1.6L8.6 5M4 12.5l1.6 1.6 3-3.1M4 18.5l1.6 1.6 3-3.1M12 6.8h8M12 12.8h8M12 18.8h8",
  reminders: "M6.5 16.5V11a5.5 5.5 0 0 1 11 0v5.5l1.5 1.5H5zM10 20.5h4",
  deliveries: "M3.5 17.5l5-6 4 3.5 7.5-9M15 6h5v5",
  settings: "M5 7h9M18 7h1M5 17h1M10 17h9M16 4.8v4.4M8 14.8v4.4M5 12h5M14 12h5M12 9.8v4.4",
  send: "M5 12h13M12.5 6l6 6-6 6",
  plus: "M12 5v14M5 12h14",
  check: "M5 12.5l4.5 4.5L19 7",
  close: "M6 6l12 12M18 6L6 18",
  search: "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20",
  keys: "M3.5 7h17v10h-17zM7 10.2h.01M10.3 10.2h.01M13.7 10.2h.01M17 10.2h.01M8 14h8",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  repeat: "M5 10V8.5A2.5 2.5 0 0 1 7.5 6H19l-3-3M19 14v1.5a2.5 2.5 0 0 1-2.5 2.5H5l3 3",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2",
  back: "M19 12H6M11 6l-6 6 6 6",
  down: "M12 5v13M6 12.5l6 6 6-6",
  filter: "M4 7h16M7 12h10M10 17h4",
} as const;

export type Sign = keyof typeof SHAPES;

export function Icon({ sign, className = "size-4.5" }: { sign: Sign; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.9}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
    >
      <path d={SHAPES[sign]} />
    </svg>
  );
}
