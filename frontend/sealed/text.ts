/* A text as it is sealed: one spelling for what looks alike, so that a keyboard does not give its owner away. */
const UNSEEN = /[\p{Cf}\u2028\u2029\u115f\u1160\u3164\uffa0]/gu; // zero-width, bidi, soft hyphen, U+FEFF and their like
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

export function normalise(written: string): string {
  return written
    .replace(/\r\n?/g, "\n")
    .replace(/[\u2028\u2029]/g, "\n")
    .replace(UNSEEN, "")
    .replace(/[\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033]/g, '"')
    .replace(/[\u2018\u2019\u201a\u201b\u2039\u203a\u00b4\u0060\u2032]/g, "'")
    .normalize("NFKC")
    .replace(CONTROLS, " ")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
