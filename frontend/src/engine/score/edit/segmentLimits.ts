/** What boundaries and segments are measured by. */

/** Ends that lie nearer than this are one boundary. */
export const SHARED_S = 1e-4;
/** The shortest segment that an edit leaves. */
export const MIN_SEGMENT_S = 1e-3;
