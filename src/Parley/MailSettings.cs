using System.Globalization;
using Parley.Core;
using Parley.Core.Commenters;

namespace Parley;

/// <summary>The mail server that takes our letters, and who they are from.</summary>
/// <param name="IsImplicit">Whether TLS comes before the first word (smtps) rather than after it (STARTTLS).</param>
/// <param name="MustEncrypt">Whether nothing is said to a server without TLS; not so to a relay on this machine without a password.</param>
/// <param name="FromName">The name beside the sender's address; null for none.</param>
internal sealed record MailSettings(
    string Host, int Port, bool IsImplicit, bool MustEncrypt, string? User, string? Password, string From, string? FromName)
{
    private const string HowToSay = "PARLEY_SMTP is smtp://user:password@host:587 or smtps://user:password@host:465.";
    private const string HowToSayFrom = "PARLEY_MAIL_FROM is an address such as talk@example.org or The Times <talk@example.org>.";

    /// <summary>A password is in here, and a log is not the place for it.</summary>
    public override string ToString() => $"{Host}:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <returns>Null where no server is named.</returns>
    /// <exception cref="FormatException">One of both cannot be read, or is missing; the message says which.</exception>
    public static MailSettings? Read(string? server, string? from)
    {
        if (server is null) return null;
        if (from is null) throw new FormatException("PARLEY_SMTP is set; say who letters are from: " + HowToSayFrom);
        if (!Uri.TryCreate(server, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps") || uri.Host.Length == 0
            || uri.PathAndQuery is not ("" or "/"))
        {
            throw new FormatException(HowToSay);
        }

        var bracket = from.EndsWith('>') ? from.LastIndexOf('<') : -1;
        var name = bracket > 0 ? OneLine.Read(from[..bracket].Trim('"', ' ')) : "";
        if (!EmailAddress.TryRead(bracket < 0 ? from : from[(bracket + 1)..^1], out var address)) throw new FormatException(HowToSayFrom);

        var isImplicit = uri.Scheme == "smtps";
        var user = uri.UserInfo.Split(':', 2);
        return new MailSettings(
            uri.DnsSafeHost, uri.Port > 0 ? uri.Port : isImplicit ? 465 : 587, isImplicit,
            // What is said to this machine's own relay does not leave it; a password is said to nobody in the clear.
            MustEncrypt: !uri.IsLoopback || uri.UserInfo.Length > 0,
            uri.UserInfo.Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
            address!, name.Length > 0 ? name : null);
    }
}
