/** The English texts of the roll, which lie in one file with all others that people read. */
import { roll } from "../../../../backend/gradio_pianoroll/i18n/en.json";

export const en = roll;
export type MessageKey = keyof typeof en;
export type Messages = Record<MessageKey, string>;
