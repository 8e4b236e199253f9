using System.Globalization;
using System.Text;

namespace Parley.Tests.Imports;

/// <summary>A page in which every entry answers the one before, written as it is read: whole it would fill a disk.</summary>
internal sealed class DeepPage(int levels) : Stream
{
    private byte[] _part = "A long talk\n\n"u8.ToArray();
    private int _at;
    private int _level;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == _part.Length)
        {
            if (_level == levels) return 0;

            _part = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"{new string('\t', _level)}* Ada {_level}\n\n{new string('\t', _level)}  Word {_level}.\n\n"));
            (_level, _at) = (_level + 1, 0);
        }

        var taken = Math.Min(count, _part.Length - _at);
        _part.AsSpan(_at, taken).CopyTo(buffer.AsSpan(offset));
        _at += taken;
        return taken;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
