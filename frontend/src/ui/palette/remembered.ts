/** What each form was told last, until the page goes: who does a thing twice says it once. */
import type { EditName } from "../../engine/score/edit/index";
import type { Values } from "./editForm";

export const remembered = new Map<EditName, { values: Values; chosen: string[] }>();
