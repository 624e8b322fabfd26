import AxeBuilder from "@axe-core/playwright";
import { expect, test as base, type Locator, type Page } from "@playwright/test";

const instance = "12345678-1234-1234-1234-123456789012"; // of the local service
const example = 'name ^= "smoke" and status = PUBLISHED or tag:BPO=123';

/** A test fails if the page complains in the console, or asks another origin. */
const test = base.extend<{ calm: void }>({
  calm: [
    async ({ context, baseURL }, use) => {
      const wrong: string[] = [];
      let requests = 0;
      context.on("console", (m) => ["error", "warning"].includes(m.type()) && wrong.push(m.text()));
      context.on("weberror", (e) => wrong.push(String(e.error())));
      context.on("request", (r) => {
        requests++;
        if (new URL(r.url()).origin !== baseURL) wrong.push(`a request to ${r.url()}`);
      });
      await use();
      expect(requests).toBeGreaterThan(0);
      expect(wrong).toEqual([]);
    },
    { auto: true },
  ],
});

/**
 * Makes the text of an editor that text. fill selects what is there before the editor knows of
 * it: if the editor draws at that moment, the text is added to what is there. Then it tries again.
 */
async function write(box: Locator, text: string): Promise<void> {
  await expect(async () => {
    await box.fill(text);
    await expect(box).toHaveText(text, { timeout: 1_000 });
  }).toPass();
}

/** Opens the page, and waits until the library has answered. */
async function open(page: Page, state: Record<string, string> = {}): Promise<void> {
  await page.goto(`/#${new URLSearchParams(state)}`);
  await expect(page.getByLabel("for", { exact: true })).toBeEnabled();
}

const query = (page: Page) => page.getByRole("textbox", { name: "Query", exact: true });
const panel = (page: Page, name: string) => page.getByRole("tabpanel", { name });

/** What an editor has, without the widgets in it. */
const written = (page: Page) => query(page).evaluate((e) => [...e.querySelectorAll(".cm-line")].map((l) => l.textContent).join("\n"));

test("one writes the example with completion, by the keyboard alone", async ({ page }) => {
  await open(page, { t: "test-cases", q: "" });
  await query(page).focus();
  const proposed = page.getByRole("listbox");
  const pick = async (typed: string, option: string) => {
    await page.keyboard.type(typed);
    await expect(proposed.getByRole("option").first()).toContainText(option);
    await page.waitForTimeout(100); // CodeMirror takes no key for the list within 75 ms
    await page.keyboard.press("Enter");
    await expect(proposed).toBeHidden();
  };
  await pick("na", "name");
  await page.keyboard.type(' ^= "smoke" and ');
  await pick("sta", "status");
  await page.keyboard.type(" = ");
  await pick("PU", "PUBLISHED");
  await page.keyboard.type(" or tag:BPO=123");
  await page.keyboard.press("Escape"); // whatever is proposed for 123
  await expect.poll(async () => (await written(page)).replace(/ +/g, " ")).toBe(example);
  await expect(panel(page, "Requests").getByRole("heading", { name: "2 requests" })).toBeVisible();
  await expect(panel(page, "Requests").getByText("It is proved that fewer cannot do.")).toBeVisible();
});

test("a click mends a mistake", async ({ page }) => {
  await open(page);
  await page.getByRole("link", { name: "name == smoke && stauts = PUBLISHED" }).click();
  const verdict = page.locator("#verdict");
  await expect(verdict.getByRole("listitem")).toHaveCount(3);
  await expect(panel(page, "Requests")).toContainText("The query has 3 errors, the first: ");
  for (const left of [2, 1, 0]) {
    await verdict.getByRole("listitem").first().getByRole("button").first().click();
    await expect(verdict.getByRole("listitem")).toHaveCount(left);
  }
  expect(await written(page)).toBe("name = smoke and status = PUBLISHED");
  await expect(panel(page, "Requests").getByRole("heading", { name: "1 request" })).toBeVisible();
});

