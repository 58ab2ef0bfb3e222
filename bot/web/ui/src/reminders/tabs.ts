// What the page of reminders can show; its address says which.
export const TABS = ["upcoming", "recurring", "past"] as const;
export type Tab = (typeof TABS)[number];

export const readTab = (search: Record<string, unknown>): { tab?: Tab } =>
  TABS.includes(search.tab as Tab) ? { tab: search.tab as Tab } : {};
