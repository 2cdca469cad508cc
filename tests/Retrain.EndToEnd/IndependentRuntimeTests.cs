using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Retrain.EndToEnd;

/// <summary>
/// Every exported file, computed by a runtime that is not ours, gives label_image's answers on 50 photos. <c>UPDATE_DOCS=1</c> writes
/// what was found to <c>docs/exports.md</c>.
/// </summary>
[Collection(nameof(ExportedModelTests))]
public sealed class IndependentRuntimeTests(ExportedModel model)
{
    /// <summary>
    /// Largest allowed difference of a score, and least number of equal labels of 50. Float32 kernels differ by about 1e-6, float16
    /// weights by a part in 2000; of whole numbers of 8 bits each layer has 256 levels.
    /// </summary>
    private static readonly Dictionary<string, (double Difference, int Labels)> Limits = new()
    {
        ["float32"] = (1e-4, ExportedModel.Count),
        ["float16"] = (0.01, ExportedModel.Count),
        ["int8"] = (0.2, 45),
    };

    /// <summary>File, precision, runtime.</summary>
    private static readonly (string File, string Precision, string Runtime)[] Runs =
    [
        ("model.tflite", "float32", "litert"),
        ("model_float16.tflite", "float16", "litert"),
        ("model_int8.tflite", "int8", "litert"),
        ("model.tflite", "float32", "mediapipe"),
        ("model_float16.tflite", "float16", "mediapipe"),
        ("model_int8.tflite", "int8", "mediapipe"),
        ("tfjs/model.json", "float32", "tfjs-wasm"),
        ("tfjs_float16/model.json", "float16", "tfjs-wasm"),
        ("model.onnx", "float32", "onnxruntime-web"),
        ("model_int8.onnx", "int8", "onnxruntime-web"),
        ("model.pb", "float32", "opencv"),
    ];

    /// <summary>What the tests of this process found, for the table.</summary>
    private static readonly Dictionary<(string File, string Runtime), string> Rows = [];

    public static TheoryData<string, string, string> AllRuns => [.. Runs];

    [Theory]
    [MemberData(nameof(AllRuns))]
    public async Task Export_RunByAnotherRuntime_GivesLabelImagesAnswers(string file, string precision, string runtime)
    {
        model.Require();

        IndependentScores scores = runtime switch
        {
            "opencv" => await IndependentRun.OpenCv(model.File(file), model.Inputs),
            "mediapipe" => await IndependentRun.Scores(model.File(file), model.Pictures, "--runtime", runtime),
            _ => await IndependentRun.Scores(model.File(file), model.Inputs, "--runtime", runtime),
        };

        (int labels, double difference) = Compare(runtime == "mediapipe" ? model.PictureScores : model.Scores, scores.Rows);
        Note(file, precision, runtime, scores.Runtime, labels, difference);
        Assert.True(
            labels >= Limits[precision].Labels && difference <= Limits[precision].Difference,
            $"{file} by {scores.Runtime}: {labels} of {ExportedModel.Count} labels agree, largest difference {difference:g3}");
    }

    [Fact]
    public async Task Page_PhotosDroppedOnIt_ShowsLabelImagesAnswers()
    {
        model.Require();

        string json = await IndependentRun.Node(["page.mjs", model.File("tfjs"), .. model.Photos]);

        JsonElement page = JsonDocument.Parse(json).RootElement;
        double[][] rows = [.. page.GetProperty("answers").EnumerateArray().Select(a =>
        {
            var scores = a.GetProperty("scores").EnumerateArray()
                .ToDictionary(s => s.GetProperty("label").GetString()!, s => s.GetProperty("score").GetDouble());
            Assert.True(scores.Count == model.Labels.Count, a.GetProperty("status").GetString());
            return model.Labels.Select(l => scores[l]).ToArray();
        })];
        (int labels, double difference) = Compare(model.Scores, rows);
        Note("tfjs/index.html", "float32", "page", $"Chromium {page.GetProperty("browser").GetString()}", labels, difference);
        Assert.Equal(ExportedModel.Count, labels);
        Assert.InRange(difference, 0, Limits["float32"].Difference);
        Assert.Empty(page.GetProperty("errors").EnumerateArray());
        Assert.Empty(page.GetProperty("refused").EnumerateArray());
        Assert.Equal("wasm", page.GetProperty("backend").GetString());
        Assert.Equal(model.Labels.Count, page.GetProperty("camera").GetProperty("classes").GetInt32());
    }

    private static (int Labels, double Difference) Compare(double[][] ours, double[][] theirs)
    {
        Assert.Equal(ours.Length, theirs.Length);
        int labels = ours.Zip(theirs).Count(p => Array.IndexOf(p.First, p.First.Max()) == Array.IndexOf(p.Second, p.Second.Max()));
        return (labels, ours.Zip(theirs).Max(p => p.First.Zip(p.Second).Max(s => Math.Abs(s.First - s.Second))));
    }

    private void Note(string file, string precision, string run, string runtime, int labels, double difference)
    {
        string size = run == "page" ? "" : string.Create(CultureInfo.InvariantCulture, $"{model.Size(file) / 1e6:f1} MB");
        string row = string.Create(
            CultureInfo.InvariantCulture, $"| `{file}` | {precision} | {size} | {runtime} | {labels} | {difference:0.0e-0} |");
        lock (Rows)
        {
            Rows[(file, run)] = row;
            if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is { Length: > 0 } && Rows.Count == Runs.Length + 1)
            {
                File.WriteAllText(Path.Combine(SharedData.RepositoryRoot, "docs", "exports.md"), Page());
            }
        }
    }

    private static string Page()
    {
        var text = new StringBuilder($"""
            # Exports, run by others

            What `retrain export` writes, computed by runtimes that are not ours, against `label_image` with the trained model: the embedded
            network, {ExportedModel.Count} photos of five kinds of flowers. Photos become inputs in Chromium by the exported page's own code.
            MediaPipe gets pictures of the input's size, since it resizes photos by a rule of its own.

            Made by a test: `UPDATE_DOCS=1 dotnet test --project tests/Retrain.EndToEnd -- --filter-class '*IndependentRuntimeTests'`
            writes it anew (needs `npm ci` in `tests/independent/js`, Chromium, and OpenCV for Python).

            | file | weights | size | runtime | labels agreeing of {ExportedModel.Count} | largest difference of a score |
            |---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach ((string file, _, string runtime) in Runs)
        {
            text.Append(Rows[(file, runtime)]).Append('\n');
        }

        text.Append(Rows[("tfjs/index.html", "page")]).Append('\n');
        text.Append("""

            `saved_model/` holds the graph of `model.pb` with its weights as variables; TensorFlow itself, the only other program that
            reads it, is not part of these checks.

            """.ReplaceLineEndings("\n"));
        return text.ToString();
    }
}
