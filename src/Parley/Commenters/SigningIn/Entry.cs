using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Sites;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>What the pages for signing in share.</summary>
internal static class Entry
{
    /// <summary>A page for one reader, with its parameters by name.</summary>
    public static IResult Page<TPage>(int status, params (string Name, object? Value)[] parameters)
        where TPage : IComponent =>
        Pages.Page<TPage>(parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal), status);

    /// <summary>
    /// For a page whose address is a secret. The browser tells it to no other host; not even to none, because then it
    /// would not say either that the page's own form comes from us.
    /// </summary>
    public static void KeepAddress(HttpContext context) => context.Response.Headers["Referrer-Policy"] = "same-origin";

    /// <summary>The site whose reader comes in; null where none is named, or none of that name is there.</summary>
    public static Task<Site?> SiteAsync(ParleyContext db, string? key, CancellationToken cancellation) => key is { Length: > 0 and <= Site.MaximumKeyLength }
        ? db.Sites.AsNoTracking().SingleOrDefaultAsync(s => s.Key == key, cancellation)
        : Task.FromResult<Site?>(null);

    public static IReadOnlyDictionary<string, Sentence> Error(string field, string key, params IReadOnlyList<object?> values) =>
        new Dictionary<string, Sentence>(StringComparer.Ordinal) { [field] = new Sentence(key, values) };

    /// <summary>Says when to come again.</summary>
    public static void RetryAfter(HttpContext context, TimeSpan wait) =>
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
