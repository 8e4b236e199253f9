using Microsoft.EntityFrameworkCore;
using Parley.Core.Comments;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation.Records;

/// <summary>GET what an editor says of the rules, and the year's reports; POST what they say.</summary>
internal static class ChangeRules
{
    public static async Task<IResult> Read(string site, string? changed, HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        return await PageAsync(db, office, office.Site.Rules, null, changed == "saved", StatusCodes.Status200OK, clock, cancellation);
    }

    public static async Task<IResult> Submit(string site, HttpContext context, ParleyContext db, Writing writing, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var typed = (await Forms.ReadAsync(context.Request, cancellation))["rules"].ToString();
        var source = "";
        if (!string.IsNullOrWhiteSpace(typed))
        {
            if (!CommentText.TryRead(typed, TextFormat.Markdown, out var text, out _))
                return await PageAsync(db, office, typed, new Sentence("RulesTooLong", CommentText.MaximumLength), false, StatusCodes.Status422UnprocessableEntity, clock, cancellation);

            source = text.Source;
        }

        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                _ = await act.Db.Sites.Where(s => s.Id == office.Site.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Rules, source), stop);
                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return Pages.SeeOther($"/admin/{office.Site.Key}/rules?changed=saved");
    }

    private static async Task<IResult> PageAsync(
        ParleyContext db, Office office, string rules, Sentence? trouble, bool isSaved, int status, TimeProvider clock, CancellationToken cancellation) =>
        Pages.Page<ChangeRulesPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(ChangeRulesPage.Office)] = office,
                [nameof(ChangeRulesPage.Rules)] = rules,
                [nameof(ChangeRulesPage.Trouble)] = trouble,
                [nameof(ChangeRulesPage.IsSaved)] = isSaved,
                [nameof(ChangeRulesPage.Years)] = await LoadYear.YearsAsync(db, office.Site, clock.GetUtcNow(), cancellation),
            },
            status);
}
