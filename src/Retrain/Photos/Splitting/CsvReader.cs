using System.Text;

namespace Retrain.Photos.Splitting;

/// <summary>Rows of an RFC 4180 table: quoted fields may hold separators, line breaks and doubled quotes.</summary>
/// <param name="text">The whole table.</param>
/// <param name="separator">Between fields.</param>
internal sealed class CsvReader(string text, char separator)
{
    private int position;
    private int line = 1;

    /// <summary>The next row that is not empty, with the number of its first line; null at the end.</summary>
    /// <exception cref="FormatException">A quote is not closed, or something follows it; the message has the line.</exception>
    public (IReadOnlyList<string> Fields, int Line)? Next()
    {
        while (position < text.Length)
        {
            int start = line;
            var fields = new List<string>();
            do
            {
                fields.Add(Field());
            }
            while (Take(separator));
            TakeLineEnd();
            if (fields is not [{ Length: 0 }])
            {
                return (fields, start);
            }
        }

        return null;
    }

    private string Field()
    {
        if (!Take('"'))
        {
            int start = position;
            int length = text.AsSpan(start).IndexOfAny([separator, '\r', '\n']);
            position = length < 0 ? text.Length : start + length;
            return text[start..position];
        }

        var field = new StringBuilder();
        int opened = line;
        while (position < text.Length)
        {
            char c = text[position++];
            if (c == '"' && !Take('"'))
            {
                return position == text.Length || text[position] == separator || text[position] is '\r' or '\n'
                    ? field.ToString()
                    : throw new FormatException($"line {line}: text after a closing quote");
            }

            line += c == '\n' ? 1 : 0;
            field.Append(c);
        }

        throw new FormatException($"line {opened}: a quote that is not closed");
    }

    private bool Take(char expected)
    {
        bool isThere = position < text.Length && text[position] == expected;
        position += isThere ? 1 : 0;
        return isThere;
    }

    private void TakeLineEnd()
    {
        if (Take('\r') | Take('\n'))
        {
            line++;
        }
    }
}