test("the keyboard alone mends a mistake", async ({ page }) => {
  await open(page, { q: "stauts = PUBLISHED and nmae = x" });
  await expect(page.locator("#verdict").getByRole("listitem")).toHaveCount(2);
  await query(page).focus();
  const tooltip = page.locator("#query .cm-tooltip-lint");
  await page.keyboard.press("F8");
  await expect(tooltip).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(tooltip).toBeHidden();
  await expect(query(page)).toBeFocused();
  for (const left of [1, 0]) {
    await page.keyboard.press("F8");
    await expect(tooltip).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(tooltip.getByRole("button").first()).toBeFocused();
    if (left === 1) {
      await page.keyboard.press("Escape"); // from the button, too
      await expect(tooltip).toBeHidden();
      await expect(query(page)).toBeFocused();
      await page.keyboard.press("F8");
      await expect(tooltip).toBeVisible();
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    await expect(page.locator("#verdict").getByRole("listitem")).toHaveCount(left);
    await expect(page.locator("#query .cm-lintRange-error")).toHaveCount(left);
    await expect(query(page)).toBeFocused();
  }
  expect(await written(page)).toBe("status = PUBLISHED and name = x");
});

test("an example is a target and a query, and leaves the settings", async ({ page }) => {
  const settings = { q2: "username = x", i: "1", tz: "Europe/London", id: instance, scan: "1", sql: "trino", table: "a.b", params: "1", p: "sql" };
  await open(page, settings);
  await page.getByRole("link", { name: "username ^= jo" }).click();
  await expect(page.getByLabel("for", { exact: true })).toHaveValue("users");
  await expect.poll(() => Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)))).toEqual({
    t: "users",
    q: "username ^= jo and phone-type = DESK_PHONE and tag:team = billing",
    ...settings,
  });
  await expect(panel(page, "SQL").getByRole("group", { name: "The SQL statement" })).toContainText('"a"."b"');
  await page.goBack();
  await expect(page.getByLabel("for", { exact: true })).toHaveValue("test-cases");
});

test("one types over what is selected", async ({ page }) => {
  await open(page);
  for (const text of ["tag:x = 1 or stauts = x", "name ^= smoke", "not a", example]) {
    await expect(query(page).locator(".sf-operator, .sf-keyword").first()).toBeVisible(); // it has colours
    await query(page).fill(text);
    expect(await written(page)).toBe(text);
  }
});

