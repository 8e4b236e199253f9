using System.Text.Json;
using Parley.Core.Comments;

namespace Parley.Bench;

/// <summary>One comment as the workload says it.</summary>
internal sealed record WorkloadLine
{
    public int Id { get; init; }

    public int? Parent { get; init; }

    public required string Author { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public long Created { get; init; }

    /// <summary>The story it belongs to; the lines of one follow one another.</summary>
    public required string Thread { get; init; }

    /// <summary>The text as the product reads and renders it.</summary>
    public required CommentText Read { get; init; }

    public static WorkloadLine Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var line = document.RootElement;
        var text = line.GetProperty("text").GetString()!;
        if (!CommentText.TryRead(text, TextFormat.Markdown, out var read, out var refusal))
            throw new FormatException($"The product refuses a text of the workload ({refusal}): {json}");

        return new WorkloadLine
        {
            Id = line.GetProperty("id").GetInt32(),
            Parent = line.GetProperty("parent") is { ValueKind: JsonValueKind.Number } parent ? parent.GetInt32() : null,
            Author = line.GetProperty("author").GetString()!,
            Created = line.GetProperty("created").GetInt64(),
            Thread = line.GetProperty("thread").GetString()!,
            Read = read,
        };
    }
}
