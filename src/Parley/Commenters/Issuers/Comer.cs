using Parley.Http;
using Parley.Texts;

namespace Parley.Commenters;

/// <summary>Somebody on the way to an issuer or back from it: what they want there, and where they are told that it came to nothing.</summary>
/// <param name="Return">Where they want to go on to.</param>
/// <param name="Account">Whose wish it is; null for somebody who signs in.</param>
internal sealed record Comer(HttpContext Context, Issuer Issuer, SecurityLog Log, Purpose Purpose, string Return, Guid? Account)
{
    /// <summary>How the log calls this way: by the name in addresses, which the operator chose.</summary>
    public string Way => "issuer " + Issuer.Name;

    /// <summary>The page that says why it came to nothing, and leads to where it can be tried again.</summary>
    /// <param name="reason">For the log, in words of ours.</param>
    /// <param name="text">The sentence, with the issuer's name in it.</param>
    public IResult Refuse(string reason, string text)
    {
        Log.Refused(Context, Way, reason, Account);
        return Pages.Page<NotSignedInPage>(
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(NotSignedInPage.Sentence)] = new Sentence(text, Issuer.Label),
                [nameof(NotSignedInPage.Purpose)] = Purpose,
                [nameof(NotSignedInPage.Return)] = Return,
            },
            StatusCodes.Status403Forbidden);
    }
}
