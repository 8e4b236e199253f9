using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Parley.Texts;

namespace Parley.Http;

/// <summary>Answers that are pages: static Razor, no script needed.</summary>
internal static class Pages
{
    public static IResult Page<TPage>(IReadOnlyDictionary<string, object?> parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(parameters) { StatusCode = status, PreventStreamingRendering = true };

    /// <summary>A problem by its name, as a page.</summary>
    public static IResult Problem(string name, string text) => Page<ProblemPage>(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ProblemPage.Status)] = Problems.StatusOf(name),
            [nameof(ProblemPage.Title)] = Text.English[Problems.TitleKey(name)],
            [nameof(ProblemPage.Detail)] = Text.English[text],
        },
        Problems.StatusOf(name));

    public static IResult NotFound() => Problem("not-found", "NotFoundDetail");
}
