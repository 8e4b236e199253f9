using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Parley.Live;

/// <summary>Where a reader stands in a story: the version of the page that is shown, and the number of its newest comment.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LivePosition(long Version, int Number)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}-{Number}");

    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryRead(string? text, out LivePosition position)
    {
        position = default;
        if (text?.Split('-') is not [var version, var number]
            || !long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var v)
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n))
        {
            return false;
        }

        position = new LivePosition(v, n);
        return true;
    }
}

/// <summary>A story that somebody watches: what changed of it lately, and who is to be told.</summary>
internal sealed class LiveStory(Guid id)
{
    // What is told at once; whoever has missed more reads the page anew.
    private const int MostInAnEvent = 100;

    // How far back a lost connection is resumed without reading anew.
    private const int LongestMemory = 1_000;

    public Guid Id { get; } = id;

    private readonly Lock _lock = new();
    private readonly List<LiveStream> _streams = [];
    private readonly List<Change> _changes = [];
    private readonly HeardVersions _heard = new();

    /// <summary>Every change above it is in <see cref="_changes"/>; null until the story was read.</summary>
    private long? _floor;
    private LivePosition _now;
    private LivePosition _told;
    private bool _isTorn;

    /// <summary>How the story stood in the database, or was heard to, when it was last looked at.</summary>
    private LivePosition _looked;

    // Since how many seconds nobody watches.
    private int _idleSeconds;
    private bool _isForgotten;

    /// <summary>Whether <see cref="Begin"/> has been called.</summary>
    public bool IsBegun
    {
        get
        {
            lock (_lock) return _floor is not null;
        }
    }

    /// <summary>Whether anybody is to be told.</summary>
    public bool IsWatched
    {
        get
        {
            lock (_lock) return _floor is not null && _streams.Count > 0;
        }
    }

    /// <summary>Says how the story stood in the database at a moment after this began to hear of its changes.</summary>
    public void Begin(LivePosition read)
    {
        lock (_lock)
        {
            if (_floor is not null) return;

            _floor = read.Version;
            _heard.Skip(read.Version);
            _ = _changes.RemoveAll(c => c.Version <= read.Version);
            _now = new LivePosition(Math.Max(read.Version, _now.Version), Math.Max(read.Number, _now.Number));
            _told = _now;
        }
    }

    public void Hear(Change change)
    {
        lock (_lock)
        {
            var isNews = _heard.Hear(change.Version);
            if (change.Kind == ChangeKind.Story)
            {
                // Something is different that no id tells.
                Tear(new LivePosition(change.Version, 0));
                return;
            }

            // What was overtaken by something readers have been told already, they are told to read.
            if (isNews && change.Version <= _told.Version) _isTorn = true;
            _changes.Add(change);
            if (_changes.Count > LongestMemory)
            {
                _floor = _changes.Take(LongestMemory / 2).Max(c => c.Version);
                _changes.RemoveRange(0, LongestMemory / 2);
            }

            _now = new LivePosition(
                Math.Max(_now.Version, change.Version),
                change.Kind == ChangeKind.Posted ? Math.Max(_now.Number, change.Number) : _now.Number);
        }
    }

    /// <summary>
    /// Takes in how the story stands in the database. What stood there at the last look and has not been heard of since,
    /// nobody announced.
    /// </summary>
    public void Look(LivePosition read)
    {
        lock (_lock)
        {
            if (_heard.Misses(_looked.Version)) Tear(_looked);
            _looked = new LivePosition(Math.Max(read.Version, _now.Version), Math.Max(read.Number, _now.Number));
        }
    }

    /// <summary>Adds a reader, who is told first what is new since <paramref name="position"/>.</summary>
    /// <param name="position">Where the reader stands; null for here and now.</param>
    /// <param name="posted">The comments posted after the position, for a reader whom this does not remember.</param>
    /// <returns>False if the story was just forgotten: it is to be watched anew.</returns>
    public bool TryAdd(LiveStream stream, LivePosition? position, IReadOnlyList<Change> posted)
    {
        lock (_lock)
        {
            if (_isForgotten) return false;

            _streams.Add(stream);
            _idleSeconds = 0;
            stream.Heard = _now.Version;
            if (position is not { } from || from.Version >= _now.Version) return true;

            IEnumerable<Change>? missed = null;
            if (from.Version >= _floor) missed = _changes.Where(c => c.Version > from.Version);
            // Nothing but new comments happened where version and number grew by the same.
            else if (_now.Version - from.Version == _now.Number - from.Number) missed = posted.Concat(_changes);
            var resync = Resync(_now);
            stream.Send(missed is null ? resync : Event([.. missed], _now) ?? resync, resync);
            return true;
        }
    }

