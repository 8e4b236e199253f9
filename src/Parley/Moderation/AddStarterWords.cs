using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>POST that a language's starter list is added to a site's own; rules that are there stay as they are.</summary>
internal static class AddStarterWords
{
    public static async Task<IResult> Handle(
        string site, HttpContext context, Writing writing, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        if (StarterWords.Of(form["language"].ToString()) is not { } starter) return Pages.NotFound();

        var isAdded = await writing.DoAsync(
            async (act, stop) =>
            {
                if (await StarterWords.AddAsync(act.Db, office.Site.Id, starter, clock.GetUtcNow(), stop) is null) return false;

                await act.KeepAsync(stop);
                return true;
            },
            cancellation);
        return isAdded
            ? Pages.SeeOther($"/admin/{office.Site.Key}/words?changed=starter")
            : await ReadWords.PageAsync(db, office, new WordsShown { Trouble = new Sentence("WordsTooMany") }, StatusCodes.Status409Conflict, cancellation);
    }
}
