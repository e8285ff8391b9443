/** Which rows of a long table are in sight: only those are elements, whatever the number of the others. */

/** Browsers lay out nothing higher than some ten million pixels: beyond this the bar moves in larger steps than the rows. */
const HEIGHT_MAX_PX = 6_000_000;

export class TableWindow {
	readonly row_px: number;
	/** Of all rows. */
	count = $state(0);
	height_px = $state(300);
	width_px = $state(272);
	top_px = $state(0);
	readonly #full_px = $derived.by(() => this.count * this.row_px);
	readonly #scale = $derived.by(() =>
		this.#full_px > HEIGHT_MAX_PX ? (this.#full_px - this.height_px) / (HEIGHT_MAX_PX - this.height_px) : 1,
	);
	/** What the bar is made for. */
	readonly laidOut_px = $derived.by(() => Math.min(this.#full_px, HEIGHT_MAX_PX));
	readonly first = $derived.by(() => Math.max(0, Math.min(this.count - 1, Math.floor(this.top_px / this.row_px))));
	/** The row behind the last one in sight; there may be none so far. */
	readonly end = $derived.by(() => this.first + Math.ceil(this.height_px / this.row_px) + 1);
	#box: HTMLElement | null = null;

	constructor(row_px: number) {
		this.row_px = row_px;
	}

	/** Rows of a page, one of which stays in sight. */
	get page(): number {
		return Math.max(1, Math.floor(this.height_px / this.row_px) - 1);
	}

	/** Follows size and wheel of the box, whose first row is the titles', until the returned function is called. */
	follow(box: HTMLElement): () => void {
		this.#box = box;
		const resized = new ResizeObserver(() => {
			this.height_px = Math.max(this.row_px, box.clientHeight - this.row_px);
			this.width_px = box.clientWidth;
		});
		resized.observe(box);
		const onwheel = (event: WheelEvent): void => {
			if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
			const unit = event.deltaMode === 1 ? this.row_px : event.deltaMode === 2 ? this.height_px : 1;
			if (this.scrollTo(this.top_px + event.deltaY * unit)) event.preventDefault();
		};
		box.addEventListener("wheel", onwheel, { passive: false });
		return () => {
			this.#box = null;
			resized.disconnect();
			box.removeEventListener("wheel", onwheel);
		};
	}

	/** False when it is there already. */
	scrollTo(wanted_px: number): boolean {
		const to = this.#within(wanted_px);
		if (to === this.top_px || !this.#box) return false;
		this.top_px = to;
		this.#box.scrollTop = to / this.#scale;
		return true;
	}

	/** The bar was moved. */
	scrolled(): void {
		const bar_px = this.#box?.scrollTop ?? 0;
		// What was set above comes back as an event; a person's own scrolling is more than rounding.
		if (Math.abs(bar_px - this.top_px / this.#scale) >= 1.5) this.top_px = this.#within(bar_px * this.#scale);
	}

	reveal(row: number): void {
		if (row * this.row_px < this.top_px) this.scrollTo(row * this.row_px);
		else if (this.#isHidden(row)) this.scrollTo((row + 1) * this.row_px - this.height_px);
	}

	/** With rows before and behind it. */
	revealAmidst(row: number): void {
		if (this.#isHidden(row)) this.scrollTo(row * this.row_px - this.height_px / 3);
	}

	#isHidden(row: number): boolean {
		return row * this.row_px < this.top_px || (row + 1) * this.row_px > this.top_px + this.height_px;
	}

	#within(px: number): number {
		return Math.max(0, Math.min(this.#full_px - this.height_px, px));
	}
}
