export type PanelName = "mix" | "layers" | "more";
