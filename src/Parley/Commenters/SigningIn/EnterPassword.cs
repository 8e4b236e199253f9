using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;

namespace Parley.Commenters;

/// <summary>POST address and password. Unknown addresses, accounts without a password and wrong passwords are one and the same.</summary>
internal static class EnterPassword
{
    /// <summary>Wrong passwords for one address before the first wait.</summary>
    public const int FreeGuesses = 5;

    public static async Task<IResult> Handle(
        HttpContext context, ParleyContext db, Writing writing, MailedCodes codes, Passwords passwords, Fingerprints fingerprints,
        SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        // Load what is known of the address: the same rows are asked for whether there are any or not.
        if (!await ReadSignIn.HasPasswordsAsync(db, null, cancellation)) return Pages.NotFound();

        var form = await Forms.ReadAsync(context.Request, cancellation);
        var entered = new ReadSignIn.Entered(ReturnPath.Read(form["return"]), form["site"], form["email"].ToString(), IsPassword: true);
        var password = form["password"].ToString();
        var address = EmailAddress.TryRead(entered.Email, out var read) ? Identity.SubjectOf(read!) : "";
        var (subject, now) = (SubjectOf(fingerprints, address), clock.GetUtcNow());
        var wait = await TakeAsync(writing, codes, context, subject, now, cancellation);
        if (wait > TimeSpan.Zero)
        {
            log.Refused(context, "password", "too soon");
            Entry.RetryAfter(context, wait);
            return await ReadSignIn.ShowAsync(
                context, db, entered, StatusCodes.Status429TooManyRequests, Entry.Error("password", "PasswordTooSoon"), cancellation);
        }

        var account = await db.Identities.Where(i => i.Issuer == Identity.Mail && i.Subject == address)
            .Join(db.Accounts, i => i.AccountId, a => a.Id, (_, a) => a).AsNoTracking().SingleOrDefaultAsync(cancellation);

        // Decide: outside the act, as it takes a tenth of a second.
        var result = await passwords.VerifyAsync(account?.IsUsable == true ? account.PasswordHash : null, password, cancellation);
        if (result == PasswordVerificationResult.Failed)
        {
            log.Refused(context, "password", "wrong", account?.Id);
            return await ReadSignIn.ShowAsync(
                context, db, entered, StatusCodes.Status422UnprocessableEntity, Entry.Error("password", "PasswordWrong"), cancellation);
        }

        // Save.
        var anew = result == PasswordVerificationResult.SuccessRehashNeeded ? await passwords.HashAsync(password, cancellation) : null;
        var arrived = await writing.DoAsync(
            async (act, stop) =>
            {
                // Only while it is still the password: whoever changed it meanwhile has put everybody out who knew this one.
                var same = await act.Db.Accounts.SingleOrDefaultAsync(a => a.Id == account!.Id && a.PasswordHash == account.PasswordHash, stop);
                if (same is not { IsUsable: true }) return null;

                await codes.ForgiveAsync(act.Db, context, subject, stop);
                if (anew is not null) same.PasswordHash = anew;
                var arrived = await Arrival.BeginAsync(act.Db, context, same, now, stop);
                await act.KeepAsync(stop);
                return arrived;
            },
            cancellation);

        // Answer.
        if (arrived is null)
        {
            log.Refused(context, "password", "changed meanwhile", account!.Id);
            return await ReadSignIn.ShowAsync(
                context, db, entered, StatusCodes.Status422UnprocessableEntity, Entry.Error("password", "PasswordWrong"), cancellation);
        }

        Arrival.Give(context, arrived, "password");
        return Pages.SeeOther(Arrival.PlaceOf(entered.Return));
    }

    public static byte[] SubjectOf(Fingerprints fingerprints, string address) => fingerprints.Of("guess-password", Identity.SubjectOf(address));

    /// <summary>Counts one try in an act of its own; zero if it may be looked at.</summary>
    public static Task<TimeSpan> TakeAsync(
        Writing writing, MailedCodes codes, HttpContext context, byte[] subject, DateTimeOffset now, CancellationToken cancellation) =>
        writing.DoAsync(
            async (act, stop) =>
            {
                var wait = await codes.WaitAsync(act.Db, context, subject, FreeGuesses, now, stop);
                if (wait == TimeSpan.Zero) await act.KeepAsync(stop);
                return wait;
            },
            cancellation);
}
