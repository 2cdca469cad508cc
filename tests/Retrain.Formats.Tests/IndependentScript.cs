using System.Diagnostics;

namespace Retrain.Formats.Tests;

/// <summary>A program of tests/independent/js, run by node.</summary>
internal static class IndependentScript
{
    private static readonly string Folder = Path.Combine(SharedData.RepositoryRoot, "tests", "independent", "js");

    /// <summary>Skips the test where a scope of npm packages is not installed.</summary>
    public static void Require(string scope) => Assert.SkipUnless(
        Directory.Exists(Path.Combine(Folder, "node_modules", scope)), "needs 'npm ci' in tests/independent/js, not done here");

    /// <summary>Runs it to its end, which must be a good one.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string script, string argument)
    {
        var start = new ProcessStartInfo("node", [script, argument])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<string> reading = node.StandardError.ReadToEndAsync(stop);
        string output = await node.StandardOutput.ReadToEndAsync(stop);
        string errors = await reading;
        await node.WaitForExitAsync(stop);
        Assert.True(node.ExitCode == 0, output + errors);
        return output;
    }
}
