using System.CommandLine;

namespace Retrain.Cli.CommandLine;

/// <summary>The values of a command line.</summary>
/// <param name="Result">System.CommandLine's result, free of errors.</param>
/// <param name="Given">Canonical names of the options that were typed.</param>
/// <param name="Words">What belongs to no option.</param>
internal sealed record ParsedOptions(ParseResult Result, IReadOnlySet<string> Given, IReadOnlyList<string> Words)
{
    /// <summary>The value, typed or default.</summary>
    public T Value<T>(Option<T> option) => Result.GetValue(option)!;

    /// <summary>Whether the option was typed with something in it.</summary>
    public bool Has(Option<string> option) => Given.Contains(option.Name) && Value(option).Length > 0;

    /// <summary>Whether the option was typed.</summary>
    public bool IsGiven(Option option) => Given.Contains(option.Name);
}
