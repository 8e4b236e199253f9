namespace Parley.Http;

/// <summary>Where somebody is sent after signing in: only ever a path of ours, whatever the request says.</summary>
/// <remarks>
/// Stricter than Url.IsLocalUrl: browsers drop tabs and line breaks, and read a backslash as a slash, so that what looks
/// like a path becomes another host. What is no plain ASCII could not be sent in a header anyway.
/// </remarks>
internal static class ReturnPath
{
    // Longer than any address of ours, and short enough for every proxy's headers.
    private const int MaximumLength = 1500;

    /// <summary>The path as it was given if it is one of ours; null for anything else.</summary>
    public static string? Read(string? given)
    {
        if (given is not { Length: > 0 and <= MaximumLength } || given[0] != '/') return null;
        if (given.Length > 1 && given[1] is '/' or '\\') return null;

        return given.All(c => c is > ' ' and < '\x7F' and not ('\\' or '"' or '<' or '>')) ? given : null;
    }

    /// <summary><paramref name="path"/> with the place to go on to, where there is one.</summary>
    public static string On(string path, string? returnTo, string? site = null)
    {
        var query = (returnTo, site) switch
        {
            (null, null) => "",
            (_, null) => "?return=" + Uri.EscapeDataString(returnTo!),
            (null, _) => "?site=" + Uri.EscapeDataString(site),
            _ => $"?return={Uri.EscapeDataString(returnTo)}&site={Uri.EscapeDataString(site)}",
        };
        return path + query;
    }
}
