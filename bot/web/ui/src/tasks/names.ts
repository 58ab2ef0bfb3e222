// Who and what there is to choose from: people of the workspace, lists, tags.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { get, type Schemas } from "@/api/client";

export const NAMES = "names";
const FRESH_MS = 60_000;
export type Person = Schemas["PersonOut"];
export type TaskList = Schemas["ListOut"];

const names = <T>(kind: "people" | "lists" | "tags") =>
  queryOptions({
    queryKey: [NAMES, kind],
    queryFn: ({ signal }) => get<{ items: T[] }>(`/${kind}`, {}, signal).then((found) => found.items),
    staleTime: FRESH_MS,
  });

export const usePeople = () => useQuery(names<Person>("people"));
export const useLists = () => useQuery(names<TaskList>("lists"));
export const useTags = () => useQuery(names<string>("tags"));
