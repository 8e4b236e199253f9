using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>GET a site's word lists: as text to be edited, with a box to try them in.</summary>
internal static class ReadWords
{
    public static async Task<IResult> Handle(string site, string? changed, HttpContext context, ParleyContext db, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        return await PageAsync(db, office, new WordsShown { IsSaved = changed is not null }, StatusCodes.Status200OK, cancellation);
    }

    public static async Task<IResult> PageAsync(ParleyContext db, Office office, WordsShown shown, int status, CancellationToken cancellation)
    {
        var lists = shown.Lists ?? await WordLists.TextOfAsync(db, office.Site.Id, cancellation);
        return Pages.Page<WordsPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(WordsPage.Office)] = office,
                [nameof(WordsPage.Shown)] = shown with { Lists = lists },
            },
            status);
    }
}

/// <summary>What the page of the word lists shows.</summary>
public sealed record WordsShown
{
    /// <summary>The lists as text; null for those that are saved.</summary>
    public string? Lists { get; init; }

    /// <summary>Why they were not saved; null where nothing went wrong.</summary>
    public Sentence? Trouble { get; init; }

    public bool IsSaved { get; init; }

    /// <summary>The version of the lists that were changed, as the form carries it; null for the one that is saved.</summary>
    public string? Version { get; init; }

    /// <summary>The text that is tried; null for none.</summary>
    public string? Tried { get; init; }

    /// <summary>What the lists find in it.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];
}