test("the local service takes a request that is copied, and one that is sent", async ({ page, context, request }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  const requests = panel(page, "Requests");
  await requests.getByLabel("instance ID").fill(instance);
  const first = requests.getByRole("listitem", { name: "Request 1" });
  await expect(first.getByRole("group", { name: "Request 1 as JSON" })).toContainText(instance);
  await first.getByRole("button", { name: "Copy JSON" }).click();
  const body = await page.evaluate(() => navigator.clipboard.readText());
  const answer = await request.post("/search-test-cases", { data: body });
  expect(answer.status()).toBe(200);
  const { ApproximateTotalCount } = await answer.json();
  expect(ApproximateTotalCount).toBeGreaterThan(0);

  await first.getByRole("button", { name: "Send to the local service" }).click();
  await expect(first.getByRole("status")).toHaveText(`It finds ${ApproximateTotalCount} test cases`);

  await first.getByRole("button", { name: "Copy command" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^aws connect search-test-cases .*--endpoint-url http:\/\/127\.0\.0\.1:\d+$/s);
});

test("the made-up records are those of the local service", async ({ page }) => {
  await open(page, { t: "users", q: "username ^= jo", p: "records" });
  const heading = panel(page, "Records").getByRole("heading", { name: /of 200 users match/ });
  await expect(heading).toBeVisible();
  const [found] = (await heading.textContent())!.split(" ");
  expect(Number(found)).toBeGreaterThan(1);
  await page.getByRole("tab", { name: "Requests" }).click();
  const first = panel(page, "Requests").getByRole("listitem", { name: "Request 1" });
  await first.getByRole("button", { name: "Send to the local service" }).click();
  await expect(first.getByRole("status")).toHaveText(`It finds ${found} users`);
});

test("what is not sent is said, and why", async ({ page }) => {
  await open(page, { q: 'name $= "-prod" and not tag:team = billing' });
  const requests = panel(page, "Requests");
  await expect(requests.getByRole("heading", { name: "Checked on the records" })).toBeVisible();
  await expect(requests).toContainText("SearchTestCases has no $= for name; sent in its place: name *= -prod");

  await open(page, { q: "modified > 2026-01-31" });
  await page.reload();
  await expect(requests).toContainText("only a scan of every test case finds");
  await requests.getByLabel("allow a scan").check();
  await expect(requests.getByRole("heading", { name: "1 request, which lists every record" })).toBeVisible();
});

test("the records of a file that is dropped stay in the page", async ({ page }) => {
  await open(page, { q: "name ^= dropped", p: "records" });
  const records = panel(page, "Records");
  await expect(records.getByRole("heading", { name: "0 of 500 test cases match" })).toBeVisible();
  let sent = 0;
  page.on("request", () => sent++);
  const data = await page.evaluateHandle(() => {
    const cases = ["dropped-1", "dropped-2", "other"].map((Name, i) => JSON.stringify({ Id: `${i}`, Arn: `arn:${i}`, Name, Status: "PUBLISHED", Tags: { team: "x" } }));
    const transfer = new DataTransfer();
    transfer.items.add(new File([cases.join("\n")], "cases.jsonl"));
    return transfer;
  });
  await page.dispatchEvent("body", "dragover", { dataTransfer: data });
  await expect(page.locator("#drop")).toBeVisible();
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
  await expect(page.locator("#drop")).toBeHidden();
  await expect(records.getByRole("heading", { name: "2 of 3 test cases match" })).toBeVisible();
  await expect(records).toContainText("cases.jsonl: 3 records");

  await records.getByRole("button", { name: "Why dropped-2" }).click();
  await expect(records.getByRole("listitem")).toHaveText("name ^= dropped holds: name is dropped-2");
  await records.getByLabel("those that do not match").check();
  await expect(records.getByRole("heading", { name: "1 of 3 test cases does not match" })).toBeVisible();
  expect(sent).toBe(0);

  await page.getByLabel("A file with records").setInputFiles({ name: "broken.json", mimeType: "application/json", buffer: Buffer.from('{"TestCases": 1}') });
  await expect(records.getByRole("alert")).toContainText("broken.json");
  await expect(records.getByRole("heading", { name: "1 of 3 test cases does not match" })).toBeVisible();
  await expect(records).toContainText("cases.jsonl: 3 records");
  await write(query(page), "name ^= drop");
  await expect(records.getByRole("alert")).toContainText("broken.json"); // it stays while one types
});

test("times are in the zone that is chosen", async ({ page }) => {
  await open(page, { q: "modified >= 2026-06-01", tz: "Asia/Kolkata", p: "records" });
  const records = panel(page, "Records");
  const lines = [{ Id: "1", Arn: "arn:1", Name: "a", LastModifiedTime: Date.UTC(2026, 5, 10, 20, 15, 30) / 1000 }];
  await page.getByLabel("A file with records").setInputFiles({ name: "a.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(lines)) });
  await expect(records.getByRole("columnheader", { name: "modified" })).toHaveText("modified Asia/Kolkata");
  await expect(records.getByRole("cell", { name: "2026-06-11 01:45:30", exact: true })).toBeVisible();
  await records.getByRole("button", { name: "Why a" }).click();
  await expect(records.getByRole("listitem")).toContainText("holds: modified is 2026-06-11 01:45:30 Asia/Kolkata");
});

test("many records come in parts", async ({ page }) => {
  await open(page, { q: "status = PUBLISHED", p: "records" });
  const rows = panel(page, "Records").locator("tr.record");
  await expect(rows).toHaveCount(100);
  await panel(page, "Records").getByRole("button", { name: "Show more" }).press("Enter");
  await expect(rows).toHaveCount(200);
  await expect(rows.nth(100).getByRole("button")).toBeFocused();
});

test("a link has the whole state", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await page.getByLabel("for", { exact: true }).selectOption("users");
  await write(query(page), "username ^= jo and tag:team = billing");
  await page.keyboard.press("Escape");
  await page.getByLabel("ignore case").check();
  await page.getByLabel("days in").selectOption("Europe/London");
  await page.getByRole("tab", { name: "SQL" }).click();
  await page.getByLabel("dialect").selectOption("trino");
  await page.getByRole("textbox", { name: "table" }).fill("connect.users");
  await page.getByLabel("values as parameters").check();
  await page.getByRole("tab", { name: "Compare" }).click();
  await write(page.getByRole("textbox", { name: "Second query" }), "username ^= jo");
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "SQL" }).click();
  const statement = await panel(page, "SQL").getByRole("group", { name: "The SQL statement" }).textContent();
  expect(statement).toContain('"connect"."users"');
  await page.getByRole("button", { name: "Copy link" }).click();

  const other = await context.newPage();
  await other.goto(await page.evaluate(() => navigator.clipboard.readText()));
  await expect(panel(other, "SQL").getByRole("group", { name: "The SQL statement" })).toHaveText(statement!);
  await expect(other.getByLabel("for", { exact: true })).toHaveValue("users");
  expect(await written(other)).toBe("username ^= jo and tag:team = billing");
  await expect(other.getByLabel("ignore case")).toBeChecked();
  await expect(other.getByLabel("days in")).toHaveValue("Europe/London");
  await expect(other.getByLabel("dialect")).toHaveValue("trino");
  await expect(other.getByLabel("values as parameters")).toBeChecked();
  await other.getByRole("tab", { name: "Compare" }).click();
  await expect(panel(other, "Compare").getByRole("heading", { name: "The second selects all that the first does, and more" })).toBeVisible();

  await other.goto("/#t=nothing&p=nothing&sql=nothing"); // a link that is damaged
  await other.reload();
  await expect(panel(other, "Requests").getByRole("heading", { name: "2 requests" })).toBeVisible();
});

