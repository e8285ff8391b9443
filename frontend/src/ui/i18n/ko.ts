/** The Korean texts, for tests. */
import { roll } from "../../../../backend/gradio_pianoroll/i18n/ko.json";
import type { Messages } from "./en";

export const ko: Messages = roll;
