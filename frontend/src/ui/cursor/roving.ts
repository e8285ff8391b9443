/** A toolbar is one stop of Tab, and arrows go along its buttons; fields and sets of choices in it are stops of their own. */

const BUTTONS = "button:not([role=radio])";
const FLOATING = "[role=menu], [role=listbox], [role=dialog], [popover]";

export function rove(bar: HTMLElement): () => void {
	let current: HTMLElement | null = null;
	/** Who clicked a button goes on with the notes: their arrows stay theirs. */
	let isPointed = false;

	const all = (): HTMLElement[] => [...bar.querySelectorAll<HTMLElement>(BUTTONS)].filter((button) => !button.closest(FLOATING));
	const usable = (): HTMLElement[] => all().filter((button) => !button.matches(":disabled, [aria-disabled=true]"));

	const settle = (): void => {
		const buttons = usable();
		if (!current || !buttons.includes(current)) current = buttons[0] ?? null;
		for (const button of all()) {
			const index = button === current ? 0 : -1;
			if (button.tabIndex !== index) button.tabIndex = index;
		}
	};

	const onpointerdown = (): void => {
		isPointed = true;
	};
	const onfocusin = (event: FocusEvent): void => {
		const button = (event.target as Element).closest<HTMLElement>(BUTTONS);
		if (!button || button.closest(FLOATING)) return;
		current = button;
		settle();
	};
	const onfocusout = (event: FocusEvent): void => {
		if (!bar.contains(event.relatedTarget as Node | null)) isPointed = false;
	};
	const onkeydown = (event: KeyboardEvent): void => {
		const button = event.target as HTMLElement;
		if (isPointed || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !button.matches(BUTTONS)) return;
		if (button.closest(FLOATING) || button.matches("[aria-haspopup=menu][aria-expanded=true]")) return;
		const buttons = usable();
		const at = buttons.indexOf(button);
		const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
		if (to === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		buttons[(to + buttons.length) % buttons.length]?.focus({ preventScroll: true });
	};

	bar.addEventListener("pointerdown", onpointerdown);
	bar.addEventListener("focusin", onfocusin);
	bar.addEventListener("focusout", onfocusout);
	bar.addEventListener("keydown", onkeydown);
	const watch = new MutationObserver(settle);
	watch.observe(bar, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled", "aria-disabled"] });
	settle();
	return () => {
		watch.disconnect();
		bar.removeEventListener("pointerdown", onpointerdown);
		bar.removeEventListener("focusin", onfocusin);
		bar.removeEventListener("focusout", onfocusout);
		bar.removeEventListener("keydown", onkeydown);
	};
}
