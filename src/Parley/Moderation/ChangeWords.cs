using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST a site's word lists in place of those that are; whoever saved meanwhile is not overwritten.</summary>
internal static class ChangeWords
{
    public static async Task<IResult> Handle(
        string site, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        // Load.
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var typed = form["lists"].ToString().ReplaceLineEndings("\n");
        _ = int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version);

        // Decide.
        if (!WordRuleText.TryRead(typed, out var rules, out var line, out var problem))
            return await AgainAsync(Of(problem, line), StatusCodes.Status422UnprocessableEntity);

        // Save.
        var isSaved = await writing.DoAsync(
            async (act, stop) =>
            {
                if (!await TakeAsync(act.Db, office.Site.Id, version, stop)) return false;

                _ = await act.Db.WordRules.Where(r => r.SiteId == office.Site.Id).ExecuteDeleteAsync(stop);
                Add(act.Db, office.Site.Id, rules, clock.GetUtcNow());
                await WordLists.KeepTextAsync(act.Db, office.Site.Id, version + 1, typed, stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);

        // Answer.
        return isSaved
            ? Pages.SeeOther($"/admin/{office.Site.Key}/words?changed=saved")
            : await AgainAsync(new Sentence("WordsChangedMeanwhile"), StatusCodes.Status409Conflict);

        Task<IResult> AgainAsync(Sentence trouble, int status) =>
            ReadWords.PageAsync(db, office, new WordsShown { Lists = typed, Trouble = trouble }, status, cancellation);
    }

    /// <summary>Counts a change of the lists, if they are still as they were seen.</summary>
    public static async Task<bool> TakeAsync(ParleyContext db, Guid site, int version, CancellationToken cancellation) =>
        await db.Sites.Where(s => s.Id == site && s.WordsVersion == version)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.WordsVersion, version + 1), cancellation) == 1;

    public static Sentence Of(WordRuleProblem problem, int line) => problem switch
    {
        WordRuleProblem.NoWord => new Sentence("WordsNoWord", line),
        WordRuleProblem.TooLong => new Sentence("WordsTooLong", line),
        WordRuleProblem.NoList => new Sentence("WordsNoList", line),
        WordRuleProblem.NoLanguage => new Sentence("WordsNoLanguage", line),
        WordRuleProblem.LongNote => new Sentence("WordsLongNote", line),
        WordRuleProblem.TooManyParts => new Sentence("WordsTooManyParts", line),
        WordRuleProblem.TooMany => new Sentence("WordsTooMany"),
        WordRuleProblem.Contradicts => new Sentence("WordsContradict", line),
    };

    public static void Add(ParleyContext db, Guid site, IEnumerable<WordRule> rules, DateTimeOffset now)
    {
        foreach (var rule in rules)
        {
            (rule.Id, rule.SiteId, rule.At) = (Id.New(now), site, now);
            _ = db.WordRules.Add(rule);
        }
    }
}
