// Journeys through the chat, as a person takes them.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessible, person, picture, start, tab, told } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

describe("chat", () => {
  test("the three sentences of the first conversation, and the reminder that arrives live", async () => {
    const context = await person(browser);
    const { page, complaints } = await tab(context);
    await page.getByRole("heading", { name: "Say what you want to keep in mind." }).waitFor();
    await picture(page, "chat-empty-light");
    await told(page, "Create a task to buy groceries");
    await page.getByText("Created #1").first().waitFor();
    await told(page, "Remind me about this task in 2 seconds");
    await page.getByText("I will remind you").first().waitFor();
    await page.getByText("⏰ buy groceries").first().waitFor();
    await told(page, "Mark task 'buy groceries' as complete");
    await page.getByText("Done: #1").first().waitFor();
    await accessible(page);
    await picture(page, "conversation-light");
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("what is recognised is marked while one types, and a click makes it part of the title", async () => {
    const context = await person(browser);
    const { page, complaints } = await tab(context);
    const box = page.getByRole("textbox", { name: "Message to todobot" });
    await box.fill("renew the passport tomorrow at 5 p1 #home");
    const marks = page.getByRole("list", { name: "What I read in it" });
    await marks.getByRole("button", { name: /Make “p1” part of the title/ }).waitFor();
    await marks.getByRole("button", { name: /^or / }).first().waitFor();
    await accessible(page);
    await picture(page, "preview-light");
    await marks.getByRole("button", { name: /Make “tomorrow at 5” part of the title/ }).click();
    expect(await box.inputValue()).toBe('renew the passport "tomorrow at 5" p1 #home');
    await box.fill("renew the passport friday at 5");
    await marks.getByRole("button", { name: /^or / }).first().click();
    expect(await box.inputValue()).toMatch(/^renew the passport \d{4}-\d\d-\d\d 05:00$/);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test("a card's button does what it says", async () => {
    const context = await person(browser);
    const { page } = await tab(context);
    await told(page, "add water the ferns");
    const card = page.getByRole("article", { name: "water the ferns" });
    await card.getByRole("button", { name: "Done" }).click();
    await page
      .getByText(/Done: #\d+ water the ferns/)
      .first()
      .waitFor();
    await context.close();
  });

  test("a form of the bot is filled in over the conversation", async () => {
    const context = await person(browser);
    const { page } = await tab(context);
    await told(page, "add read chapter five");
    await page
      .getByText(/Created #\d+: read chapter five/)
      .first()
      .waitFor();
    await page.getByRole("button", { name: "Edit", exact: true }).last().click();
    const form = page.getByRole("dialog");
    await form.getByRole("textbox").first().fill("read chapter six");
    await form.getByRole("button", { name: "Save" }).click();
    await page
      .getByText(/Changed #\d+: read chapter six/)
      .first()
      .waitFor();
    await context.close();
  });
});
