using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Retrain.Foundation;

namespace Retrain.Cli.CommandLine;

/// <summary>The options of one program, in groups, in the order of its help.</summary>
internal abstract class OptionTable
{
    private readonly List<OptionGroup> groups = [];
    private readonly RootCommand command = [];
    private readonly Argument<string[]> words = new("words") { Arity = ArgumentArity.ZeroOrMore };

    protected OptionTable()
    {
        command.Options.Clear();
        command.Arguments.Add(words);
        Group("Help");
        Help = Switch("--help", "Show this help.");
        Version = Switch("--version", "Show the version.");
        Debug = Switch("--debug", "Show stack traces of failures.");
    }

    public Option<bool> Help { get; }

    public Option<bool> Version { get; }

    public Option<bool> Debug { get; }

    /// <summary>The groups, help last.</summary>
    public IReadOnlyList<OptionGroup> Groups => [.. groups.Skip(1), groups[0]];

    /// <summary>Whether words that belong to no option are allowed.</summary>
    protected abstract bool AcceptsWords { get; }

    /// <summary>The options that the original program has too, but for its help.</summary>
    protected virtual IReadOnlyList<Option> OfTheOriginal => [];

    /// <summary>Parses a command line.</summary>
    /// <exception cref="UsageException">Anything that cannot be used; nothing is ignored.</exception>
    public ParsedOptions Parse(IReadOnlyList<string> arguments)
    {
        var original = OfTheOriginal.Append(Help).Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        NormalizedArguments normalized = new ArgumentNormalizer(
            command.Options.Select(o => (o.Name, o.Arity.MaximumNumberOfValues > 0)), AcceptsWords, original)
            .Normalize(arguments);
        ParseResult result = command.Parse(normalized.ToArguments());
        if (result.Errors.Count > 0)
        {
            throw new UsageException(string.Join('\n', result.Errors.Select(e => e.Message)));
        }

        return new ParsedOptions(result, normalized.Options.Select(o => o.Key).ToHashSet(StringComparer.Ordinal), normalized.Words);
    }

    protected void Group(string title) => groups.Add(new OptionGroup(title, []));

    protected Option<bool> Switch(string name, string help) =>
        Add(new Option<bool>(name) { Description = help, Arity = ArgumentArity.Zero });

    protected Option<string> Text(string name, string valueName, string help, string byDefault = "") =>
        Add(new Option<string>(name)
        {
            Description = help,
            HelpName = valueName,
            DefaultValueFactory = _ => byDefault,
            CustomParser = Only
        });

    protected Option<int> Whole(string name, string help, int byDefault, int least = int.MinValue, int most = int.MaxValue) =>
        Add(new Option<int>(name)
        {
            Description = help,
            HelpName = "N",
            DefaultValueFactory = _ => byDefault,
            CustomParser = result => Number(result, least, most, "a whole number", (string text, out int value) =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)),
        });

    protected Option<long> LongWhole(string name, string help) =>
        Add(new Option<long>(name)
        {
            Description = help,
            HelpName = "N",
            DefaultValueFactory = _ => 0,
            CustomParser = result => Number(result, long.MinValue, long.MaxValue, "a whole number", (string text, out long value) =>
                long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)),
        });

    protected Option<float> Fraction(string name, string help, float byDefault, float least, float most) =>
        Add(new Option<float>(name)
        {
            Description = help,
            HelpName = "X",
            DefaultValueFactory = _ => byDefault,
            CustomParser = result => Number(result, least, most, "a number", (string text, out float value) =>
                float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value)),
        });

    protected Option<string> Choice(string name, string help, params string[] choices) =>
        Add(new Option<string>(name)
        {
            Description = help,
            HelpName = string.Join('|', choices),
            DefaultValueFactory = _ => choices[0],
            CustomParser = result =>
            {
                string text = Only(result)!;
                if (!choices.Contains(text, StringComparer.Ordinal))
                {
                    string hint = Array.Find(choices, c => c.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } near
                        ? $"; did you mean {near}?"
                        : "";
                    result.AddError($"{name} takes {string.Join(", ", choices)}; found '{text}'{hint}");
                }

                return text;
            },
        });

    private delegate bool TryParse<T>(string text, out T value);

    private static string? Only(ArgumentResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;

    private static T Number<T>(ArgumentResult result, T least, T most, string kind, TryParse<T> parse)
        where T : struct, IComparable<T>
    {
        string text = Only(result)!;
        string name = ((OptionResult)result.Parent!).Option.Name;
        if (!parse(text, out T value))
        {
            string hint = text.Contains(',', StringComparison.Ordinal) ? $"; write a decimal point: {text.Replace(',', '.')}" : "";
            result.AddError($"{name} takes {kind}; found '{text}'{hint}");
        }
        else if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            result.AddError($"{name} takes {kind} {Range(least, most)}; found {text}");
        }

        return value;
    }

    private static string Range<T>(T least, T most) => (IsOpen(least), IsOpen(most)) switch
    {
        (false, true) => $"of {least} or more",
        (true, false) => $"of {most} or less",
        _ => $"from {least} to {most}",
    };

    private static bool IsOpen<T>(T bound) => bound is int.MinValue or int.MaxValue or float.MaxValue or float.MinValue;

    private Option<T> Add<T>(Option<T> option)
    {
        command.Options.Add(option);
        groups[^1].Options.Add(option);
        return option;
    }
}
