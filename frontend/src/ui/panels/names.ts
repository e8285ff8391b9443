export type PanelName = "mix" | "layers" | "lanes" | "more";
