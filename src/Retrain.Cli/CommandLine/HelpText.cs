using System.CommandLine;
using System.Text;

namespace Retrain.Cli.CommandLine;

/// <summary>The help page of a program.</summary>
internal static class HelpText
{
    private const int Indent = 6;

    /// <summary>Usage, then the options under their headings, wrapped to <paramref name="width"/> columns.</summary>
    public static string Render(string usage, IReadOnlyList<OptionGroup> groups, int width)
    {
        var text = new StringBuilder(usage).Append('\n');
        foreach (OptionGroup group in groups)
        {
            text.Append('\n').Append(group.Title).Append('\n');
            foreach (Option option in group.Options)
            {
                text.Append("  ").Append(option.Name);
                if (option.HelpName is { } value)
                {
                    text.Append(' ').Append(value);
                }

                text.Append('\n');
                Wrap(text, option.Description + Default(option), Math.Clamp(width, 40, 110));
            }
        }

        return text.ToString();
    }

    private static string Default(Option option) =>
        option.HasDefaultValue && option.GetDefaultValue()?.ToString() is { Length: > 0 } value && value != "False" ? $" Default: {value}." : "";

    private static void Wrap(StringBuilder text, string paragraph, int width)
    {
        int column = width;
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column + 1 + word.Length > width)
            {
                if (column != width)
                {
                    text.Append('\n');
                }

                text.Append(' ', Indent).Append(word);
                column = Indent + word.Length;
            }
            else
            {
                text.Append(' ').Append(word);
                column += 1 + word.Length;
            }
        }

        text.Append('\n');
    }
}
