using Microsoft.Playwright;
using Parley.Tests.App;
using static Microsoft.Playwright.Assertions;

namespace Parley.Browser.Tests;

/// <summary>A walk through every page for signing in, in every state it has.</summary>
internal static class SigningInJourney
{
    /// <param name="look">What is done in each state, which has a name.</param>
    public static async Task WalkAsync(ParleyApp app, IPage page, string address, Func<string, Task> look)
    {
        await page.GotoAsync("/sign-in?site=times&return=%2Ftimes%2Fbridge");
        await look("sign-in");
        await page.Locator("summary").ClickAsync();
        await look("sign-in-password");
        await page.Locator("#password-email").FillAsync(address);
        await page.Locator("#field-password").FillAsync("wrong words without sense");
        await page.Locator("details button").ClickAsync();
        await Expect(page.Locator("details .error")).ToBeVisibleAsync();
        await look("sign-in-password-wrong");

        await page.GotoAsync("/sign-in");
        await page.Locator("#field-email").FillAsync("ruth@localhost");
        await page.Locator("form[action='/sign-in'] button").ClickAsync();
        await Expect(page.Locator("#field-email-error")).ToBeVisibleAsync();
        await look("sign-in-wrong");

        await page.GotoAsync("/sign-in/code");
        await look("code-none");
        await page.GotoAsync("/sign-in");
        await page.Locator("#field-email").FillAsync(address);
        await page.Locator("form[action='/sign-in'] button").ClickAsync();
        await Expect(page.Locator("#field-code")).ToBeVisibleAsync();
        await look("code");
        await page.Locator("#field-code").FillAsync("12");
        await page.Locator("form.compose button").ClickAsync();
        await Expect(page.Locator("#field-code-error")).ToBeVisibleAsync();
        await look("code-wrong");

        var link = await app.NewestAsync(address, "link");
        await page.GotoAsync(link);
        await look("link");
        await page.Locator("main button").ClickAsync();
        await page.WaitForURLAsync("**/account");
        await page.GotoAsync(link);
        await look("link-gone");

        await page.GotoAsync("/account/passkeys");
        await look("passkeys-none");
        if (await page.Locator("#passkey-name").IsVisibleAsync())
        {
            await page.Locator("#passkey-name").FillAsync("The laptop in the kitchen");
            await page.Locator("[data-add-passkey] button").ClickAsync();
            await Expect(page.Locator(".things li")).ToHaveCountAsync(1);
            await look("passkeys");
            await page.Locator("[data-add-passkey] button").ClickAsync();
            await Expect(page.Locator("[data-add-passkey] .error")).ToBeVisibleAsync();
            await look("passkeys-not-made");
        }

        await page.GotoAsync("/account/password");
        await page.Locator("#field-password").FillAsync("password1");
        await page.Locator("main button").ClickAsync();
        await Expect(page.Locator("#field-password-error")).ToBeVisibleAsync();
        await look("password-common");
        await page.Locator("#field-password").FillAsync("four words without sense");
        await page.Locator("main button").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        await look("password-saved");

        await page.GotoAsync("/account/email");
        await look("email");
        await page.Locator("#field-email").FillAsync("another@readers.example");
        await page.Locator("form[action='/account/email'] button").ClickAsync();
        await Expect(page.Locator("#field-code")).ToBeVisibleAsync();
        await look("email-code");
        await page.GotoAsync(await app.NewestAsync("another@readers.example", "link"));
        await look("email-link");

        app.Clock.Move(TimeSpan.FromMinutes(11));
        await page.GotoAsync("/account/passkeys");
        await look("passkeys-unproved");
        await page.GotoAsync("/account/prove?return=%2Faccount%2Fpasskeys");
        await look("prove");
        await page.Locator("form[action='/account/prove/mail'] button").ClickAsync();
        await Expect(page.Locator("#field-code")).ToBeVisibleAsync();
        await page.Locator("#field-code").FillAsync("12");
        await page.Locator("form[action='/account/prove/code'] button").ClickAsync();
        await Expect(page.Locator("#field-code-error")).ToBeVisibleAsync();
        await look("prove-wrong");

        await page.GotoAsync("/sign-in");
        await look("sign-in-signed-in");
        await page.GotoAsync("/sign-in/reset");
        await look("reset");
        await page.Locator("#field-email").FillAsync(address);
        await page.Locator("form[action='/sign-in/reset'] button").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToBeVisibleAsync();
        await look("reset-sent");
        await page.GotoAsync(await app.NewestLinkAsync(address, "/sign-in/reset/"));
        await look("reset-link");
        await page.Locator("#field-password").FillAsync("kfjq");
        await page.Locator("main button").ClickAsync();
        await Expect(page.Locator("#field-password-error")).ToBeVisibleAsync();
        await look("reset-short");
    }
}
