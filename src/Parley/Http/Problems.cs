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
        ["votes-paused"] = StatusCodes.Status403Forbidden,
        ["not-found"] = StatusCodes.Status404NotFound,
        ["method-not-allowed"] = StatusCodes.Status405MethodNotAllowed,
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

    /// <summary>A problem by its name, with the sentence named <paramref name="text"/> for people, in their language.</summary>
    public static IResult Of(string name, string text, params IReadOnlyList<object?> values) =>
        new Problem(name, new Sentence(text, values), null);

    /// <summary>What was sent cannot be accepted; each wrong field has its sentence.</summary>
    public static IResult NotAccepted(IReadOnlyDictionary<string, Sentence> errors) =>
        new Problem("not-accepted", errors.Values.First(), errors);

    /// <summary>What was sent cannot be accepted for one field alone.</summary>
    public static IResult NotAccepted(string field, Sentence error) =>
        NotAccepted(new Dictionary<string, Sentence>(StringComparer.Ordinal) { [field] = error });

    /// <summary>A member of what was sent is unknown, doubled, or not of its type.</summary>
    public static IResult Misread(string field, Sentence sentence) =>
        new Problem("bad-request", sentence, new Dictionary<string, Sentence>(StringComparer.Ordinal) { [field] = sentence });

    public static int StatusOf(string name) => Statuses[name];

    /// <summary>The resource that names a problem in a few words: ProblemNotFound for not-found.</summary>
    public static string TitleKey(string name) =>
        "Problem" + string.Concat(name.Split('-').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));

    // The language is that of whoever hears the answer, known when it is written.
    private sealed class Problem(string name, Sentence detail, IReadOnlyDictionary<string, Sentence>? errors) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var text = Text.Of(httpContext);
            var problem = new ProblemDetails
            {
                Type = "urn:parley:problem:" + name,
                Title = text[TitleKey(name)],
                Status = Statuses[name],
                Detail = detail.In(text),
            };
            if (errors is not null)
                problem.Extensions["errors"] = errors.ToDictionary(e => e.Key, e => new[] { e.Value.In(text) }, StringComparer.Ordinal);
            httpContext.Response.Headers.ContentLanguage = text.Language;
            return TypedResults.Problem(problem).ExecuteAsync(httpContext);
        }
    }
}
