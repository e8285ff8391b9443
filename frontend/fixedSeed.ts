/** Before each file of tests: the examples of properties are the same on each machine; `VITE_SEARCH=1` (`make search`) tries others. */
import fc from "fast-check";

if (!import.meta.env.VITE_SEARCH) fc.configureGlobal({ seed: 1 });
