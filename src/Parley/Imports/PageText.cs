using System.Text;

namespace Parley.Imports;

/// <summary>The words of one entry, or of the body, as they are gathered line by line.</summary>
internal sealed class PageText(int maximum)
{
    // More widget lines than this in one entry are words after all; it bounds what is held for the case that they are.
    private const int MaximumNoise = 40;

    private readonly StringBuilder _text = new();
    private readonly List<(string Break, string Text)> _noise = [];
    private string _break = "";

    /// <summary>Whether there are no words yet.</summary>
    public bool IsEmpty => _text.Length == 0;

    public bool IsTooLong { get; private set; }

    /// <summary>The line that was added last.</summary>
    public int LastLine { get; private set; }

    /// <summary>Whether lines of the widget were met.</summary>
    public bool HasNoise { get; private set; }

    /// <summary>Whether more than one line of the widget was met: nobody's whole answer looks like that.</summary>
    public bool HasDroppedMany => _noise.Count > 1;

    public void AddBreak()
    {
        if (_break.Length > 0 || !IsEmpty) _break = "\n\n";
    }

    /// <summary>Adds a line of words; noise that stood between words was part of them.</summary>
    public void Add(TextLine line)
    {
        if (IsEmpty) _noise.Clear();
        KeepNoise();
        Append(_break.Length > 0 ? _break : "\n", line.Text);
        IsTooLong |= line.IsCut;
        LastLine = line.Number;
        _break = "";
    }

    /// <summary>Holds a line of the widget back until it is known whether words follow.</summary>
    public void AddNoise(TextLine line)
    {
        HasNoise = true;
        if (_noise.Count < MaximumNoise || !IsEmpty)
            _noise.Add((_break.Length > 0 ? _break : "\n", line.Text));
        _break = "";
        if (_noise.Count > MaximumNoise) KeepNoise();
    }

    /// <summary>Takes the lines of the widget for words.</summary>
    public void KeepNoise()
    {
        foreach (var (itsBreak, text) in _noise)
            Append(itsBreak, text);
        _noise.Clear();
    }

    /// <summary>The words; without the widget's lines after them.</summary>
    public string Finish() => _text.ToString();

    private void Append(string itsBreak, string text)
    {
        if (IsTooLong) return;

        if (!IsEmpty) _ = _text.Append(itsBreak);
        _ = _text.Append(text);
        IsTooLong = _text.Length > maximum;
    }
}
