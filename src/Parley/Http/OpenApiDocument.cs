using Microsoft.AspNetCore.OpenApi;

namespace Parley.Http;

/// <summary>What the description of the API says beyond what the code tells by itself.</summary>
internal static class OpenApiDocument
{
    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        _ = options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Parley";
            document.Info.Version = "1";
            document.Info.Description = "Discussions of a site's stories. Errors are problem details (RFC 9457) with a stable "
                + "type. Times are RFC 3339 in UTC. Unsafe requests take an Idempotency-Key. Unknown members are refused.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    }
}
