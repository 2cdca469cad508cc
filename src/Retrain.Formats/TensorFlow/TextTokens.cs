using System.Text;

namespace Retrain.Formats.TensorFlow;

/// <summary>The words of a file in protobuf's text format.</summary>
/// <param name="text">The whole file.</param>
internal sealed class TextTokens(byte[] text)
{
    private int position = text.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;

    /// <summary>The next sign after blanks and comments; zero at the end.</summary>
    public byte Peek()
    {
        while (position < text.Length)
        {
            if (text[position] == '#')
            {
                int end = text.AsSpan(position).IndexOf((byte)'\n');
                position = end < 0 ? text.Length : position + end;
            }
            else if (text[position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)'\v' or (byte)'\f')
            {
                position++;
            }
            else
            {
                // A zero byte is no sign of the format, but must not look like the end.
                return text[position] == 0 ? throw Error("a zero byte") : text[position];
            }
        }

        return 0;
    }

    /// <summary>Takes the next sign if it is the one given.</summary>
    public bool TryTake(char sign)
    {
        bool found = Peek() == sign;
        position += found ? 1 : 0;
        return found;
    }

    /// <summary>Takes the sign that must come next.</summary>
    public void Take(char sign)
    {
        if (!TryTake(sign))
        {
            throw Error($"expected '{sign}', found {Describe()}");
        }
    }

    /// <summary>Takes a name, number or other bare word: letters, digits, <c>_ . + -</c>. A minus sign may stand apart.</summary>
    public string TakeWord()
    {
        string sign = TryTake('-') ? "-" : "";
        Peek();
        int start = position;
        while (position < text.Length
            && (char.IsAsciiLetterOrDigit((char)text[position]) || text[position] is (byte)'_' or (byte)'.' or (byte)'+' or (byte)'-'))
        {
            position++;
        }

        return position > start
            ? sign + Encoding.ASCII.GetString(text, start, position - start)
            : throw Error($"expected a name or a number, found {Describe()}");
    }

    /// <summary>Takes what stands before a closing bracket: <c>type.googleapis.com/a.B</c>.</summary>
    public string TakeUpTo(char sign)
    {
        int length = text.AsSpan(position).IndexOf((byte)sign);
        if (length is < 0 or > 1000)
        {
            throw Error($"expected '{sign}'");
        }

        string taken = Encoding.UTF8.GetString(text, position, length).Trim();
        position += length + 1;
        return taken;
    }

    /// <summary>Whether a string comes next.</summary>
    public bool IsString() => Peek() is (byte)'"' or (byte)'\'';

    /// <summary>Takes a string, of which several side by side are one.</summary>
    public byte[] TakeString()
    {
        if (!IsString())
        {
            throw Error($"expected a string, found {Describe()}");
        }

        var bytes = new List<byte>();
        while (IsString())
        {
            byte quote = text[position++];
            while (Next() is var b && b != quote)
            {
                if (b == '\\')
                {
                    AddEscaped(bytes);
                }
                else if (b == '\n')
                {
                    position--;
                    throw Error("a string does not end on its line");
                }
                else
                {
                    bytes.Add(b);
                }
            }
        }

        return [.. bytes];
    }

    /// <summary>A failure at this place.</summary>
    public TensorFlowFormatException Error(string message) =>
        new($"line {1 + text.AsSpan(0, Math.Min(position, text.Length)).Count((byte)'\n')} of the text: {message}");

    private byte Next() => position < text.Length ? text[position++] : throw Error("a string does not end");

    private void AddEscaped(List<byte> bytes)
    {
        byte sign = Next();
        switch ((char)sign)
        {
            case 'n': bytes.Add((byte)'\n'); break;
            case 'r': bytes.Add((byte)'\r'); break;
            case 't': bytes.Add((byte)'\t'); break;
            case 'a': bytes.Add(7); break;
            case 'b': bytes.Add(8); break;
            case 'f': bytes.Add(12); break;
            case 'v': bytes.Add(11); break;
            case '\\' or '\'' or '"' or '?': bytes.Add(sign); break;
            case >= '0' and <= '7':
                position--;
                bytes.Add(unchecked((byte)TakeDigits(8, 3, required: 1)));
                break;
            case 'x' or 'X': bytes.Add((byte)TakeDigits(16, 2, required: 1)); break;
            case 'u': AddRune(bytes, TakeDigits(16, 4, required: 4)); break;
            case 'U': AddRune(bytes, TakeDigits(16, 8, required: 8)); break;
            default: throw Error($"unknown escape sign {(int)sign} in a string");
        }
    }

    private void AddRune(List<byte> bytes, uint code)
    {
        Span<byte> utf8 = stackalloc byte[4];
        bytes.AddRange(Rune.TryCreate(code, out Rune rune)
            ? utf8[..rune.EncodeToUtf8(utf8)]
            : throw Error($"there is no sign U+{code:X4}"));
    }

    private uint TakeDigits(int radix, int atMost, int required)
    {
        uint value = 0;
        int count = 0;
        for (; count < atMost && position < text.Length && DigitOf(text[position]) is var digit && digit < radix; count++, position++)
        {
            value = (value * (uint)radix) + (uint)digit;
        }

        return count >= required ? value : throw Error("a number is missing in an escape of a string");
    }

    private static int DigitOf(byte sign) => sign switch
    {
        >= (byte)'0' and <= (byte)'9' => sign - '0',
        >= (byte)'a' and <= (byte)'f' => sign - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => sign - 'A' + 10,
        _ => int.MaxValue,
    };

    private string Describe() => Peek() switch
    {
        0 => "the end",
        > 32 and < 127 and var sign => $"'{(char)sign}'",
        var sign => $"byte {sign}",
    };
}
