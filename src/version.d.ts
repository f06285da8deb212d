/** The version in package.json, put in by the build. */
declare const BERTH_VERSION: string;

/** Which build this is, by its sources and packages; put in by the build. */
declare const BERTH_BUILD: string;
