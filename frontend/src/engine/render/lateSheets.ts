/** What draws dense scores with less work, fetched after the first paint. */
export { KeptCoverage } from "./keptCoverage.ts";
export { PixelSheet } from "./pixelSheet.ts";
export { StretchedRows } from "./stretchedRows.ts";
