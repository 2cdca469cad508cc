using System.Text;
using System.Text.Json;
using Retrain.Cli.Output;

namespace Retrain.Cli.Tests.Models;

/// <summary>The command lines of <c>retrain inspect</c> and <c>retrain convert</c>.</summary>
public sealed class ModelProgramTests : IDisposable
{
    private static readonly string Graph = SharedData.Fixture("tensorflow", "frozen", "tf1_retrained_mobilenet_v1", "graph.pb");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Inspect_Graph_ShowsItInLinesThatFit()
    {
        (int code, string output, string error) = await Run(c => new InspectProgram(c), Graph);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("  input       Placeholder float32 [?, 64, 64, 3]; 64 x 64 pixels\n", output, StringComparison.Ordinal);
        Assert.Contains("  parameters  2,415 (", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n').Skip(1), line => Assert.True(line.Length <= TextTable.Width, line));
    }

    [Fact]
    public async Task Inspect_Json_IsOneObject()
    {
        (int code, string output, _) = await Run(c => new InspectProgram(c), "--json", Graph);

        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(0, code);
        Assert.Equal("frozen graph", report.GetProperty("kind").GetString());
        Assert.Equal(4, report.GetProperty("operators").GetProperty("Conv2D").GetInt32());
        Assert.True(report.GetProperty("supported").GetBoolean());
    }

    [Fact]
    public async Task Inspect_UnsupportedModel_ListsEachNode()
    {
        // One letter of an operator's name, in bytes that stay as many.
        byte[] model = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(
            File.ReadAllBytes(SharedData.Fixture("onnx", "efficientnet_lite_qdq_int8", "model.onnx")))
                .Replace("DequantizeLinear", "DequantizeLineal", StringComparison.Ordinal));

        (int code, string output, _) = await Run(c => new InspectProgram(c), folder.Write("model.onnx", model));

        Assert.Equal(0, code);
        string[] lines = output.Split("\nNot supported: ")[1].Split('\n');
        int count = int.Parse(lines[0].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(count, lines.Count(l => l.StartsWith("  ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Convert_Graph_SaysWhatWasWrittenAndCompared()
    {
        (int code, string output, string error) = await Run(c => new ConvertProgram(c), Graph, folder["a.onnx"]);

        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith(folder["a.onnx"] + ": ONNX model, ", output, StringComparison.Ordinal);
        Assert.Contains("4 generated pictures", output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder["a.onnx"]));
    }

    [Theory]
    [InlineData("--to saved_model", "saved_model.pb")]
    [InlineData("--to=saved_model --image-size 64", "saved_model.pb")]
    public async Task Convert_To_OverridesTheEnding(string options, string file)
    {
        (int code, _, _) = await Run(c => new ConvertProgram(c), [Graph, folder["a.onnx"], .. options.Split(' ')]);

        Assert.Equal(0, code);
        Assert.True(File.Exists(folder["a.onnx", file]));
    }

    [Fact]
    public async Task Convert_OutputIsThere_NeedsForce()
    {
        File.WriteAllText(folder["a.onnx"], "mine");

        (int refused, _, string error) = await Run(c => new ConvertProgram(c), Graph, folder["a.onnx"]);
        (int forced, _, _) = await Run(c => new ConvertProgram(c), Graph, folder["a.onnx"], "--force");

        Assert.Equal((1, 0), (refused, forced));
        Assert.Contains("--force", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect", "", 2, "retrain inspect FILE")]
    [InlineData("inspect", "a b", 2, "Cannot place 'b'")]
    [InlineData("inspect", "no_such.pb", 1, "'no_such.pb' does not exist")]
    [InlineData("convert", "a", 2, "retrain convert IN OUT")]
    [InlineData("convert", "no_such.pb a.onnx", 1, "'no_such.pb' does not exist")]
    [InlineData("convert", "no_such.pb a.zip", 2, "--to")]
    [InlineData("convert", "a.pb b.onnx --to tflite", 2, "--to takes auto, onnx, frozen_graph, saved_model")]
    public async Task Mistakes_CostOneLine(string program, string arguments, int code, string message)
    {
        (int found, string output, string error) = await Run(
            c => program == "inspect" ? new InspectProgram(c) : new ConvertProgram(c),
            arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((code, ""), (found, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Help_OfRetrain_NamesBoth()
    {
        (_, string output, _) = await Run(c => new RetrainProgram(c), "--help");

        Assert.Contains("retrain inspect FILE", output, StringComparison.Ordinal);
        Assert.Contains("retrain convert IN OUT", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Out, string Error)> Run(Func<ProgramConsole, IProgram> program, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var input = new StringReader("");
        var console = new ProgramConsole(output, error, input, IsTerminal: false);
        int code = await ProgramRunner.RunAsync(program(console), arguments, console);
        return (code, output.ToString(), error.ToString());
    }
}
