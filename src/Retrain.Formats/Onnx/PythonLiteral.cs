using System.Globalization;
using System.Text;

namespace Retrain.Formats.Onnx;

/// <summary>
/// Lists and dicts of strings as Python's <c>repr</c> writes them, <c>{0: 'daisy', 1: "t'x"}</c>: the form in which Ultralytics and others
/// store class names. Only int keys and string values are understood.
/// </summary>
internal ref struct PythonLiteral
{
    private readonly ReadOnlySpan<char> text;
    private int position;

    private PythonLiteral(ReadOnlySpan<char> text) => this.text = text;

    /// <summary>
    /// The strings of a list, or of a dict whose keys are exactly 0 to n - 1 in any order; <see langword="null"/> for anything else.
    /// </summary>
    public static IReadOnlyList<string>? Strings(ReadOnlySpan<char> text)
    {
        var literal = new PythonLiteral(text);
        bool isDict = literal.Take('{');
        char end = isDict ? '}' : literal.Take('[') ? ']' : literal.Take('(') ? ')' : '\0';
        if (end == '\0')
        {
            return null;
        }

        var strings = new SortedDictionary<int, string>();
        while (!literal.Take(end))
        {
            int key = strings.Count;
            if ((strings.Count > 0 && !literal.Take(','))
                || (isDict && !(literal.TakeInt(out key) && literal.Take(':'))))
            {
                return null;
            }

            if (strings.Count > 0 && !isDict && literal.Take(end))
            {
                break;
            }

            if (literal.TakeString() is not { } value || !strings.TryAdd(key, value))
            {
                return null;
            }
        }

        literal.SkipBlanks();
        bool wholeRange = strings.Count > 0 && strings.Keys.First() == 0 && strings.Keys.Last() == strings.Count - 1;
        return literal.position == text.Length && wholeRange ? [.. strings.Values] : null;
    }

    private void SkipBlanks()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }

    private bool Take(char expected)
    {
        SkipBlanks();
        if (position < text.Length && text[position] == expected)
        {
            position++;
            return true;
        }

        return false;
    }

    private bool TakeInt(out int value)
    {
        SkipBlanks();
        int start = position;
        while (position < text.Length && char.IsAsciiDigit(text[position]))
        {
            position++;
        }

        return int.TryParse(text[start..position], NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    private string? TakeString()
    {
        char quote = Take('\'') ? '\'' : Take('"') ? '"' : '\0';
        if (quote == '\0')
        {
            return null;
        }

        var value = new StringBuilder();
        while (position < text.Length)
        {
            char c = text[position++];
            if (c == quote)
            {
                return value.ToString();
            }

            if (c != '\\')
            {
                value.Append(c);
            }
            else if (!TakeEscape(value))
            {
                return null;
            }
        }

        return null;
    }

    private bool TakeEscape(StringBuilder value)
    {
        if (position >= text.Length)
        {
            return false;
        }

        char kind = text[position++];
        switch (kind)
        {
            case '\\' or '\'' or '"':
                value.Append(kind);
                return true;
            case 'n':
                value.Append('\n');
                return true;
            case 'r':
                value.Append('\r');
                return true;
            case 't':
                value.Append('\t');
                return true;
            case 'x' or 'u' or 'U':
                int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
                if (position + digits > text.Length
                    || !uint.TryParse(
                        text.Slice(position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint codePoint)
                    || !Rune.IsValid(codePoint))
                {
                    return false;
                }

                position += digits;
                value.Append(new Rune(codePoint).ToString());
                return true;
            default:
                return false;
        }
    }
}
