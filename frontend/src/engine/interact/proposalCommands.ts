/** Commands for notes that a program proposes. What they do, `ProposalHands` says while there are any. */
import type { EditorContext } from "./editorContext.ts";

export function proposalCommands({ editor }: { editor: EditorContext }) {
	const none = (): void => editor.say("noProposal");
	return {
		acceptProposal: none,
		rejectProposal: none,
		nextAlternative: none,
		previousAlternative: none,
		nextProposal: none,
		hearProposal: none,
		nextGhost: none,
		previousGhost: none,
		acceptGhost: none,
		rejectGhost: none,
	};
}
