using Parley.Core.Commenters;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET the page for the six digits of the mail, and POST them: in the browser that asked, a few times, for ten minutes.</summary>
internal static class EnterCode
{
    public static async Task<IResult> Read(HttpContext context, ParleyContext db, TimeProvider clock, CancellationToken cancellation)
    {
        var ticket = await MailedCodes.ExpectedAsync(db, context.Request, TicketKind.SignIn, null, clock.GetUtcNow(), cancellation);
        return Show(context, ticket, StatusCodes.Status200OK, null);
    }

    public static async Task<IResult> Handle(
        HttpContext context, Writing writing, MailedCodes codes, SecurityLog log, TimeProvider clock, CancellationToken cancellation)
    {
        // Load.
        var form = await Forms.ReadAsync(context.Request, cancellation);
        var (typed, now) = (form["code"].ToString(), clock.GetUtcNow());

        // Decide and save: wrong guesses count, too.
        var (outcome, ticket, arrived) = await writing.DoAsync(
            async (act, stop) =>
            {
                var (outcome, ticket) = await codes.TryAsync(act.Db, context, TicketKind.SignIn, null, typed, now, stop);
                var account = outcome == CodeOutcome.Right
                    ? await Arrival.ByMailAsync(act.Db, Mailed.Of(ticket!).Address, now, stop)
                    : null;
                var arrived = account is null ? null : await Arrival.BeginAsync(act.Db, context, account, now, stop);
                await act.KeepAsync(stop);
                return (outcome, ticket, arrived);
            },
            cancellation);

        // Answer.
        if (arrived is not null)
        {
            Arrival.Give(context, arrived, "code");
            return Pages.SeeOther(Arrival.PlaceOf(Mailed.Of(ticket!).Return));
        }

        log.Refused(context, "code", outcome.ToString());
        return outcome switch
        {
            CodeOutcome.Wrong => Show(context, ticket, StatusCodes.Status422UnprocessableEntity, Entry.Error("code", "CodeWrong")),
            CodeOutcome.TooSoon => Show(context, ticket, StatusCodes.Status429TooManyRequests, Entry.Error("code", "CodeTooSoon")),
            CodeOutcome.Right or CodeOutcome.Gone => Show(context, null, StatusCodes.Status422UnprocessableEntity, null),
        };
    }

    private static IResult Show(HttpContext context, Ticket? ticket, int status, IReadOnlyDictionary<string, Sentence>? errors) =>
        Entry.Page<CodePage>(
            status,
            (nameof(CodePage.Address), ticket is null ? null : Mailed.Of(ticket).Address),
            (nameof(CodePage.Return), ticket is null ? null : Mailed.Of(ticket).Return),
            (nameof(CodePage.Errors), errors));
}
