/** What `late.ts` fetches. */
export { describe } from "./catalogue.ts";
export { CURVE_EDITS } from "./curveEdits.ts";
export { join, splitAt } from "./cutting.ts";
export { EDITS } from "./index.ts";
export { select } from "./selecting.ts";
