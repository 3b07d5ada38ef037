// Calls the API at API_URL with openapi-fetch and the types that openapi-typescript made; prints what each call got.
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths } from "./storefront.js";

type Accepted = components["schemas"]["Accepted"];
type Problem = components["schemas"]["Problem"];
type Answer = { data?: Accepted; error?: Problem; response: Response };

const baseUrl = String(process.env["API_URL"]);
const withKey = createClient<paths>({ baseUrl, headers: { "x-api-key": String(process.env["API_KEY"]) } });
const without = createClient<paths>({ baseUrl });
const once = { header: { "Idempotency-Key": randomUUID() } };

/** The status, and what the body says: its type, or that it has an event id. */
function got({ data, error, response }: Answer): [number, string] {
  if (data) return [response.status, data.event_id ? "event" : ""];
  return [response.status, error && error.status === response.status ? error.type : ""];
}

const preference = (interest: string) => ({ customer_id: "12345", interest, location: "Cape Town" });

const calls: Answer[] = [
  await withKey.POST("/recommend", { body: preference("organic_food"), params: once }),
  await withKey.POST("/recommend", { body: preference("books"), params: once }),
  await withKey.POST("/recommend", { body: preference("") }),
  await without.POST("/recommend", { body: preference("organic_food") }),
];
console.log(JSON.stringify(calls.map(got)));
