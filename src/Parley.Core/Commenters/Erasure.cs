using Parley.Core.Comments;

namespace Parley.Core.Commenters;

/// <summary>Taking somebody's words and name away for good, at their own wish.</summary>
/// <remarks>
/// What a person wrote and who they were goes; what others wrote stays where it was, with its address, depth and order.
/// Votes that were cast stay counted, by nobody any more. Ids stay, so that nobody else is ever taken for the one who left.
/// </remarks>
public static class Erasure
{
    /// <summary>Asks for it: it is due once <see cref="Account.ErasureWaits"/> has passed. Asking again changes nothing.</summary>
    public static void Ask(Account account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (account.IsUsable) account.ErasureDueAt ??= now + Account.ErasureWaits;
    }

    /// <summary>Takes the wish back; false once it is too late.</summary>
    public static bool TakeBack(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (!account.IsUsable) return false;

        account.ErasureDueAt = null;
        return true;
    }

    /// <summary>Whether everything of an account is to go now.</summary>
    public static bool IsDue(Account account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.IsUsable && account.ErasureDueAt <= now;
    }

    /// <summary>What its owner types to confirm: the account's name, or its address where it has no name yet.</summary>
    public static string ConfirmationOf(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Name.Length > 0 ? account.Name : account.Email ?? Id.Text(account.Id);
    }

    /// <summary>Whether what was typed confirms it. Large and small letters are the same, as nobody else's name is asked for.</summary>
    public static bool IsConfirmed(Account account, string? typed) => string.Equals(
        OneLine.Read(ConfirmationOf(account)), OneLine.Read(typed ?? ""), StringComparison.OrdinalIgnoreCase);

    /// <summary>Empties a comment: what is left is a place that others' replies hang on.</summary>
    public static void Empty(Comment comment)
    {
        ArgumentNullException.ThrowIfNull(comment);
        comment.State = CommentState.Deleted;
        (comment.Name, comment.Text, comment.Html, comment.EditedAt) = ("", "", "", null);
    }

    /// <summary>Empties an account: what is left keeps its id from ever being anybody else's.</summary>
    public static void Empty(Account account, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(account);
        (account.Name, account.NameSkeleton) = ("", "");
        (account.Email, account.PasswordHash, account.Language) = (null, null, null);
        (account.Mail, account.StoryMail, account.MailFailedAt) = (MailChoice.Never, MailChoice.Never, null);
        (account.ErasureDueAt, account.ErasedAt) = (null, now);
    }
}
