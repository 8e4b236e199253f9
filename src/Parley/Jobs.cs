using Parley.Commenters;
using Parley.Jobs;
using Parley.Moderation;
using Parley.Moderation.Webhooks;
using Parley.Notifications;

namespace Parley;

/// <summary>Every kind of job, and what does it.</summary>
internal static class JobKinds
{
    public static Dictionary<string, Work> All(Settings settings)
    {
        var kinds = new Dictionary<string, Work>(StringComparer.Ordinal)
        {
            [Job.NotifyOfComment] = NotifyOfComment.Do,
            [Job.NotifyOfDecision] = NotifyOfDecision.Do,
            [MailNews.Kind] = MailNews.Do,
        };
        // Without a way to send mail, letters wait.
        if (settings.Mail is not null || settings.PrintsMail) kinds.Add(Letters.Send, SendLetter.Do);
        kinds.Add(MakeExport.Kind, MakeExport.Do);
        kinds.Add(RemoveExport.Kind, RemoveExport.Do);
        kinds.Add(EraseAccount.Kind, EraseAccount.Do);
        kinds.Add(Forget.Kind, Forget.Do);
        kinds.Add(TakeStep.Kind, TakeStep.Do);
        kinds.Add(TellWebhook.Kind, TellWebhook.Do);
        kinds.Add(Job.ReturnHeld, ReturnHeld.Do);
        return kinds;
    }
}
