using System.Diagnostics;
using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>Scripts of <c>tests/independent</c>: other people's runtimes in node, Chromium and Python.</summary>
internal static class IndependentRun
{
    /// <summary>Debian's Python, which has Debian's packages.</summary>
    public const string Python = "/usr/bin/python3";

    private static readonly string Folder = Path.Combine(SharedData.RepositoryRoot, "tests", "independent");

    /// <summary>Skips the running test where the npm packages or Chromium are missing.</summary>
    public static void SkipUnlessInstalled(bool needsBrowser)
    {
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Folder, "js", "node_modules", "onnxruntime-web")),
            "needs node and 'npm ci' in tests/independent/js, which was not done here");
        string[] browsers = [Environment.GetEnvironmentVariable("CHROMIUM") ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome"];
        Assert.SkipUnless(!needsBrowser || browsers.Any(File.Exists), "needs Chromium ('apt-get install chromium'), absent here");
    }

    /// <summary>Runs a script of <c>tests/independent/js</c>; its standard output.</summary>
    public static Task<string> Node(params string[] arguments) => Run("node", Path.Combine(Folder, "js"), arguments, []);

    /// <summary>Runs <c>run.mjs</c>.</summary>
    public static async Task<IndependentScores> Scores(params string[] arguments) => Parse(await Node(["run.mjs", .. arguments]));

    /// <summary>Runs a model with OpenCV; skips where Python has it not.</summary>
    public static async Task<IndependentScores> OpenCv(string model, string inputs)
    {
        await SkipUnlessPython("cv2", "numpy");
        return Parse(await Run(Python, Folder, ["run_opencv.py", model, inputs], []));
    }

    /// <summary>Skips the running test where Python or one of its packages is missing.</summary>
    public static async Task SkipUnlessPython(params string[] packages)
    {
        bool works = File.Exists(Python) && await ExitCode(Python, "-c", "import " + string.Join(", ", packages)) == 0;
        Assert.SkipUnless(works, $"needs {Python} with {string.Join(", ", packages)}, absent here");
    }

    /// <summary>Runs any program; its standard output.</summary>
    public static Task<string> Program(string program, string[] arguments, params (string Name, string Value)[] environment) =>
        Run(program, Folder, arguments, environment);

    private static IndependentScores Parse(string json)
    {
        JsonElement answer = JsonDocument.Parse(json).RootElement;
        return new IndependentScores(
            $"{answer.GetProperty("package").GetString()} {answer.GetProperty("version").GetString()}",
            [.. answer.GetProperty("scores").EnumerateArray().Select(Row)]);

        // MediaPipe answers with categories, best first; the others with a number a class.
        static double[] Row(JsonElement row) => row[0].ValueKind == JsonValueKind.Number
            ? [.. row.EnumerateArray().Select(s => s.GetDouble())]
            : [.. row.EnumerateArray().OrderBy(c => c.GetProperty("index").GetInt32()).Select(c => c.GetProperty("score").GetDouble())];
    }

    private static async Task<string> Run(string program, string folder, string[] arguments, (string Name, string Value)[] environment)
    {
        using Process process = Start(program, folder, arguments, environment);
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<string> errors = process.StandardError.ReadToEndAsync(stop);
        string output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop).WaitAsync(TimeSpan.FromMinutes(5), stop);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}");
        return output;
    }

    private static async Task<int> ExitCode(string program, params string[] arguments)
    {
        using Process process = Start(program, Folder, arguments, []);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    private static Process Start(string program, string folder, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}

/// <summary>What a runtime says.</summary>
/// <param name="Runtime">Package and version.</param>
/// <param name="Rows">Scores of each photo in the order of the classes.</param>
internal sealed record IndependentScores(string Runtime, double[][] Rows);
