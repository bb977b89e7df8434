// Unmodified @rudderstack/rudder-sdk-node: node send_rudder.mjs HOST KEY GZIP
import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const [dataPlaneUrl, key, gzip] = process.argv.slice(2);
const Client = RudderAnalytics.default ?? RudderAnalytics;
const client = new Client(key, { dataPlaneUrl, gzip: gzip === "gzip", flushInterval: 200 });

const userId = "user-1";
const traits = { email: "lee@firm.com", firstName: "Lee", lastName: "Kim", company: { name: "Firm Inc" } };
client.identify({ userId, traits });
client.track({ userId, event: "Demo Requested", properties: { plan: "pro" } });
client.page({ userId, name: "Pricing", properties: { url: "https://acme.example/pricing" } });
client.screen({ userId, name: "Home" });
client.group({ userId, groupId: "firm-9", traits: { name: "Firm Inc", employees: 120 } });
client.alias({ userId, previousId: "old-1" });
client.flush((fault) => fault && console.log("FAULT", String(fault)));