test("a link has any name of a zone, and one that is none is an error", async ({ page }) => {
  await open(page, { q: "modified >= 2026-06-01", tz: "Asia/Kolkata" });
  const verdict = page.locator("#verdict");
  await expect(verdict).toContainText("2026-05-31T18:30:00Z");
  for (const [zone, instant] of [["Europe/Kyiv", "2026-05-31T21:00:00Z"], ["US/Eastern", "2026-06-01T04:00:00Z"], ["Etc/GMT+5", "2026-06-01T05:00:00Z"]] as const) {
    await open(page, { q: "modified >= 2026-06-01", tz: zone });
    await expect(verdict).toContainText(instant);
    await expect(page.getByLabel("days in")).toHaveValue(zone);
    expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get("tz")).toBe(zone);
  }
  for (const zone of ["Nowhere/Nowhere", "constructor"]) {
    await open(page, { q: "modified >= 2026-06-01", tz: zone });
    await expect(verdict).toContainText(`there is no time zone "${zone}"`);
    await expect(panel(page, "Requests").getByText(`there is no time zone "${zone}"`)).toBeVisible();
  }
  await page.getByLabel("days in").selectOption("UTC");
  await expect(verdict).toContainText("2026-06-01T00:00:00Z");
});

test("two queries are compared, with a record that tells them apart", async ({ page }) => {
  await open(page, { q: "status != SAVED and name ^= smoke", p: "compare" });
  await write(page.getByRole("textbox", { name: "Second query" }), "status = PUBLISHED and name *= smoke");
  const compare = panel(page, "Compare");
  await expect(compare.getByRole("heading", { name: "Only the second selects this record" })).toBeVisible();
  await expect(compare.getByRole("group", { name: "Only the second selects this record" })).toContainText("smoke");
  await write(page.getByRole("textbox", { name: "Second query" }), "not (status = SAVED or not name ^= smoke)");
  await expect(compare.getByRole("heading", { name: "Both select the same records" })).toBeVisible();
  await write(page.getByRole("textbox", { name: "Second query" }), "nam = x");
  await expect(compare.getByRole("listitem").first()).toContainText('unknown field "nam"');
});

test("the query is SQL of each dialect", async ({ page }) => {
  await open(page, { q: "name ^= smoke", p: "sql" });
  const statement = panel(page, "SQL").getByRole("group", { name: "The SQL statement" });
  const texts = new Set<string>();
  const dialects = await page.getByLabel("dialect").locator("option").evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value));
  expect(dialects.length).toBeGreaterThanOrEqual(5);
  for (const d of dialects) {
    await page.getByLabel("dialect").selectOption(d);
    await expect(page).toHaveURL(d === "sqlite" ? /p=sql/ : new RegExp(`sql=${d}`));
    await expect(statement).toContainText("test_cases");
    texts.add(`${await panel(page, "SQL").locator(".out").textContent()}`);
  }
  expect(texts.size).toBeGreaterThan(1);
});

test("JSON that is pasted is read, and put into the editor", async ({ page }) => {
  await open(page, { p: "json" });
  const json = panel(page, "Read JSON");
  const document = json.getByRole("textbox");
  await document.fill('{"tagFilter": {"andConditions": [{"tagKey": "team", "value": "billing"}]}}');
  await expect(json.getByRole("listitem")).toContainText('a condition on a tag has no member "tagKey": write key');
  await json.getByRole("button", { name: "show where" }).click();
  expect(await document.evaluate((e: HTMLTextAreaElement) => e.value.slice(e.selectionStart, e.selectionEnd))).toContain("tagKey");

  await document.fill('{"tagFilter": {"andConditions": [{"key": "team", "value": "billing"}, {"key": "region", "value": "eu"}]}}');
  await json.getByRole("button", { name: "Put it into the editor" }).click();
  expect(await written(page)).toBe("tag:team = billing and tag:region = eu");
  await expect(page.getByLabel("for", { exact: true })).toHaveValue("q-session");
  await document.fill('{"tagFilter": ');
  await expect(json.getByRole("listitem")).toContainText("Error");
});

