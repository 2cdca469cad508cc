using System.Diagnostics;
using System.Reflection;
using System.Text;

namespace Retrain.EndToEnd;

/// <summary>Starts the built programs as a user does.</summary>
internal static class Programs
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Where the programs lie: <c>RETRAIN_PROGRAMS</c> (a published folder) or what was built with the tests.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable("RETRAIN_PROGRAMS") is { Length: > 0 } published ? published
        : Metadata("ProgramsFolder");

    /// <summary>Runs <c>retrain</c> in a folder, with the user's cache and home inside it.</summary>
    public static Task<ProgramRun> Retrain(TemporaryFolder folder, params string[] arguments) =>
        Run("retrain", folder, "", null, arguments);

    /// <summary>Runs <c>label_image</c> in a folder.</summary>
    public static Task<ProgramRun> LabelImage(TemporaryFolder folder, params string[] arguments) =>
        Run("label_image", folder, "", null, arguments);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProgramRun> Run(
        string program, TemporaryFolder folder, string input, IReadOnlyDictionary<string, string>? environment,
        params string[] arguments) =>
        await ToEndAsync(Start(program, folder, environment ?? new Dictionary<string, string>(), arguments), input);

    /// <summary>Runs a shell script in a folder; <c>$RETRAIN</c> and <c>$LABEL_IMAGE</c> are the programs.</summary>
    public static async Task<ProgramRun> Shell(TemporaryFolder folder, string script)
    {
        var environment = new Dictionary<string, string>
        {
            ["RETRAIN"] = Path.Combine(Folder, "retrain"),
            ["LABEL_IMAGE"] = Path.Combine(Folder, "label_image")
        };
        return await ToEndAsync(StartFile("/bin/sh", folder, environment, "-c", script), "");
    }

    /// <summary>Runs the sample that uses the library.</summary>
    public static async Task<ProgramRun> Sample(TemporaryFolder folder, params string[] arguments) =>
        await ToEndAsync(
            StartFile(Path.Combine(Metadata("SampleFolder"), "Library"), folder, new Dictionary<string, string>(), arguments), "");

    /// <summary>Skips the running test where a command fails that it needs, <c>unshare -n true</c> for instance.</summary>
    public static async Task SkipUnless(TemporaryFolder folder, string command)
    {
        bool works = OperatingSystem.IsLinux() && (await Shell(folder, command)).ExitCode == 0;
        Assert.SkipUnless(works, $"needs '{command}' to work: Linux and the rights for it");
    }

    private static string Metadata(string key) =>
        typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;

    private static async Task<ProgramRun> ToEndAsync(Process started, string input)
    {
        using Process process = started;
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);
        return new ProgramRun(process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }

    /// <summary>Starts a program and returns at once.</summary>
    public static Process Start(
        string program, TemporaryFolder folder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        StartFile(Path.Combine(Folder, program), folder, environment, arguments);

    private static Process StartFile(
        string file, TemporaryFolder folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder.FullPath,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = Utf8,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        start.Environment["XDG_CACHE_HOME"] = folder["cache"];
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
