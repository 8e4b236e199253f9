using Parley.Core.Moderation;
using Parley.Http;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>POST a text to see what the word lists would find in it; nothing is kept.</summary>
internal static class TryWords
{
    // As long as a comment may be.
    private const int Most = Core.Comments.CommentText.MaximumLength;

    public static async Task<IResult> Handle(
        string site, HttpContext context, ParleyContext db, WordLists lists, CancellationToken cancellation)
    {
        var office = await Office.OfAsync(context, db, site, cancellation);
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var text = form["text"].ToString().ReplaceLineEndings("\n");
        if (text.Length > Most) text = text[..(char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most)];
        // The lists as they stand in the form, saved or not.
        var typed = form.ContainsKey("lists") ? form["lists"].ToString().ReplaceLineEndings("\n") : null;
        var shown = new WordsShown { Lists = typed, Version = form["version"], Tried = text };
        WordMatcher words;
        if (typed is null) words = await lists.OfAsync(db, office.Site, cancellation);
        else if (WordRuleText.TryRead(typed, out var rules, out var line, out var problem)) words = WordMatcher.Of(rules);
        else return await ReadWords.PageAsync(db, office, shown with { Trouble = ChangeWords.Of(problem, line) }, StatusCodes.Status422UnprocessableEntity, cancellation);

        var findings = words.Find(text, office.Site.Language)
            .Select(h => new Finding(h.Start, h.Length, h.Rule.List, h.Rule.Text, h.Rule.Note, h.IsNear)).ToList();
        return await ReadWords.PageAsync(db, office, shown with { Findings = findings }, StatusCodes.Status200OK, cancellation);
    }
}
