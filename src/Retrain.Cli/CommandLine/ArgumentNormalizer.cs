using Retrain.Foundation;

namespace Retrain.Cli.CommandLine;

/// <summary>
/// Brings what people type into one spelling before System.CommandLine parses it: <c>-</c> and <c>_</c> inside names, <c>=</c> or a blank
/// before the value, unambiguous prefixes, and the last of repeated options - as argparse does - but unknown names are errors.
/// </summary>
internal sealed class ArgumentNormalizer
{
    private readonly Dictionary<string, bool> takesValue;
    private readonly bool acceptsWords;
    private readonly IReadOnlySet<string> original;

    /// <summary>Creates a normalizer.</summary>
    /// <param name="options">Canonical names, <c>--image_dir</c>, and whether each takes a value.</param>
    /// <param name="acceptsWords">Whether words that belong to no option are allowed.</param>
    /// <param name="original">Names that the original program has: a short form that was unambiguous there keeps its meaning.</param>
    public ArgumentNormalizer(IEnumerable<(string Name, bool TakesValue)> options, bool acceptsWords, IReadOnlySet<string> original)
    {
        takesValue = options.ToDictionary(o => o.Name, o => o.TakesValue, StringComparer.Ordinal);
        this.acceptsWords = acceptsWords;
        this.original = original;
    }

    /// <summary>Options as <c>--name=value</c> or <c>--name</c>, then the remaining words.</summary>
    /// <exception cref="UsageException">An unknown or ambiguous option, a missing value, a value for a switch, or a stray word.</exception>
    public NormalizedArguments Normalize(IReadOnlyList<string> arguments)
    {
        var options = new List<KeyValuePair<string, string?>>();
        var words = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument == "--")
            {
                words.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (argument is "-h" or "-?" or "/?")
            {
                options.Add(new("--help", null));
                continue;
            }

            if (!argument.StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(argument);
                continue;
            }

            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string typed = equals < 0 ? argument : argument[..equals];
            string name = Resolve(typed);
            string? value = equals < 0 ? null : argument[(equals + 1)..];
            if (!takesValue[name])
            {
                if (value is not null)
                {
                    throw new UsageException(
                        $"{name} is a switch and takes no value; write {name} alone, or leave it out (found {argument})");
                }
            }
            else if (value is null)
            {
                if (i + 1 >= arguments.Count || IsOption(arguments[i + 1]))
                {
                    throw new UsageException($"{name} needs a value: {name} VALUE or {name}=VALUE");
                }

                value = arguments[++i];
            }

            RefuseGluedOption(name, value);
            options.Add(new(name, value));
        }

        RefuseStrayWords(words);
        return new NormalizedArguments(LastOfEach(options), words);
    }

    private static bool IsOption(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.Length > 2 && char.IsLetter(argument[2]);

    // A line of a script that ends in '\' without a blank before it runs into the next line's option.
    private void RefuseGluedOption(string name, string? value)
    {
        for (int at = value?.IndexOf("--", StringComparison.Ordinal) ?? -1;
            at >= 0;
            at = value!.IndexOf("--", at + 1, StringComparison.Ordinal))
        {
            string rest = value![(at + 2)..];
            int end = rest.AsSpan().IndexOfAny('=', ' ');
            string inner = "--" + (end < 0 ? rest : rest[..end]).Replace('-', '_');
            if (takesValue.ContainsKey(inner))
            {
                throw new UsageException(
                    $"{name} {value} runs into {inner}: put a blank before it (in a script before the \\ at the end of the line)");
            }
        }
    }

    // A path with a blank that was not quoted arrives here as words.
    private void RefuseStrayWords(List<string> words)
    {
        if (words.Count == 0 || acceptsWords)
        {
            return;
        }

        string nearest = words[0].StartsWith('-') ? Suggestion(words[0]) : "";
        throw new UsageException(
            $"Cannot place '{words[0]}': it belongs to no option.{nearest} A switch takes no value, "
                + "and a path with blanks needs quotes: --image_dir \"my photos\"");
    }

    private string Resolve(string typed)
    {
        string spelled = "--" + typed[2..].Replace('-', '_');
        if (takesValue.ContainsKey(spelled))
        {
            return spelled;
        }

        string[] matches = [.. takesValue.Keys.Where(n => n.StartsWith(spelled, StringComparison.Ordinal))];
        if (matches.Where(original.Contains).ToArray() is [var only])
        {
            return only;
        }

        return matches.Length switch
        {
            1 => matches[0],
            0 => throw new UsageException($"Unknown option {typed}.{Suggestion(spelled)} --help lists all options"),
            _ => throw new UsageException($"{typed} could be {string.Join(" or ", matches)}: write more of the name"),
        };
    }

    private string Suggestion(string typed)
    {
        string nearest = takesValue.Keys.MinBy(n => EditDistance.Between(n, typed))!;
        return EditDistance.Between(nearest, typed) <= Math.Max(2, typed.Length / 3) ? $" Did you mean {nearest}?" : "";
    }

    private static List<KeyValuePair<string, string?>> LastOfEach(List<KeyValuePair<string, string?>> options) =>
        [.. options.Where((option, index) => options.FindLastIndex(o => o.Key == option.Key) == index)];
}
