using Parley.Core;

namespace Parley.Storage.Checks;

/// <summary>One kind of thing that is wrong, how often, an example, and what mends it.</summary>
/// <param name="What">What is wrong, after a count: "comments whose …".</param>
/// <param name="Repair">What --repair does about it; null where nothing can be done from what is left.</param>
internal sealed record Finding(string What, string? Repair)
{
    public long Count { get; private set; }

    public string Example { get; private set; } = "";

    /// <summary>Worth saying and nothing wrong.</summary>
    public bool IsNews { get; init; }

    public void Add(long count, string example)
    {
        if (Count == 0) Example = example;
        Count += count;
    }
}

/// <summary>What a check found, kind by kind, and in which stories.</summary>
internal sealed class Findings
{
    private readonly List<Finding> _all = [];

    public IReadOnlyList<Finding> All => _all;

    /// <summary>Stories in which something is wrong that can be repaired.</summary>
    public HashSet<Guid> Stories { get; } = [];

    /// <summary>Whether SQLite's own file is damaged: then nothing in it is to be relied on, or changed.</summary>
    public bool IsFileDamaged { get; private set; }

    public bool IsClean => _all.TrueForAll(f => f.IsNews);

    public bool CanAllBeRepaired => _all.TrueForAll(f => f.IsNews || f.Repair is not null);

    public void Add(string what, string? repair, Guid example, long count = 1) => Add(what, repair, Id.Text(example), count);

    public void AddFile(string complaint, long count = 1)
    {
        IsFileDamaged = true;
        Add("complaints of SQLite about its file, which is damaged (restore a backup)", null, complaint.Split('\n')[0].TrimEnd('.'), count);
    }

    public void Add(string what, string? repair, string example, long count = 1, bool isNews = false)
    {
        var finding = _all.Find(f => f.What == what);
        if (finding is null) _all.Add(finding = new Finding(what, repair) { IsNews = isNews });
        finding.Add(count, example);
    }
}
