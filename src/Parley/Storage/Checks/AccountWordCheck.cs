using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Core.Moderation;
using Parley.Core.Notifications;
using Parley.Core.Sites;

namespace Parley.Storage.Checks;

/// <summary>The same examination of words for who people are and what they are told.</summary>
/// <remarks>The safe side here: nobody is let in, given an office, or written to by a word that nobody wrote.</remarks>
internal static class AccountWordCheck
{
    private static readonly GuestRule[] Rules = Enum.GetValues<GuestRule>();
    private static readonly MailChoice[] Choices = Enum.GetValues<MailChoice>();
    private static readonly TicketKind[] Tickets = Enum.GetValues<TicketKind>();
    private static readonly RoleKind[] Roles = Enum.GetValues<RoleKind>();
    private static readonly NotificationKind[] Notifications = Enum.GetValues<NotificationKind>();
    private static readonly DecisionKind[] Decisions = Enum.GetValues<DecisionKind>();
    private static readonly ReasonClass[] Reasons = Enum.GetValues<ReasonClass>();
    private static readonly DecisionSource[] Sources = Enum.GetValues<DecisionSource>();

    public static async Task RunAsync(ParleyContext db, Findings findings, CancellationToken cancellation)
    {
        await AddAsync("sites whose guests is an unknown word", "holds what guests write", OfRule(db).Select(s => s.Id));
        await AddAsync("accounts whose mail is an unknown word", "sends none", OfMail(db).Select(a => a.Id));
        await AddAsync("accounts whose story_mail is an unknown word", "sends none", OfStoryMail(db).Select(a => a.Id));
        await AddAsync("tickets whose kind is an unknown word", "takes them away", OfTicket(db).Select(t => t.Id));
        await AddAsync("roles whose kind is an unknown word", "takes them away", OfRole(db).Select(r => r.Id));
        await AddAsync("role_changes whose kind is an unknown word", "takes them for a moderator's", OfRoleChange(db).Select(r => r.Id));
        await AddAsync("notifications whose kind is an unknown word", "takes them away", OfNotification(db).Select(n => n.Id));
        await AddAsync("follows whose mail is an unknown word", "lets the choice for all stories hold", OfFollow(db).Select(f => f.CommenterId));
        await AddAsync("decisions whose kind is an unknown word", "takes them for refusals", OfDecision(db).Select(d => d.Id));
        await AddAsync("decisions whose reason is an unknown word", "takes it for another one", OfReason(db).Select(d => d.Id));
        await AddAsync("decisions whose source is an unknown word", "takes it for a moderator's own", OfSource(db).Select(d => d.Id));

        Task AddAsync(string what, string repair, IQueryable<Guid> ids) => ReferenceCheck.AddAsync(findings, what, repair, ids, cancellation);
    }

    public static async Task RepairAsync(ParleyContext db, CancellationToken cancellation)
    {
        _ = await OfRule(db).ExecuteUpdateAsync(s => s.SetProperty(x => x.Guests, GuestRule.Held), cancellation);
        _ = await OfMail(db).ExecuteUpdateAsync(a => a.SetProperty(x => x.Mail, MailChoice.Never), cancellation);
        _ = await OfStoryMail(db).ExecuteUpdateAsync(a => a.SetProperty(x => x.StoryMail, MailChoice.Never), cancellation);
        _ = await OfTicket(db).ExecuteDeleteAsync(cancellation);
        _ = await OfRole(db).ExecuteDeleteAsync(cancellation);
        _ = await OfRoleChange(db).ExecuteUpdateAsync(r => r.SetProperty(x => x.Kind, RoleKind.Moderator), cancellation);
        _ = await OfNotification(db).ExecuteDeleteAsync(cancellation);
        _ = await OfFollow(db).ExecuteUpdateAsync(f => f.SetProperty(x => x.Mail, (MailChoice?)null), cancellation);
        _ = await OfDecision(db).ExecuteUpdateAsync(d => d.SetProperty(x => x.Kind, DecisionKind.Refuse), cancellation);
        _ = await OfReason(db).ExecuteUpdateAsync(d => d.SetProperty(x => x.Reason, ReasonClass.Other), cancellation);
        _ = await OfSource(db).ExecuteUpdateAsync(d => d.SetProperty(x => x.Source, DecisionSource.Own), cancellation);
    }

    private static IQueryable<Decision> OfSource(ParleyContext db) => db.Decisions.Where(d => !Sources.Contains(d.Source));

    private static IQueryable<Site> OfRule(ParleyContext db) => db.Sites.Where(s => !Rules.Contains(s.Guests));

    private static IQueryable<Account> OfMail(ParleyContext db) => db.Accounts.Where(a => !Choices.Contains(a.Mail));

    private static IQueryable<Account> OfStoryMail(ParleyContext db) => db.Accounts.Where(a => !Choices.Contains(a.StoryMail));

    private static IQueryable<Ticket> OfTicket(ParleyContext db) => db.Tickets.Where(t => !Tickets.Contains(t.Kind));

    private static IQueryable<Role> OfRole(ParleyContext db) => db.Roles.Where(r => !Roles.Contains(r.Kind));

    private static IQueryable<RoleChange> OfRoleChange(ParleyContext db) => db.RoleChanges.Where(r => !Roles.Contains(r.Kind));

    private static IQueryable<Notification> OfNotification(ParleyContext db) => db.Notifications.Where(n => !Notifications.Contains(n.Kind));

    private static IQueryable<Follow> OfFollow(ParleyContext db) => db.Follows.Where(f => f.Mail != null && !Choices.Contains(f.Mail.Value));

    private static IQueryable<Decision> OfDecision(ParleyContext db) => db.Decisions.Where(d => !Decisions.Contains(d.Kind));

    private static IQueryable<Decision> OfReason(ParleyContext db) => db.Decisions.Where(d => d.Reason != null && !Reasons.Contains(d.Reason.Value));
}
