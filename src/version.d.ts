/** The version in package.json, put in by the build. */
declare const BERTH_VERSION: string;

/** Which build this is, by all its texts; put in by the build. */
declare const BERTH_BUILD: string;
