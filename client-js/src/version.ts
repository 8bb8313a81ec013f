/** The version of this library, equal to the one in `package.json`. */
export const VERSION = "0.1.0";
