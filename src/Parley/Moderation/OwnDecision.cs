using Parley.Core;
using Parley.Http;
using Parley.Storage;
using Parley.Texts;

namespace Parley.Moderation;

/// <summary>A decision that is about whoever asks: by their account, or by their browser.</summary>
internal static class OwnDecision
{
    /// <returns>What they are told; null where there is none, or it is somebody else's.</returns>
    public static async Task<DecisionNotice?> FindAsync(HttpContext context, ParleyContext db, string id, CancellationToken cancellation)
    {
        if (!Id.TryRead(id, out var decisionId) || await DecisionNotices.OfAsync(db, decisionId, cancellation) is not { } notice) return null;

        // Nobody is told of what does not hold yet.
        if (notice.Restriction?.WaitsForSignature == true) return null;

        var speaker = await Speaker.OfAsync(context);
        return await speaker.WroteAsync(db, notice.Comment, cancellation) ? notice : null;
    }
}