    /// <summary>Forgets a story that nobody has watched for some seconds.</summary>
    public bool TryForget(int seconds)
    {
        lock (_lock) return _isForgotten = _streams.Count == 0 && _idleSeconds > seconds;
    }

    /// <summary>Whether everything that happened after <paramref name="position"/> is still known here.</summary>
    public bool Remembers(LivePosition position)
    {
        lock (_lock) return position.Version >= _floor;
    }

    public void Remove(LiveStream stream)
    {
        lock (_lock) _ = _streams.Remove(stream);
    }

    /// <summary>Tells all readers, in one event, what happened since the last.</summary>
    public void Tell()
    {
        lock (_lock)
        {
            if (_streams.Count == 0) _idleSeconds++;
            if (_floor is null || (_now == _told && !_isTorn)) return;

            var resync = Resync(_now);
            var change = _isTorn ? resync : Event([.. _changes.Where(c => c.Version > _told.Version)], _now) ?? resync;
            var before = _told.Version;
            (_told, _isTorn) = (_now, false);
            foreach (var stream in _streams)
            {
                // Most have heard all but this; whoever came within this second has heard some of it.
                if (stream.Heard <= before) stream.Send(change, resync);
                else if (stream.Heard < _now.Version) stream.Send(Event([.. _changes.Where(c => c.Version > stream.Heard)], _now) ?? resync, resync);
            }
        }
    }

    /// <summary>Lets one in so many readers know that their line still stands.</summary>
    public void Beat(int first, int every)
    {
        lock (_lock)
        {
            for (var i = first; i < _streams.Count; i += every) _streams[i].Beat();
        }
    }

    public void ForEach(Action<LiveStream> act)
    {
        lock (_lock) _streams.ForEach(act);
    }

    // Nothing up to here can be told one by one.
    private void Tear(LivePosition at)
    {
        _isTorn = true;
        _ = _changes.RemoveAll(c => c.Version <= at.Version);
        if (_floor is not null) _floor = Math.Max(_floor.Value, at.Version);
        _heard.Skip(at.Version);
        _now = new LivePosition(Math.Max(_now.Version, at.Version), Math.Max(_now.Number, at.Number));
    }

    private static byte[] Resync(LivePosition at) => Encoding.ASCII.GetBytes($"event: resync\nid: {at}\ndata: {{}}\n\n");

    // Null where it is too much to be told.
    private static byte[]? Event(IReadOnlyList<Change> changes, LivePosition at)
    {
        var last = new Dictionary<Guid, Change>();
        var posted = new HashSet<Guid>();
        foreach (var change in changes.OrderBy(c => c.Version))
        {
            if (change.Kind == ChangeKind.Posted) _ = posted.Add(change.CommentId);
            if (change.Kind == ChangeKind.Gone) _ = posted.Remove(change.CommentId);
            // Gone is the last word; new words outweigh a vote, which they bring with them.
            var known = last.GetValueOrDefault(change.CommentId);
            if (known is null or { Kind: ChangeKind.Voted or ChangeKind.Posted } || change.Kind is ChangeKind.Gone)
                last[change.CommentId] = change;
        }

        if (last.Count > MostInAnEvent) return null;

        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            json.WriteNumber("new"u8, posted.Count);
            WriteIds(json, "posted", posted);
            WriteIds(json, "edited", last.Values.Where(c => c.Kind == ChangeKind.Edited && !posted.Contains(c.CommentId)).Select(c => c.CommentId));
            WriteIds(json, "gone", last.Values.Where(c => c.Kind == ChangeKind.Gone).Select(c => c.CommentId));
            json.WriteStartObject("votes"u8);
            foreach (var vote in last.Values.Where(c => c.Kind == ChangeKind.Voted && !posted.Contains(c.CommentId)))
            {
                json.WriteStartArray(Core.Id.Text(vote.CommentId));
                json.WriteNumberValue(vote.Up);
                json.WriteNumberValue(vote.Down);
                json.WriteEndArray();
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return [.. Encoding.ASCII.GetBytes($"event: change\nid: {at}\ndata: "), .. data.WrittenSpan, .. "\n\n"u8];
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IEnumerable<Guid> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids) json.WriteStringValue(Core.Id.Text(id));
        json.WriteEndArray();
    }
}
