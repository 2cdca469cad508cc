using System.Reflection;

namespace Retrain.Foundation;

/// <summary>What a model file and a run record say about the program that made them.</summary>
internal static class ProgramInformation
{
    /// <summary>Version without the commit, so that a model's bytes do not depend on it.</summary>
    public static string Version { get; } =
        typeof(ProgramInformation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "unknown";
}
