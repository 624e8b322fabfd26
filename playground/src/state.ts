/** What can be shared: it stands in the fragment of the page's address, which no server sees. */
export interface State {
  target: string;
  query: string;
  /** The query that it is compared with. */
  second: string;
  ignoreCase: boolean;
  /** A zone of IANA's, or "" for UTC. */
  zone: string;
  instance: string;
  allowScan: boolean;
  dialect: string;
  table: string;
  params: boolean;
  panel: string;
}

export const initial: State = {
  target: "test-cases",
  query: 'name ^= "smoke" and status = PUBLISHED or tag:BPO=123',
  second: "",
  ignoreCase: false,
  zone: "",
  instance: "",
  allowScan: false,
  dialect: "sqlite",
  table: "",
  params: false,
  panel: "requests",
};

/** The names in the fragment: short, and never given to something else, for links are kept. */
const names: Record<keyof State, string> = {
  target: "t",
  query: "q",
  second: "q2",
  ignoreCase: "i",
  zone: "tz",
  instance: "id",
  allowScan: "scan",
  dialect: "sql",
  table: "table",
  params: "params",
  panel: "p",
};

/** Returns the fragment that has all that is not as in the beginning, without the #. */
export function toFragment(state: State): string {
  const p = new URLSearchParams();
  for (const key of Object.keys(names) as (keyof State)[]) {
    const value = state[key];
    if (value !== initial[key] || key === "query" || key === "target") p.set(names[key], value === true ? "1" : String(value));
  }
  return p.toString();
}

/** Returns the state that a fragment has. What it lacks is as in the beginning. */
export function fromFragment(fragment: string): State {
  const p = new URLSearchParams(fragment.replace(/^#/, ""));
  const state: Record<string, string | boolean> = { ...initial };
  for (const key of Object.keys(names) as (keyof State)[]) {
    const value = p.get(names[key]);
    if (value !== null) state[key] = typeof initial[key] === "boolean" ? value === "1" : value;
  }
  return state as unknown as State;
}
