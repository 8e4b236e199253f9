using System.Globalization;
using System.Text;
using Parley.Core;
using Parley.Texts;

namespace Parley.Imports;

/// <summary>What became of an entry.</summary>
internal enum EntryOutcome
{
    Taken,
    TakenWithoutText,
    Held,
    AlreadyThere,
    Refused,
}

/// <summary>What became of the entry on one line, why where that is not plain, and the comment it is now.</summary>
internal sealed record ImportedRow(int Line, string Name, EntryOutcome Outcome, string Reason, Guid? Id)
{
    public static string Say(EntryOutcome outcome) => outcome switch
    {
        EntryOutcome.Taken => "taken",
        EntryOutcome.TakenWithoutText => "taken without text",
        EntryOutcome.Held => "taken, and waiting for a moderator",
        EntryOutcome.AlreadyThere => "already there",
        EntryOutcome.Refused => "refused",
    };
}

/// <summary>Writes a row for every entry as comma-separated values (RFC 4180), in a file that appears when it is whole.</summary>
internal sealed class ImportReport : IDisposable
{
    private readonly string _path;
    private readonly StreamWriter _writer;

    public ImportReport(string path)
    {
        _path = path;
        // With a byte order mark: spreadsheets take a file without one for anything but UTF-8.
        _writer = new StreamWriter(Unfinished, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)) { NewLine = "\r\n" };
        _writer.WriteLine("line,name,outcome,reason,id");
    }

    private string Unfinished => _path + ".unfinished";

    public void Write(ImportedRow row)
    {
        ReadOnlySpan<string> cells =
        [
            row.Line.ToString(CultureInfo.InvariantCulture), row.Name, ImportedRow.Say(row.Outcome), row.Reason,
            row.Id is { } id ? Id.Text(id) : "",
        ];
        _writer.Write(Csv.Line(cells.ToArray()));
    }

    /// <summary>Puts the finished report in its place.</summary>
    public void Finish()
    {
        _writer.Dispose();
        File.Move(Unfinished, _path, overwrite: true);
    }

    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(Unfinished);
    }
}
