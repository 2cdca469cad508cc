using Retrain.Formats.Keras;
using Retrain.Testing;

namespace Retrain.Formats.Tests.Keras;

/// <summary>Every recorded Keras model, the outputs of its inner layers included, and every one that has to be refused.</summary>
public sealed class KerasConformanceTests
{
    public static TheoryData<string> Cases { get; } =
    [
        "keras2_h5_layer_zoo",
        "keras2_h5_mobilenet_v2",
        "keras2_h5_resnet_v2",
        "keras2_h5_xception",
        "keras2_keras_layer_zoo",
        "keras2_keras_mobilenet_v2",
        "keras2_keras_preprocessing",
        "keras2_weights_only",
        "keras2_weights_only_by_layer_name",
        "keras3_h5_mobilenet_v2",
        "keras3_keras_layer_zoo",
        "keras3_keras_mobilenet_v2",
        "keras3_keras_preprocessing",
        "keras3_keras_resnet_v2",
        "keras3_keras_xception",
        "keras3_weights_only",
        "teachable_machine_h5",
        "teachable_machine_h5_keras_2_2",
    ];

    public static TheoryData<string, string[]> Refused { get; } = new()
    {
        { "refuse_keras2_custom_layer", ["shop>Sharpen", "sharpen_1"] },
        { "refuse_keras2_lambda", ["Lambda", "twice", "never run"] },
        { "refuse_keras2_weights_without_architecture", ["model.save", "architecture.json"] },
        { "refuse_keras3_custom_layer", ["shop>Sharpen", "sharpen_1"] },
        { "refuse_keras3_lambda", ["Lambda", "twice", "never run"] },
        { "refuse_keras3_weights_without_architecture", ["model.save", "architecture.json"] },
        { "refuse_truncated_h5", ["cut off", "202784", "101392"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_RecordedModel_AnswersAsKerasDid(string name) => Check(new RecordedCase(SharedData.Shared("fixtures", "keras", name)));

    [Theory]
    [InlineData("keras2_h5_mobilenet_v2")]
    [InlineData("teachable_machine_h5")]
    public void Read_CommittedModel_AnswersAsKerasDid(string name) => Check(new RecordedCase(SharedData.Fixture("keras", name)));

    [Theory]
    [MemberData(nameof(Refused))]
    public void Read_ModelThatCannotBeUsed_IsRefusedByName(string name, string[] named)
    {
        string folder = SharedData.Shared("fixtures", "keras", name);
        string file = Directory.EnumerateFiles(folder).Single(f => !f.EndsWith(".json", StringComparison.Ordinal));
        string message = Assert.Throws<KerasFormatException>(() =>
        {
            KerasNetwork network = KerasNetworkReader.Read(KerasModels.Open(file));
            network.Build(network.Outputs[0]);
        }).Message;
        TestContext.Current.TestOutputHelper?.WriteLine($"{name} | {message}");
        Assert.All(named, n => Assert.Contains(n, message));
    }

    [Fact]
    public void Cases_OfTheFolder_AreAllInTheTable()
    {
        string[] folders = [.. Directory.EnumerateDirectories(SharedData.Shared("fixtures", "keras")).Select(f => Path.GetFileName(f)!)];
        string[] listed = [.. Cases.Select(c => c.Data), .. Refused.Select(c => c.Data.Item1)];
        Assert.Equal(folders.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    private static void Check(RecordedCase recorded)
    {
        KerasModel model = KerasModels.Open(recorded.Model);
        var input = recorded.Input;
        KerasNetwork network = KerasNetworkReader.Read(model, new KerasReadOptions(input.Shape[1], input.Shape[2]));
        Assert.Empty(network.Unsupported);
        foreach ((string name, _, _) in recorded.Outputs)
        {
            recorded.Check(name, network.Build(name == "scores" ? network.Outputs[0] : name));
        }
    }
}
