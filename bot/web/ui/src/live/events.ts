// Server-sent events out of a response, with what EventSource keeps to itself: its status, and signs of life.

export type Event = { name: string; data: string; id: string };
type Heard = { event: (event: Event) => void; alive: () => void };

/** Reads until the stream ends; rejects when it breaks. `alive` is called for whatever comes, comments too. */
export async function readEvents(body: ReadableStream<Uint8Array>, heard: Heard): Promise<void> {
  const reader = body.getReader();
  const letters = new TextDecoder();
  const parse = parser(heard.event);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard.alive();
    parse(letters.decode(value, { stream: true }));
  }
}

/** Takes the text in pieces, however it was cut. An id without data is told as an event without a name. */
export function parser(tell: (event: Event) => void): (text: string) => void {
  let rest = "";
  let fields = new Map<string, string[]>();
  const line = (text: string) => {
    if (text !== "") {
      const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/.exec(text) ?? [];
      fields.set(field, [...(fields.get(field) ?? []), value]);
      return;
    }
    const last = (field: string) => fields.get(field)?.at(-1) ?? "";
    const data = fields.get("data");
    if (data || last("id")) {
      tell({ name: data ? last("event") || "message" : "", data: data?.join("\n") ?? "", id: last("id") });
    }
    fields = new Map();
  };
  return (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const one of lines) line(one.replace(/\r$/, ""));
  };
}
