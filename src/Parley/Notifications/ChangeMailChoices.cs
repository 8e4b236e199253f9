using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Notifications;

/// <summary>POST how one wants to be told by mail.</summary>
internal static class ChangeMailChoices
{
    /// <summary>What a story's field says beside the choices: like all stories, no longer followed, nothing of it at all.</summary>
    public const string LikeAll = "like-all";
    public const string Stop = "stop";
    public const string Nothing = "nothing";

    public static async Task<IResult> Handle(
        HttpContext context, Writing writing, CancellationToken cancellation)
    {
        // Load what the decision needs.
        var account = (await SignIn.OfAsync(context))!.Account;
        var form = await Forms.ReadAsync(context.Request, cancellation);
        if (!TryRead(form["mail"], out var mail) || !TryRead(form["story-mail"], out var storyMail)) return Pages.Problem("bad-request", "MailChoiceUnknown");

        var choices = new Dictionary<Guid, string>();
        foreach (var key in form.Keys.Where(k => k.StartsWith("story.", StringComparison.Ordinal)))
        {
            var choice = form[key].ToString();
            if (!Id.TryRead(key["story.".Length..], out var story) || !(choice is LikeAll or Stop or Nothing || TryRead(choice, out _)))
                return Pages.Problem("bad-request", "MailChoiceUnknown");

            choices[story] = choice;
        }

        // Save. Only what this account follows is found; of anything else nothing becomes.
        _ = await writing.DoAsync(
            async (act, stop) =>
            {
                _ = await act.Db.Accounts.Where(a => a.Id == account.Id).ExecuteUpdateAsync(
                    a => a.SetProperty(x => x.Mail, mail).SetProperty(x => x.StoryMail, storyMail), stop);
                var stories = choices.Keys.ToList();
                foreach (var follow in await ReadMailChoices.FollowsOf(act.Db, account).Where(f => stories.Contains(f.StoryId)).ToListAsync(stop))
                {
                    var choice = choices[follow.StoryId];
                    if (choice == Stop) _ = act.Db.Follows.Remove(follow);
                    else (follow.IsFollowed, follow.Mail) = (choice != Nothing, TryRead(choice, out var one) ? one : null);
                }

                await act.KeepAsync(stop);
                return true;
            },
            cancellation);

        // Answer.
        return Pages.SeeOther(ReadMailChoices.Path + "?saved=1");
    }

    private static bool TryRead(string? text, out MailChoice choice) => Enum.TryParse(text, out choice) && choice.ToString() == text;
}
