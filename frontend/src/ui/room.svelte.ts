/**
 * How much room the roll has, and what of it each part gets. Sizes by width stand in `stage.css`; here is what
 * markup and engine must know as well: the tier of the table, what is open, and what a person has sized by hand.
 */
import type { Roll } from "../engine/roll";

/** From the widest to the narrowest; `s` is a telephone and has sizes for fingers. */
export type Tier = "xl" | "l" | "m" | "s" | "xs";

/** Least widths in rem: who doubles the text gets the arrangement of half the width. */
const LEAST_REM: readonly (readonly [Tier, number])[] = [
	["xl", 105],
	["l", 73.75],
	["m", 42.5],
	["s", 22.5],
];

export function tierOf(width_rem: number): Tier {
	return LEAST_REM.find(([, least]) => width_rem >= least)?.[0] ?? "xs";
}

/** Heights of a row when a score is first opened; fingers need more. */
const ROW_PX: Record<Tier, number> = { xl: 20, l: 19, m: 19, s: 22, xs: 18 };
const TOUCH_ROW_PX = 22;

/** Least heights of the roll at which a part begins open, in rem. */
const LEAST_HEIGHT_REM = { lanes: 47, velocity: 34, tier: 24, overview: 26, marks: 20 } as const;

export type Part = "rail" | "overview" | "marks" | `lane:${string}` | `shown:${string}`;
export type Sized = "rail" | "drawer" | `lane:${string}`;

export class Room {
	width_px = $state(1000);
	height_px = $state(600);
	/** A finger is what points here. */
	coarse = $state(false);
	rem_px = $state(16);
	/** Docked, over the notes or from below, by the width. */
	#drawer = $state<boolean | null>(null);
	/** What somebody opened or closed; it stays so. */
	readonly #chosen = $state<Record<string, boolean>>({});
	readonly #sizes = $state<Record<string, number>>({});
	/** Lanes from top to bottom; empty as long as nobody has moved one. */
	laneOrder = $state.raw<readonly string[]>([]);
	/** The lane under the tab that was touched last; null is none. */
	laneTab = $state<string | null | undefined>(undefined);

	/** Where it has a place of its own it is open until somebody closes it. */
	get drawerOpen(): boolean {
		return this.#drawer ?? this.tier === "xl";
	}

	set drawerOpen(open: boolean) {
		this.#drawer = open;
	}

	readonly tier = $derived(tierOf(this.width_px / this.rem_px));
	readonly touch = $derived(this.coarse || this.tier === "s");
	readonly row_px = $derived((this.touch ? TOUCH_ROW_PX : ROW_PX[this.tier]) * (this.rem_px / 16));
	/** Tools lie under the notes, where the thumb is. */
	readonly toolsBelow = $derived(this.tier === "s");

	/** The rail has room for all that it says; else it is a strip. */
	readonly railWide = $derived(this.tier !== "xs" && (this.#chosen.rail ?? (this.tier === "xl" || this.tier === "l")));
	/** There is no room for a rail that says something: it comes as a sheet. */
	readonly railInSheet = $derived(this.tier === "s" || this.tier === "xs");
	/** Width of the rail as it is open, where it is not the one of the table. */
	readonly railSize = $derived(
		this.tier === "xs" || this.tier === "s"
			? undefined
			: !this.railWide
				? "2.5rem"
				: this.#sizes.rail
					? `${this.#sizes.rail}px`
					: this.tier === "m"
						? "9.75rem"
						: undefined,
	);

	/** Whether a part is open; `byDefault` says so until somebody decides. */
	isOpen(part: Part, byDefault: boolean): boolean {
		return this.#chosen[part] ?? byDefault;
	}

	setOpen(part: Part, open: boolean): void {
		this.#chosen[part] = open;
	}

	/** Whether the height allows a part without anybody asking for it. */
	fits(what: keyof typeof LEAST_HEIGHT_REM): boolean {
		return this.height_px / this.rem_px >= LEAST_HEIGHT_REM[what];
	}

	/** What somebody dragged it to; undefined is the size of the table. */
	size(of: Sized): number | undefined {
		return this.#sizes[of];
	}

	setSize(of: Sized, px: number | undefined): void {
		if (px === undefined) delete this.#sizes[of];
		else this.#sizes[of] = px;
	}

	/** Follows the element's size and the kind of pointer until the returned function is called. */
	follow(root: HTMLElement): () => void {
		const finger = matchMedia("(pointer: coarse)");
		const readPointer = (): void => {
			this.coarse = finger.matches;
		};
		const resized = new ResizeObserver(([entry]) => {
			if (!entry || entry.contentRect.width === 0) return;
			this.rem_px = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
			this.width_px = entry.contentRect.width;
			this.height_px = entry.contentRect.height;
		});
		readPointer();
		finger.addEventListener("change", readPointer);
		resized.observe(root);
		return () => {
			finger.removeEventListener("change", readPointer);
			resized.disconnect();
		};
	}
}

const rooms = new WeakMap<Roll, Room>();

/** The room of a roll, which outlives the component: what a person opened is open when the roll comes back to the page. */
export function roomOf(roll: Roll): Room {
	let room = rooms.get(roll);
	if (!room) {
		room = new Room();
		rooms.set(roll, room);
	}
	return room;
}
