using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Parley.Texts;
using Text = Parley.Texts.Text;

namespace Parley.Http;

/// <summary>Answers that are pages: static Razor, no script needed.</summary>
/// <remarks>
/// Rendered by the plain renderer: the endpoint's own would bring antiforgery tokens and key files that pages made of
/// public bytes must not have (fetch metadata guards instead): docs/decisions/0006-static-pages-by-the-plain-renderer.md.
/// </remarks>
internal static class Pages
{
    /// <summary>A page for one reader, in that reader's language: its parameter Text is set when it is written.</summary>
    public static IResult Page<TPage>(IReadOnlyDictionary<string, object?> parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new Rendered(typeof(TPage), parameters, status);

    /// <summary>A problem by its name, as a page.</summary>
    public static IResult Problem(string name, string text, params IReadOnlyList<object?> values) => Page<ProblemPage>(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ProblemPage.Name)] = name,
            [nameof(ProblemPage.Detail)] = new Sentence(text, values),
        },
        Problems.StatusOf(name));

    /// <summary>After a form: go and look there. The address is one of ours or an issuer's, never taken from a request as it came.</summary>
    public static IResult SeeOther(string path) => new Elsewhere(path);

    public static IResult NotFound() => Problem("not-found", "NotFoundDetail");

    private sealed class Elsewhere(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }

    /// <summary>A page as bytes, for whoever sends it later.</summary>
    public static async Task<byte[]> RenderAsync<TPage>(IServiceProvider services, IReadOnlyDictionary<string, object?> parameters)
        where TPage : IComponent => Encoding.UTF8.GetBytes(await RenderAsync(typeof(TPage), services, parameters));

    private static async Task<string> RenderAsync(
        Type page, IServiceProvider services, IReadOnlyDictionary<string, object?> parameters)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var view = ParameterView.FromDictionary(parameters.ToDictionary(StringComparer.Ordinal));
            var root = await renderer.RenderComponentAsync(page, view);
            return root.ToHtmlString();
        });
    }

    private sealed class Rendered(Type page, IReadOnlyDictionary<string, object?> parameters, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var text = Text.Of(httpContext);
            var html = await RenderAsync(
                page, httpContext.RequestServices, new Dictionary<string, object?>(parameters, StringComparer.Ordinal) { ["Text"] = text });
            httpContext.Response.StatusCode = status;
            httpContext.Response.ContentType = "text/html; charset=utf-8";
            httpContext.Response.Headers.ContentLanguage = text.Language;
            await httpContext.Response.WriteAsync(html, httpContext.RequestAborted);
        }
    }
}
