export type PanelName = "mix" | "layers" | "help" | "more";
