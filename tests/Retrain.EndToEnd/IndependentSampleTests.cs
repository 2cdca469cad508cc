using System.Globalization;

namespace Retrain.EndToEnd;

/// <summary>The samples that do without Retrain give label_image's answers, each by the record inside its model.</summary>
[Collection(nameof(ExportedModelTests))]
public sealed class IndependentSampleTests(ExportedModel model)
{
    /// <summary>They print five digits; float32 kernels differ by less.</summary>
    private const double Tolerance = 2e-5;

    private static readonly string Samples = Path.Combine(SharedData.RepositoryRoot, "samples");
    private static readonly string StandIn = Path.Combine(SharedData.RepositoryRoot, "tests", "independent", "stand_in");

    [Fact]
    public async Task OnnxRuntimeOnly_Photos_GivesLabelImagesAnswers()
    {
        model.Require();
        string program = Path.Combine(Samples, "OnnxRuntimeOnly", "bin", Configuration, "net10.0", "OnnxRuntimeOnly");

        AssertAnswers(await IndependentRun.Program(program, [model.File("model.onnx"), .. model.Photos]), Tolerance);
    }

    [Theory]
    [InlineData("model.onnx")]
    [InlineData("tfjs/model.json")]
    public async Task JavaScript_Photos_GivesLabelImagesAnswers(string file)
    {
        model.Require();
        Assert.SkipUnless(
            Directory.Exists(Path.Combine(Samples, "javascript", "node_modules")), "needs 'npm ci' in samples/javascript, not done here");

        AssertAnswers(
            await IndependentRun.Program(
                "node", [Path.Combine(Samples, "javascript", "label-image.mjs"), model.File(file), .. model.Photos]),
            Tolerance);
    }

    /// <summary>
    /// Where the packages of the runtimes are not installed, <c>tests/independent/stand_in</c> has small ones that look alike: OpenCV and
    /// LiteRT.js compute. The sample itself, its decoder and its preprocessing are the same.
    /// </summary>
    [Theory]
    [InlineData("label_image_onnx.py", "model.onnx", Tolerance, 50)]
    [InlineData("label_image_tflite.py", "model.tflite", Tolerance, 5)]
    public async Task Python_Photos_GivesLabelImagesAnswers(string script, string file, double tolerance, int photos)
    {
        model.Require();
        await IndependentRun.SkipUnlessPython("numpy", "PIL", "cv2", "onnx");

        string[] some = [.. model.Photos.Take(photos)];
        AssertAnswers(
            await IndependentRun.Program(
                IndependentRun.Python, [Path.Combine(Samples, "python", script), model.File(file), .. some], ("PYTHONPATH", StandIn)),
            tolerance, photos);
    }

    private static string Configuration =>
#if DEBUG
        "Debug";
#else
        "Release";
#endif

    private void AssertAnswers(string output, double tolerance, int photos = ExportedModel.Count)
    {
        var found = new List<Dictionary<string, double>>();
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                int space = line.LastIndexOf(' ');
                found[^1].Add(line[2..space], double.Parse(line[space..], CultureInfo.InvariantCulture));
            }
            else
            {
                found.Add([]);
            }
        }

        Assert.Equal(photos, found.Count);
        foreach ((Dictionary<string, double> theirs, double[] ours) in found.Zip(model.Scores))
        {
            Assert.Equal(model.Labels[Array.IndexOf(ours, ours.Max())], theirs.Keys.First());
            Assert.All(model.Labels.Zip(ours), s => Assert.Equal(s.Second, theirs[s.First], tolerance));
        }
    }
}
