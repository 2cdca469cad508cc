using Retrain.Cli.CommandLine;

namespace Retrain.Cli;

/// <summary>A program: its options, its help, its work.</summary>
internal interface IProgram
{
    /// <summary>The options.</summary>
    OptionTable Options { get; }

    /// <summary>The head of the help page: what it does, how it is called.</summary>
    string Usage { get; }

    /// <summary>Does the work.</summary>
    /// <returns>The exit code.</returns>
    Task<int> RunAsync(ParsedOptions options, CancellationToken cancellationToken);
}
