using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Parley.Http;

/// <summary>What the description of the API says beyond what the code tells by itself.</summary>
internal static class OpenApiDocument
{
    public static void Describe(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        // Every door has a Request and a Response: without the door's name they would be taken for one.
        options.CreateSchemaReferenceId = json => json.Type is { IsNested: true, DeclaringType: { } door }
            ? door.Name + json.Type.Name
            : OpenApiOptions.CreateDefaultSchemaReferenceId(json);
        _ = options.AddOperationTransformer((operation, context, _) =>
        {
            var isPosting = context.Description.HttpMethod == HttpMethods.Post
                && context.Description.RelativePath!.EndsWith("/comments", StringComparison.Ordinal);
            if (!isPosting) return Task.CompletedTask;

            operation.Parameters ??= [];
            operation.Parameters.Add(Header("Idempotency-Key", "1 to 128 visible characters; repeated within two days by the "
                + "same writer, it gets the same answer and does nothing."));
            operation.Parameters.Add(Header(ProofOfWork.Header, "A solved challenge: its text, a dot, and a number n such that "
                + "SHA-256 of all of it begins with as many zero bits as asked. Good once; without it posting is slower."));
            return Task.CompletedTask;
        });
        _ = options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Parley";
            document.Info.Version = "1";
            document.Info.Description = "Discussions of a site's stories. Errors are problem details (RFC 9457) with a stable "
                + "type, and sentences in the language of Accept-Language. Times are RFC 3339 in UTC. Posting a comment takes an Idempotency-Key; PUT, PATCH and DELETE need none. Unknown members are refused.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
    }

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
