export type PanelName = "mix" | "layers" | "lanes" | "help" | "more";
