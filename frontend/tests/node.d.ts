/* The little of Node that these tests use. */
declare module "node:test" {
  export default function test(name: string, check: () => void | Promise<void>): void;
}
declare module "node:assert/strict" {
  const assert: {
    equal(actual: unknown, expected: unknown, words?: string): void;
    deepEqual(actual: unknown, expected: unknown, words?: string): void;
    ok(value: unknown, words?: string): asserts value;
    throws(act: () => unknown, words?: string): void;
    rejects(act: Promise<unknown> | (() => Promise<unknown>), expected?: unknown): Promise<void>;
  };
  export default assert;
}
declare module "node:fs" {
  export function readFileSync(path: string, encoding: "utf8"): string;
}
declare const process: { env: Record<string, string | undefined> };
