using Parley.Core.Commenters;
using Parley.Core.Notifications;

namespace Parley.Notifications;

/// <summary>How somebody wants mail of one kind.</summary>
internal static class MailWish
{
    /// <param name="account">Their account; null for a guest.</param>
    /// <param name="follow">What they chose for the story; null where they chose nothing.</param>
    public static MailChoice Of(NotificationKind kind, Commenter commenter, Account? account, Follow? follow)
    {
        // A guest proved an address theirs to hear of answers, and of nothing else.
        if (account is null)
            return kind == NotificationKind.Reply && commenter is { EmailConfirmedAt: not null, Email: not null } ? MailChoice.AtOnce : MailChoice.Never;
        if (account.Email is null || !account.IsUsable) return MailChoice.Never;
        // What limits somebody they are told at once, whatever else they want to hear.
        if (kind == NotificationKind.Step) return MailChoice.AtOnce;
        // What became of a flag waits on their page.
        if (kind == NotificationKind.Flag) return MailChoice.Never;
        if (kind != NotificationKind.Decision && follow is { IsFollowed: false }) return MailChoice.Never;

        return kind == NotificationKind.Story ? follow?.Mail ?? account.StoryMail : account.Mail;
    }
}
