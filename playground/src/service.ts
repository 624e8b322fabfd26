import { count } from "./dom";
import type { TargetInfo } from "./library";

/** The service of searchfilter serve --page, if the page comes from it. */
export interface Service {
  instance: string;
  origin: string;
}

/**
 * Returns the service, or undefined if the page comes from elsewhere. It asks for the head of
 * the page once more, which is there on every server, and so leaves no error in the console.
 */
export async function findService(): Promise<Service | undefined> {
  if (!location.protocol.startsWith("http")) return undefined;
  try {
    const response = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
    const instance = response.headers.get("Searchfilter-Instance");
    return instance ? { instance, origin: location.origin } : undefined;
  } catch {
    return undefined;
  }
}

/** Sends a request of the target's search, and returns in a few words what comes back. */
export async function send(service: Service, target: TargetInfo, body: string): Promise<string> {
  const request = { InstanceId: service.instance, ...JSON.parse(body) };
  try {
    const response = await fetch(`/search-${target.name}`, { method: "POST", body: JSON.stringify(request) });
    const answer = await response.json();
    if (!response.ok) return `${response.status}: ${answer.Message ?? answer.message ?? response.statusText}`;
    const n: number = answer.ApproximateTotalCount ?? Object.values(answer).find(Array.isArray)?.length ?? 0;
    return `It finds ${count(n, target.record ?? "record")}`;
  } catch (error) {
    return `No answer: ${String(error)}`;
  }
}
