using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Core;
using Parley.Core.Comments;

namespace Parley.Imports;

/// <summary>A comment to which replies may still come, or the story itself, to which top-level comments come.</summary>
internal sealed class OpenComment(Comment? comment, bool isNew, int batch)
{
    private readonly Dictionary<UInt128, int> _wordings = [];
    private readonly HashSet<Guid> _met = [];

    /// <summary>Null for the story.</summary>
    public Comment? Comment { get; } = comment;

    /// <summary>Whether this import made it: then nothing in storage can answer it.</summary>
    public bool IsNew { get; } = isNew;

    /// <summary>The batch that saves it; counts of a saved one are added when it closes.</summary>
    public int Batch { get; } = batch;

    public int NewReplies { get; set; }

    public int NewInBranch { get; set; }

    /// <summary>The import key of the next entry here with this name and these words.</summary>
    public string NextKey(string name, string text)
    {
        var typed = $"{(Comment is null ? "" : Id.Text(Comment.Id))}\0{name}\0{text}";
        var wording = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(typed)));
        var before = _wordings.GetValueOrDefault(wording);
        _wordings[wording] = before + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{wording:x32}-{before}");
    }

    /// <summary>Notes which comment an entry here is: it is no other entry's.</summary>
    public void Meet(Guid id)
    {
        // Nothing is looked for below a new comment.
        if (!IsNew) _ = _met.Add(id);
    }

    public bool HasMet(Guid id) => _met.Contains(id);
}
