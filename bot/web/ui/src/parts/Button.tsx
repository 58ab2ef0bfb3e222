// Buttons and links of the page, in the three weights that it needs.
import type { ComponentProps } from "react";

type Look = "plain" | "primary" | "danger" | "quiet";
const LOOKS: Record<Look, string> = {
  plain: "border border-line bg-sheet text-ink hover:border-edge hover:bg-well",
  primary: "border border-transparent bg-spruce text-on-spruce hover:brightness-110",
  danger: "border border-line bg-sheet text-late hover:bg-late-wash",
  quiet: "border border-transparent text-soft hover:bg-well hover:text-ink",
};
const SIZES = { small: "min-h-7 px-2.5 text-[0.87rem]", normal: "min-h-9 px-3.5" };

export function look(kind: Look = "plain", size: keyof typeof SIZES = "normal"): string {
  const base =
    "inline-flex items-center justify-center gap-1.5 rounded-lg font-medium transition-colors whitespace-nowrap";
  return `${base} disabled:opacity-60 disabled:cursor-default ${LOOKS[kind]} ${SIZES[size]}`;
}

type Props = ComponentProps<"button"> & { kind?: Look; size?: keyof typeof SIZES };

export function Button({ kind = "plain", size = "normal", className = "", ...rest }: Props) {
  return <button type="button" className={`${look(kind, size)} ${className}`} {...rest} />;
}