test("JSON that may be for several targets is read by the chosen one", async ({ page }) => {
  await open(page, { t: "users", q: "", p: "json" });
  const json = panel(page, "Read JSON");
  const request = { SearchCriteria: { StringCondition: { FieldName: "status", Value: "x", ComparisonType: "EXACT" } } };
  await json.getByRole("textbox").fill(JSON.stringify(request));
  await expect(json.getByRole("heading", { name: "The document" })).toHaveText("The document for users");
  await page.getByLabel("for", { exact: true }).selectOption("queues");
  await expect(json.getByRole("heading", { name: "The document" })).toHaveText("The document for queues");
  await expect(json).not.toContainText("this may be for");
  await page.getByLabel("for", { exact: true }).selectOption("q-session"); // for which it is not
  await expect(json).toContainText("this may be for test-cases");
});

test("the arrow keys open the panels", async ({ page }) => {
  await open(page);
  await page.getByRole("tab", { name: "Requests" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Records" })).toBeFocused();
  await expect(panel(page, "Records")).toBeVisible();
  await page.keyboard.press("End");
  await expect(panel(page, "Language")).toContainText("startswith");
  await page.keyboard.press("ArrowRight");
  await expect(panel(page, "Requests")).toBeVisible();
});

test("the foot leads to the licences of what is in the page", async ({ page }) => {
  await open(page);
  const href = await page.getByRole("contentinfo").getByRole("link", { name: "licences" }).getAttribute("href");
  const text = await (await page.request.get(new URL(href!, page.url()).href)).text();
  // What a bundle of its own would have, and what its dependencies and the library bring.
  for (const name of ["@codemirror/view", "@lezer/common", "style-mod", "github.com/alecthomas/participle/v2", "Go go1."]) expect(text).toContain(`\n${name}`);
  expect(text).toContain("Permission is hereby granted");
  expect(text).toContain("Neither the name of Google");
});

test("nothing moves while the page loads", async ({ page }) => {
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) Object.assign(window, { shift: ((window as never as { shift?: number }).shift ?? 0) + (e as never as { value: number }).value });
    }).observe({ type: "layout-shift", buffered: true });
  });
  await open(page);
  await expect(panel(page, "Requests").getByRole("heading", { name: "2 requests" })).toBeVisible();
  expect(await page.evaluate(() => (window as never as { shift?: number }).shift ?? 0)).toBeLessThan(0.02);
});

const panels = ["requests", "records", "sql", "compare", "json", "language"];

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });
    test("axe finds nothing serious", async ({ page }) => {
      test.setTimeout(180_000);
      await open(page, { q: "name ^= smoke and stauts = x or version = 1", q2: "name = x" });
      await page.getByText("Fields", { exact: true }).click();
      await expect(page.locator("#verdict").getByRole("listitem").first()).toBeVisible();
      await serious(page);
      await write(query(page), example);
      await page.keyboard.press("Escape");
      await expect(page.locator("#verdict")).toContainText("Canonical");
      for (const p of panels) {
        await page.locator(`#tab-${p}`).click();
        if (p === "json") await page.locator("#document").fill('{"tagFilter": {"andConditions": [{"tagKey": "team", "value": "billing"}]}}');
        if (p === "records") await page.locator("tr.record button").first().click();
        await expect(page.locator(`#${p} > .out`)).not.toContainText("Loading");
        await serious(page);
      }
    });
  });
}

/** Fails for each serious or critical fault that axe finds. */
async function serious(page: Page): Promise<void> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  expect(passes.length).toBeGreaterThan(10);
  const found = violations.filter((v) => v.impact === "serious" || v.impact === "critical");
  expect(found.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(" ")} ${n.failureSummary}`).join("; ")}`)).toEqual([]);
}

test.describe("narrow", () => {
  test.use({ viewport: { width: 360, height: 740 } });
  test("nothing is wider than the screen", async ({ page }) => {
    await open(page, { q2: "name = x" });
    await expect(page.locator("#verdict")).toContainText("Canonical");
    for (const p of panels) {
      await page.locator(`#tab-${p}`).click();
      await expect(page.locator(`#${p} > .out`)).not.toContainText("Loading");
      expect(await page.evaluate(() => document.documentElement.scrollWidth), p).toBeLessThanOrEqual(360);
    }
  });
});
