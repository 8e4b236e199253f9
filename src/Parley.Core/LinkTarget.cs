using Parley.Core.Commenters;

namespace Parley.Core;

/// <summary>Where a link may lead: to an absolute address on the web, or to one mailbox.</summary>
/// <remarks>
/// Hosts are written in punycode, so that the browser shows what it will open. Addresses with a user's name or password
/// in them are none: nobody types them but to deceive.
/// </remarks>
public readonly record struct LinkTarget
{
    private const string Mailto = "mailto:";

    // Longer ones are not read by all servers, and a link is no place to store data.
    private const int MaximumLength = 2_000;

    private LinkTarget(string href) => Href = href;

    /// <summary>The address in ASCII, without anything that could end an attribute.</summary>
    public string Href { get; }

    /// <summary>Reads an address as it was typed; false if it leads anywhere else, and for relative ones.</summary>
    public static bool TryRead(string? typed, out LinkTarget target)
    {
        target = default;
        if (typed is null || typed.Length > MaximumLength || typed.Any(char.IsControl)) return false;

        var href = typed.StartsWith(Mailto, StringComparison.OrdinalIgnoreCase)
            ? ReadMailbox(typed[Mailto.Length..])
            : WebAddress.Spell(typed);
        if (href is null || href.Any(c => c is <= ' ' or >= '\u007f' or '"' or '<' or '>' or '\\')) return false;

        target = new LinkTarget(href);
        return true;
    }

    // Escaped, since a local part may have a question mark or a per cent sign, which mean something in a link.
    private static string? ReadMailbox(string typed) => EmailAddress.TryRead(typed, out var address)
        ? Mailto + Uri.EscapeDataString(address!).Replace("%40", "@", StringComparison.Ordinal)
        : null;
}
