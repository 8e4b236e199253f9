using Parley.Http;

namespace Parley.Comments;

/// <summary>GET a challenge to solve before posting, and the browser's token along with it.</summary>
internal static class ReadChallenge
{
    public sealed record Response(string Challenge, int Difficulty);

    public static IResult Handle(HttpContext context, ProofOfWork proof)
    {
        // Given before the first comment, the token makes a retry of a lost answer recognizable as the same browser's.
        _ = Browser.HashOrNew(context);
        return TypedResults.Ok(new Response(proof.NewChallenge(), proof.Difficulty));
    }
}
