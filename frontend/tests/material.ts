/* What Python hands over: the vectors of the protocol, RFC 9474's, and random values with their encodings. */
import { readFileSync } from "node:fs";

type Any = any;
const read = (name: string): Any => JSON.parse(readFileSync(process.env[name] as string, "utf8"));

export const vectors: Any = read("SEALED_VECTORS");
export const rfc: Any = read("SEALED_RFC9474");
export const encodings: [Any, string][] = read("SEALED_ENCODINGS");
export const wordList: string = readFileSync(process.env["SEALED_WORDS"] as string, "utf8");
export const plans: Record<string, string> = read("SEALED_PLANS");
