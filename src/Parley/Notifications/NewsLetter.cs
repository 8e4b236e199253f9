using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Comments;
using Parley.Core.Notifications;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Notifications;

/// <summary>What a letter says that tells of news. It is made when it is sent, of what may be read by then.</summary>
internal static class NewsLetter
{
    private const int LongQuotation = 600;
    private const int ShortQuotation = 200;

    /// <returns>Null where nothing is left to tell.</returns>
    public static async Task<LetterBody?> OfAsync(
        ParleyContext db, Fingerprints fingerprints, Letter letter, Text text, string origin, DateTimeOffset now, CancellationToken cancellation)
    {
        var values = JsonSerializer.Deserialize<Dictionary<string, string>>(letter.Values)!;
        List<Guid> ids = [.. values["news"].Split(' ').Select(i => Id.TryRead(i, out var id) ? id : Guid.Empty)];
        var account = letter.AccountId is null ? null : await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == letter.AccountId, cancellation);
        var news = await MailNews.WantedAsync(db, ids, account, now, cancellation);
        if (news.Count == 0) return null;

        var reader = account?.Id ?? news[0].Notification.CommenterId;
        var token = new UnsubscribeToken(account is null, reader, ScopeOf(news), ScopeOf(news) == MailScope.Story ? news[0].Story.Id : Guid.Empty);
        var unsubscribe = $"{origin}/unsubscribe/{token.Write(fingerprints)}";
        var more = int.Parse(values["count"], CultureInfo.InvariantCulture) - ids.Count;
        var notices = new Dictionary<Guid, DecisionNotice>();
        foreach (var decision in news.Select(n => n.Notification.DecisionId).OfType<Guid>())
        {
            if (await DecisionNotices.OfAsync(db, decision, cancellation) is { } notice) notices[decision] = notice;
        }

        List<LetterPart> parts = news is [var one] ? [.. One(one, notices, text, origin)] : [.. Many(news, notices, more, text, origin)];
        parts.Add(new LetterPart(LetterPartKind.Note, text[account is null ? "LetterNewsWhyGuest" : "LetterNewsWhy"]));
        parts.Add(new LetterPart(LetterPartKind.Link, text["LetterNewsEnd"], unsubscribe));
        return new LetterBody(text, text[news is [var alone] ? SubjectOf(alone) : "LetterNewsManySubject"], parts, unsubscribe);
    }

    private static IEnumerable<LetterPart> One(News news, Dictionary<Guid, DecisionNotice> notices, Text text, string origin)
    {
        yield return new(LetterPartKind.Paragraph, Said(news, text, isInGroup: false));
        if (NoticeOf(news, notices) is { } notice)
        {
            foreach (var part in Statement(notice, text)) yield return part;
            yield return new(LetterPartKind.Button, text["LetterStepLink"], origin + news.Path);
            yield break;
        }

        if (news.Comment.IsReadable) yield return Quotation(news.Comment.Html, LongQuotation);
        yield return new(LetterPartKind.Button, text["LetterNewsLink"], origin + news.Path);
    }

    // What went against somebody, or was decided about them, is told whole.
    private static DecisionNotice? NoticeOf(News news, Dictionary<Guid, DecisionNotice> notices) =>
        (news.Notification.Kind == NotificationKind.Step || news.IsAgainst)
        && news.Notification.DecisionId is { } id ? notices.GetValueOrDefault(id) : null;

    private static IEnumerable<LetterPart> Statement(DecisionNotice notice, Text text)
    {
        yield return new(LetterPartKind.Paragraph, PlainWords.Of(notice.What(text)));
        if (notice.Possible(text) is { } possible) yield return new(LetterPartKind.Paragraph, possible);
        if (notice.Html.Length > 0) yield return Quotation(notice.Html, LongQuotation);
        if (notice.Decision.Statement.Length > 0) yield return new(LetterPartKind.Paragraph, PlainWords.Of(notice.Decision.Statement));
        foreach (var ground in notice.Grounds(text)) yield return new(LetterPartKind.Paragraph, ground);
        if (notice is { Contest: null, ContestableUntil: { } until }) yield return new(LetterPartKind.Paragraph, text.Format("LetterStepContest", text.Day(until)));
    }

    private static IEnumerable<LetterPart> Many(List<News> news, Dictionary<Guid, DecisionNotice> notices, int more, Text text, string origin)
    {
        foreach (var story in news.GroupBy(n => n.Story.Id))
        {
            var first = story.First();
            yield return new(LetterPartKind.Heading, text.Format("LetterNewsGroup", PlainWords.Of(first.Story.Title), PlainWords.Of(first.Site.Name)));
            foreach (var item in story)
            {
                yield return new(LetterPartKind.Paragraph, Said(item, text, isInGroup: true));
                if (NoticeOf(item, notices) is { } notice)
                {
                    foreach (var part in Statement(notice, text)) yield return part;
                }
                else if (item.Comment.IsReadable)
                {
                    yield return Quotation(item.Comment.Html, ShortQuotation);
                }

                yield return new(LetterPartKind.Link, text["LetterNewsLink"], origin + item.Path);
            }
        }

        if (more > 0) yield return new(LetterPartKind.Paragraph, text.Count("LetterNewsMore", more));
        yield return new(LetterPartKind.Button, text["LetterNewsAll"], origin + "/account/notifications");
    }

    private static string Said(News news, Text text, bool isInGroup) => text.Format(
        isInGroup ? news.Sentence : "Letter" + news.Sentence, PlainWords.Of(news.Comment.Name), PlainWords.Of(news.Story.Title), PlainWords.Of(news.Site.Name));

    private static LetterPart Quotation(string html, int most) => new(LetterPartKind.Quote, PlainWords.Of(CommentWords.Beginning(html, most)));

    private static string SubjectOf(News news) => news.Notification.Kind switch
    {
        NotificationKind.Reply => "LetterNewsReplySubject",
        NotificationKind.Mention => "LetterNewsMentionSubject",
        NotificationKind.Story => "LetterNewsStorySubject",
        NotificationKind.Decision => "LetterNewsDecisionSubject",
        NotificationKind.Step => "LetterNewsStepSubject",
        NotificationKind.Flag => "LetterNewsFlagSubject",
    };

    private static MailScope ScopeOf(List<News> news)
    {
        if (news.TrueForAll(n => n.Notification.Kind != NotificationKind.Story)) return MailScope.Answers;
        if (!news.TrueForAll(n => n.Notification.Kind == NotificationKind.Story)) return MailScope.All;

        return news.TrueForAll(n => n.Story.Id == news[0].Story.Id) ? MailScope.Story : MailScope.Stories;
    }
}
