using Microsoft.AspNetCore.Mvc;
using Parley.Texts;

namespace Parley.Http;

/// <summary>Everything that can go wrong, by its stable name, as RFC 9457 problem details.</summary>
internal static class Problems
{
    private static readonly Dictionary<string, int> Statuses = new(StringComparer.Ordinal)
    {
        ["bad-request"] = StatusCodes.Status400BadRequest,
        ["signed-out"] = StatusCodes.Status401Unauthorized,
        ["sign-on-refused"] = StatusCodes.Status401Unauthorized,
        ["prove-again"] = StatusCodes.Status403Forbidden,
        ["cross-site"] = StatusCodes.Status403Forbidden,
        ["not-yours"] = StatusCodes.Status403Forbidden,
        ["own-comment"] = StatusCodes.Status403Forbidden,
        ["not-found"] = StatusCodes.Status404NotFound,
        ["method-not-allowed"] = StatusCodes.Status405MethodNotAllowed,
        ["looked-at"] = StatusCodes.Status409Conflict,
        ["not-votable"] = StatusCodes.Status409Conflict,
        ["story-closed"] = StatusCodes.Status409Conflict,
        ["time-is-up"] = StatusCodes.Status409Conflict,
        ["too-large"] = StatusCodes.Status413PayloadTooLarge,
        ["unsupported-media-type"] = StatusCodes.Status415UnsupportedMediaType,
        ["not-accepted"] = StatusCodes.Status422UnprocessableEntity,
        ["other-request"] = StatusCodes.Status422UnprocessableEntity,
        ["too-many-requests"] = StatusCodes.Status429TooManyRequests,
        ["failed"] = StatusCodes.Status500InternalServerError,
        ["too-many-streams"] = StatusCodes.Status503ServiceUnavailable,
        ["busy"] = StatusCodes.Status503ServiceUnavailable,
    };

    public static IEnumerable<string> Names => Statuses.Keys.Order(StringComparer.Ordinal);

    public static IResult NotFound() => Of("not-found", "NotFoundDetail");

    /// <summary>A problem by its name, with the sentence named <paramref name="text"/> for people.</summary>
    public static IResult Of(string name, string text) => Of(name, Text.English[text], null);

    /// <summary>What was sent cannot be accepted; each wrong field has its sentence.</summary>
    public static IResult NotAccepted(IReadOnlyDictionary<string, string> errors) =>
        Of("not-accepted", errors.Values.First(), errors);

    /// <summary>A member of what was sent is unknown, doubled, or not of its type.</summary>
    public static IResult Misread(string field, string sentence) => Of(
        "bad-request", sentence, new Dictionary<string, string>(StringComparer.Ordinal) { [field] = sentence });

    public static int StatusOf(string name) => Statuses[name];

    private static IResult Of(string name, string detail, IReadOnlyDictionary<string, string>? errors)
    {
        var problem = new ProblemDetails
        {
            Type = "urn:parley:problem:" + name,
            Title = Text.English[TitleKey(name)],
            Status = Statuses[name],
            Detail = detail,
        };
        if (errors is not null)
            problem.Extensions["errors"] = errors.ToDictionary(e => e.Key, e => new[] { e.Value }, StringComparer.Ordinal);
        return TypedResults.Problem(problem);
    }

    /// <summary>The resource that names a problem in a few words: ProblemNotFound for not-found.</summary>
    public static string TitleKey(string name) =>
        "Problem" + string.Concat(name.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
}
