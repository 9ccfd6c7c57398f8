/* A text as it is sealed: one spelling for what looks alike, so that a keyboard does not give its owner away. */
const UNSEEN = /[\p{Cf}\u2028\u2029\u2060-\u206f\ufff9-\ufffb\u{e0000}-\u{e007f}\u115f\u1160\u3164\uffa0]/gu; // zero-width, bidi, soft hyphen, U+FEFF and their like
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g;

export function normalise(written: string): string {
  return straight(straight(written.replace(/\r\n?/g, "\n").replace(/[\u2028\u2029]/g, "\n").replace(UNSEEN, "")).normalize("NFKC"))
    .replace(CONTROLS, " ")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/* Before NFKC, which would take some of these apart, and after it, which makes others. */
const straight = (text: string): string =>
  text.replace(/[\u201c-\u201f\u00ab\u00bb\u2033]/g, '"').replace(/[\u2018-\u201b\u2039\u203a\u00b4\u0060\u2032]/g, "'");
