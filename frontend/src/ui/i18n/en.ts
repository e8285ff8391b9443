/** The keys of all texts, and the English ones for tests; a page has them in halves (`halves.ts`). */
import { roll } from "../../../../backend/gradio_pianoroll/i18n/en.json";

export const en = roll;
export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, string>;
