// The server is killed under an open page, with a reminder due meanwhile, and comes again.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deed, person, picture, server, start, tab, told } from "../browser";

let browser: Browser;
beforeAll(async () => {
  browser = await start();
});
afterAll(() => browser.close());

const OFFLINE = /The server cannot be reached/;

for (const end of ["kill", "stop"]) {
  test(`nothing is missed, and nobody has to reload: ${end}`, async () => {
    const context = await person(browser);
    const chat = (await tab(context)).page;
    const tasks = (await tab(context, `/tasks?q=${end}`)).page;
    let loads = 0;
    for (const page of [chat, tasks]) page.on("load", () => (loads += 1));
    await told(chat, `add mend the ${end} switch`);
    await tasks.getByText(`mend the ${end} switch`).waitFor();
    await told(chat, `remind me to look at the ${end} in 4 seconds`);
    await chat.getByText("I will remind you").last().waitFor();
    await chat.getByText("todobot is typing").waitFor({ state: "detached" }); // its answer has arrived
    await deed(end);
    await Promise.all([chat, tasks].map((page) => page.getByText(OFFLINE).waitFor()));
    await told(chat, `add said while the ${end} was on`);
    await chat.getByText("Not sent.").waitFor();
    await picture(chat, `offline-${end}`);
    await chat.waitForTimeout(4000); // the reminder is due, and nobody is there to say so
    await deed("start");
    // At once, before the page can know that there is a server again.
    await server("POST", "/tasks", { title: `made after the ${end}` });
    await tasks.getByText(`made after the ${end}`).waitFor();
    await chat.getByText(`⏰ look at the ${end}`).first().waitFor();
    await Promise.all([chat, tasks].map((page) => page.getByText(OFFLINE).waitFor({ state: "detached" })));
    await chat.getByRole("button", { name: "Try again" }).click();
    await chat.getByText(/Created #\d+: said while/).waitFor();
    await tasks.getByText(`said while the ${end} was on`).waitFor();
    const { items } = await server<{ items: unknown[] }>("GET", `/tasks?q=said+while+the+${end}`);
    expect(items).toHaveLength(1);
    expect(await chat.getByText(`⏰ look at the ${end}`).count()).toBe(1);
    expect(loads).toBe(0);
    await context.close();
  });
}
