using System.Text.RegularExpressions;
using Parley.Core;

namespace Parley;

/// <summary>How an issuer is spoken to.</summary>
public enum IssuerKind
{
    /// <summary>OpenID Connect, everything else by discovery.</summary>
    OpenId,

    /// <summary>OAuth and GitHub's own API.</summary>
    GitHub,
}

/// <summary>Somebody else by whom people may sign in, as the operator set it up.</summary>
public sealed partial class Issuer
{
    /// <summary>Its name in addresses.</summary>
    public required string Name { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Label { get; init; }

    public required IssuerKind Kind { get; init; }

    /// <summary>The issuer as its tokens name it, letter for letter; for GitHub its origin.</summary>
    public required string Url { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Null for a public client: then only PKCE keeps others from the code.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>What <see cref="Core.Commenters.Identity.Issuer"/> has of it.</summary>
    public string Key => (Kind, Url) switch
    {
        (IssuerKind.GitHub, PublicGitHub) => "github",
        (IssuerKind.GitHub, _) => "github:" + Url,
        (IssuerKind.OpenId, _) => Url,
    };

    /// <summary>Where GitHub's API is: beside its public pages, or below an installation's own.</summary>
    public string GitHubApi => Url == PublicGitHub ? "https://api.github.com" : Url + "/api/v3";

    /// <summary>Whether it can be told to have somebody sign in anew, and says when they did: OpenID Connect demands both.</summary>
    /// <remarks>Google and GitHub know no such wish; they let people choose an account, and that is all (docs/decisions/0020-accounts-elsewhere.md).</remarks>
    public bool SignsInAnew => Kind == IssuerKind.OpenId && Url != Google;

    private const string PublicGitHub = "https://github.com";
    private const string Google = "https://accounts.google.com";

    /// <summary>Reads PARLEY_OIDC_NAME_…, PARLEY_GITHUB_… and PARLEY_GOOGLE_….</summary>
    /// <param name="names">The names of all variables.</param>
    /// <param name="mayAsk">Whether an address may be asked at all.</param>
    /// <exception cref="FormatException">One of them cannot be read; the message says which.</exception>
    public static IReadOnlyList<Issuer> ReadAll(IEnumerable<string> names, Func<string, string?> variable, Func<Uri, bool> mayAsk)
    {
        var issuers = new List<Issuer>();
        var named = names.Select(n => OpenIdVariable().Match(n)).Where(m => m.Success).Select(m => m.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var name in named)
        {
            var prefix = "PARLEY_OIDC_" + name;
            var key = name.ToLowerInvariant().Replace('_', '-');
            if (key is "github" or "google") throw new FormatException($"{prefix}_ISSUER: this name is a preset's; choose another.");
            issuers.Add(Make(
                key, IssuerKind.OpenId, prefix, Given(prefix + "_ISSUER") ?? throw new FormatException($"{prefix}_ISSUER is missing."),
                Given(prefix + "_LABEL") ?? key));
        }

        if (Given("PARLEY_GOOGLE_CLIENT_ID") is not null)
            issuers.Add(Make("google", IssuerKind.OpenId, "PARLEY_GOOGLE", Google, "Google"));
        if (Given("PARLEY_GITHUB_CLIENT_ID") is not null)
            issuers.Add(Make("github", IssuerKind.GitHub, "PARLEY_GITHUB", (Given("PARLEY_GITHUB_URL") ?? PublicGitHub).TrimEnd('/'), "GitHub"));
        return issuers;

        string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;

        Issuer Make(string name, IssuerKind kind, string prefix, string url, string label)
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || !mayAsk(address) || address.Query.Length > 0 || address.Fragment.Length > 0)
            {
                throw new FormatException(
                    $"{prefix}_{(kind == IssuerKind.OpenId ? "ISSUER" : "URL")} is an https address without a query; http only for what PARLEY_INTERNAL_HOSTS names.");
            }

            var line = OneLine.Read(label);
            return line.Length is > 0 and <= 40
                ? new Issuer
                {
                    Name = name,
                    Kind = kind,
                    Url = url,
                    Label = line,
                    ClientId = Given(prefix + "_CLIENT_ID") ?? throw new FormatException($"{prefix}_CLIENT_ID is missing."),
                    ClientSecret = Given(prefix + "_CLIENT_SECRET") ?? ReadFile(prefix + "_CLIENT_SECRET_FILE"),
                }
                : throw new FormatException($"{prefix}_LABEL has 1 to 40 characters.");
        }

        string? ReadFile(string name)
        {
            if (Given(name) is not { } file) return null;

            try
            {
                return File.ReadAllText(file).Trim() is { Length: > 0 } secret ? secret : throw new FormatException($"{name}: {file} is empty.");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new FormatException($"{name}: {exception.Message}", exception);
            }
        }
    }

    [GeneratedRegex("^PARLEY_OIDC_(?<name>[A-Z0-9]+(?:_[A-Z0-9]+)*?)_(?:ISSUER|CLIENT_ID|CLIENT_SECRET|CLIENT_SECRET_FILE|LABEL)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex OpenIdVariable();
}
