using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Parley.Core;
using Parley.Core.Commenters;
using Parley.Storage;

namespace Parley.Moderation;

/// <summary>What an invitation is for: whoever brings its secret signs in as the owner of an address, with a role.</summary>
/// <param name="Email">The address, for which the operator vouches.</param>
/// <param name="Role">The role.</param>
/// <param name="Sections">The sections in which it is to hold; empty for the whole site, and in what was written before there were any.</param>
internal sealed record Invitation(string Email, RoleKind Role, string Sections = "")
{
    /// <summary>How long a link is good for: a week, so that it survives a holiday.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromDays(7);

    /// <summary>Adds an invitation to an act; the secret is given out once and never stored.</summary>
    /// <param name="site">The site; null for every one.</param>
    public async Task<string> IssueAsync(ParleyContext db, Guid? site, DateTimeOffset now, CancellationToken cancellation)
    {
        var (ticket, secret) = await Tickets.IssueAsync(
            db, TicketKind.Invitation, JsonSerializer.Serialize(this), now, GoodFor, cancellation);
        ticket.SiteId = site;
        return secret;
    }

    public static Invitation Read(Ticket ticket) => JsonSerializer.Deserialize<Invitation>(ticket.About)!;

    /// <summary>Takes back the invitations of an address that nobody has used yet.</summary>
    /// <param name="by">Who does, and takes back none that is beyond them; null for the command line.</param>
    public static async Task TakeBackAsync(ParleyContext db, string email, Guid? site, Appointment? by, CancellationToken cancellation)
    {
        var open = await db.Tickets.Where(t => t.Kind == TicketKind.Invitation && t.SiteId == site && t.UsedAt == null).ToListAsync(cancellation);
        db.Tickets.RemoveRange(open.Where(t => Identity.SubjectOf(Read(t).Email) == Identity.SubjectOf(email)
            && (by is null || by.MayChange(Read(t).Role, Reach.Read(Read(t).Sections)))));
    }

    /// <summary>The account that an address signs in to, made where there is none yet.</summary>
    public async Task<Account> FindOrMakeAccountAsync(ParleyContext db, DateTimeOffset now, CancellationToken cancellation)
    {
        var subject = Identity.SubjectOf(Email);
        var known = await db.Identities.Where(i => i.Issuer == Identity.Mail && i.Subject == subject)
            .Join(db.Accounts, i => i.AccountId, a => a.Id, (_, a) => a).SingleOrDefaultAsync(cancellation);
        if (known is not null) return known;

        var account = new Account { Id = Id.New(now), Email = Email, CreatedAt = now };
        _ = db.Accounts.Add(account);
        _ = db.Identities.Add(new Identity { Issuer = Identity.Mail, Subject = subject, AccountId = account.Id, Label = Email, CreatedAt = now });
        return account;
    }
}
