using Parley.Core;
using Parley.Http;
using Parley.Storage;

namespace Parley.Comments;

/// <summary>What is kept of where a vote was cast (docs/privacy.md).</summary>
internal static class VoteNetwork
{
    // They tell the networks of one comment's voters apart, and keep the index small.
    private const int Bytes = 8;

    /// <returns>
    /// Null where an operator keeps no addresses, and for an address of no public network: most often a proxy's whose word
    /// is not believed, and so everybody's.
    /// </returns>
    public static byte[]? HashOf(HttpContext context, Guid comment)
    {
        var services = context.RequestServices;
        if (services.GetRequiredService<Settings>().Retention.Addresses == TimeSpan.Zero || !ClientAddress.IsPublic(context)) return null;

        return services.GetRequiredService<Fingerprints>().Of("vote", Id.Text(comment) + ' ' + ClientAddress.KeyOf(context))[..Bytes];
    }
}
