using System.Buffers.Text;
using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using Parley.Core.Sites;
using Parley.Http;

namespace Parley.Commands;

/// <summary>parley site sign-on</summary>
internal static class SignOnCommand
{
    private const string Generate = "generate";
    private const string FromInput = "-";

    public static Command Command()
    {
        var key = new Argument<string>("KEY") { Description = "The site's name in URLs." };
        var secret = new Option<string?>("--secret")
        {
            Description = "The secret that HS256 tokens are signed with: made and printed once, or read from standard input.",
            HelpName = "generate|-",
        };
        var keys = new Option<string?>("--keys") { Description = "A file with the public keys for RS256 and ES256, as a JSON Web Key Set.", HelpName = "FILE" };
        var url = new Option<string?>("--keys-url") { Description = "Where the publisher keeps that set.", HelpName = "https://…" };
        var disqusKey = new Option<string?>("--disqus-key") { Description = "The public API key that pages send beside Disqus's remote_auth_s3.", HelpName = "KEY" };
        var disqusSecret = new Option<string?>("--disqus-secret") { Description = "The API secret for those messages, read from standard input.", HelpName = "-" };
        var badges = new Option<string?>("--badges") { Description = "Whether tokens give the badges staff, author and expert (off).", HelpName = "on|off" };
        var off = new Option<bool>("--off") { Description = "Takes the sign-on away, with its secrets and keys." };
        _ = CommandLine.OneOf(secret, Generate, FromInput);
        _ = CommandLine.OneOf(disqusSecret, FromInput);
        _ = CommandLine.OneOf(badges, "on", "off");
        var command = new Command("sign-on", "How a publication's own accounts are recognized; what is not named stays.")
        {
            key, secret, keys, url, disqusKey, disqusSecret, badges, off,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandLine.SettingsOf(parsed);
            var database = await CommandLine.OpenAsync(settings, cancellation);
            await using var db = database.Open();
            await using var turn = await db.BeginWritingAsync(cancellation);
            var site = await CommandLine.SiteAsync(db, parsed.GetRequiredValue(key), cancellation);
            var signOn = await db.SignOns.SingleOrDefaultAsync(s => s.SiteId == site.Id, cancellation);
            if (parsed.GetValue(off))
            {
                if (signOn is not null) _ = db.SignOns.Remove(signOn);
                _ = await db.SaveChangesAsync(cancellation);
                await turn.CommitAsync(cancellation);
                Terminal.Say($"{site.Key} has no sign-on.");
                return;
            }

            if (signOn is null) _ = db.SignOns.Add(signOn = new SignOn { SiteId = site.Id });
            var made = parsed.GetValue(secret) == Generate ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SignOn.MinimumSecret)) : null;
            if (made is not null) signOn.Secret = Encoding.ASCII.GetBytes(made);
            if (parsed.GetValue(secret) == FromInput) signOn.Secret = ReadSecret("--secret", SignOn.MinimumSecret);
            if (parsed.GetValue(keys) is { } file) signOn.Keys = ReadKeys(file, await File.ReadAllTextAsync(file, cancellation));
            if (parsed.GetValue(url) is { } address) signOn.KeysUrl = ReadUrl(address, settings);
            if (parsed.GetValue(disqusKey) is { } open) signOn.DisqusKey = open.Trim() is { Length: > 0 } trimmed ? trimmed : null;
            if (parsed.GetValue(disqusSecret) is not null) signOn.DisqusSecret = ReadSecret("--disqus-secret", 1);
            if (parsed.GetValue(badges) is { } given) signOn.GivesBadges = given == "on";
            _ = await db.SaveChangesAsync(cancellation);
            await turn.CommitAsync(cancellation);

            Terminal.Say(Describe(site, signOn));
            if (made is null) return;

            Terminal.Say($"Sign with HS256 and this secret, as the text it is. It is shown this once: {made}");
        });
        return command;
    }

    private static string Describe(Site site, SignOn signOn)
    {
        var ways = new[]
        {
            signOn.Secret is null ? null : "HS256 by secret",
            signOn.Keys is null ? null : "RS256 and ES256 by key",
            signOn.KeysUrl is null ? null : "RS256 and ES256 by the keys at " + signOn.KeysUrl,
            signOn.DisqusSecret is null ? null : "Disqus's remote_auth_s3",
        }.OfType<string>().ToList();
        var names = ways.Count == 0 ? "nothing yet" : string.Join(", ", ways);
        return $"{site.Key} takes sign-ons signed with: {names}. Badges: {(signOn.GivesBadges ? "on" : "off")}.";
    }

    private static byte[] ReadSecret(string option, int least)
    {
        var secret = Encoding.UTF8.GetBytes((Console.In.ReadLine() ?? "").Trim());
        return secret.Length >= least
            ? secret
            : throw new RefusedException(least > 1
                ? $"{option}: HS256 needs a secret of at least {least} bytes (256 bits); let one be made with --secret generate."
                : $"{option}: there was nothing on standard input.");
    }

    private static string ReadKeys(string file, string text)
    {
        try
        {
            if (new JsonWebKeySet(text).Keys.Any(k => !string.IsNullOrEmpty(k.D) || k.Kty == JsonWebAlgorithmsKeyTypes.Octet))
                throw new RefusedException($"{file} has a key that must stay with the publisher; give the public keys alone.");
            if (KeySets.Read(text).Count > 0) return text;
        }
        catch (ArgumentException)
        {
            // Said below.
        }

        throw new RefusedException($"{file} is no JSON Web Key Set with an RSA key of at least 2048 bits or an EC key on P-256.");
    }

    private static string ReadUrl(string address, Settings settings)
    {
        using var outgoing = new Outgoing(settings.InternalHosts);
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && outgoing.MayAsk(uri)
            ? uri.AbsoluteUri
            : throw new RefusedException("--keys-url is an https address; http only for what PARLEY_INTERNAL_HOSTS names.");
    }
}
