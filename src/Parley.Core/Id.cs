namespace Parley.Core;

/// <summary>The identity of everything Parley stores: time-ordered, 128 bits, written as 26 letters and digits.</summary>
/// <remarks>
/// UUID version 7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then 74 random bits, so an id cannot be guessed from
/// its neighbours. Its text is Crockford's base 32 in lower case (0–9 a–z without i, l, o, u), whose order is the
/// order of time. Ids sort roughly by time; where order matters, a story's own sequence decides.
/// </remarks>
public static class Id
{
    /// <summary>The length of an id's text, in characters.</summary>
    public const int TextLength = 26;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>A new id for something that came into being at <paramref name="now"/>.</summary>
    public static Guid New(DateTimeOffset now) => Guid.CreateVersion7(now);

    /// <summary>The text of <paramref name="id"/>: 26 characters, safe in URLs and as an HTML id after a letter.</summary>
    public static string Text(Guid id) => string.Create(TextLength, id, static (text, value) =>
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        var rest = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        for (var i = TextLength - 1; i >= 0; i--)
        {
            text[i] = Alphabet[(int)(rest & 31)];
            rest >>= 5;
        }
    });

    /// <summary>Reads an id's text; false for anything that <see cref="Text"/> does not write.</summary>
    public static bool TryRead(string? text, out Guid id)
    {
        id = default;
        if (text is not { Length: TextLength }) return false;

        UInt128 value = 0;
        for (var i = 0; i < TextLength; i++)
        {
            var digit = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            // 26 digits hold 130 bits: the first may not use its two highest.
            if (digit < 0 || (i == 0 && digit > 7)) return false;
            value = (value << 5) | (uint)digit;
        }

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        id = new Guid(bytes, bigEndian: true);
        return true;
    }
}
