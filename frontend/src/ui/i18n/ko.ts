/** The Korean texts of the roll. */
import { roll } from "../../../../backend/gradio_pianoroll/i18n/ko.json";
import type { Messages } from "./en";

export const ko: Messages = roll;
