using System.Reflection;

namespace Retrain.Cli;

/// <summary>The version that <c>--version</c> shows.</summary>
internal static class ProgramVersion
{
    public static string Text { get; } = "retrain "
        + (typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "?");
}
