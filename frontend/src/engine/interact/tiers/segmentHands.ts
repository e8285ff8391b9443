/** What helpers of the hands ask of them. */
import type { Edge } from "../../score/edit/segmenting.ts";
import type { Segment } from "../../score/types.ts";

type List = readonly Segment[];

export interface SegmentHands {
	/** Place of the selected segment in the document's list, or -1. */
	readonly selected: number;
	/** All that are selected where there is more than one. */
	readonly set: ReadonlySet<number>;
	readonly segment: Segment | null;
	readonly edge: Edge | null;
	/** The selected tier, else the one that was worked on last. */
	readonly tier: string;
	/** Where several that are selected in a row begin to be. */
	anchor: number;
	/** Somebody works on the tier, and did not only come past it with the keyboard: Tab goes through it. */
	engaged: boolean;
	select(index: number, edge?: Edge | null): void;
	selectMany(places: readonly number[], head: number): void;
	selectAtPlayhead(type?: string): void;
	/** Selected by key: brought into sight and told. */
	go(index: number, more?: string, keeps?: boolean): void;
	step(direction: 1 | -1): void;
	speak(more?: string): void;
	worksOn(type: string): void;
	boundaryAt(type: string, at_s: number): void;
	edit(make: (segments: List) => List, label: string, index?: number, edge?: Edge | null): boolean;
}
