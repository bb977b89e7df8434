// Unmodified @segment/analytics-node: node send_segment.mjs HOST KEY [path]
import { Analytics } from "@segment/analytics-node";

const [host, writeKey, path] = process.argv.slice(2);
const analytics = new Analytics({ host, writeKey, ...(path && { path }), flushAt: 3, maxRetries: 1 });
analytics.on("error", (fault) => console.log("FAULT", fault.code, fault.reason?.message ?? ""));

const userId = "user-1";
const traits = { email: "lee@firm.com", firstName: "Lee", lastName: "Kim", company: { name: "Firm Inc" } };
analytics.identify({ userId, traits });
analytics.track({ userId, event: "Demo Requested", properties: { plan: "pro" } });
analytics.page({ userId, name: "Pricing", category: "docs", properties: { url: "https://acme.example/pricing" } });
analytics.screen({ userId, name: "Home" });
analytics.group({ userId, groupId: "firm-9", traits: { name: "Firm Inc", employees: 120 } });
analytics.alias({ userId, previousId: "old-1" });
await analytics.closeAndFlush({ timeout: 10_000 });
