using Parley.Http;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>GET one's own account: who one is here, and the ways to everything that is one's own.</summary>
internal static class ReadAccount
{
    public static async Task<IResult> Handle(HttpContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var (_, account) = (await SignIn.OfAsync(context))!;
        return Pages.Page<AccountPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(AccountPage.Account)] = account,
            [nameof(AccountPage.Text)] = Text.English,
        });
    }
}
