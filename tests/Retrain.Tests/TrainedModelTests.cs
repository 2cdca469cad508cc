using Retrain.Formats.Onnx;
using Retrain.Foundation;
using Retrain.Photos;
using Retrain.Tests.Models;

namespace Retrain.Tests;

public sealed class TrainedModelTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ToOnnx_EqualModels_GiveEqualBytes()
    {
        byte[] first = Model().ToOnnx();
        Assert.Equal(first, Model().ToOnnx());
        Assert.NotEqual(first, Model("other_result").ToOnnx());
    }

    [Fact]
    public void ToOnnx_Model_SaysWhatItIs()
    {
        OnnxModel model = OnnxModel.Read(Model("other_result").ToOnnx());
        Assert.Equal(["other_result float [N, 5]"], model.Outputs.Select(o => o.ToString()));
        Assert.Equal(ProgramInformation.Version, model.Proto.ProducerVersion);
        Assert.Equal("""["daisy","dandelion","roses","sunflowers","tulips"]""", model.Metadata("labels"));
    }

    [Fact]
    public void SaveLabels_File_HoldsALabelALine()
    {
        Model().SaveLabels(folder["labels.txt"]);
        Assert.Equal("daisy\ndandelion\nroses\nsunflowers\ntulips\n"u8, File.ReadAllBytes(folder["labels.txt"]));
    }

    [Fact]
    public async Task SaveAsync_FileWithOtherScoresThanTraining_IsRefusedAndNothingIsKept()
    {
        string photo = SharedData.Fixture("decoding", "files", "jpeg", "sub_422.jpg");
        var sample = new VerificationSample(PhotoSet.Testing, [new Photo(photo, "daisy.jpg", 0)], [0.1f, 0.2f, 0.3f, 0.4f, 0]);
        var fault = await Assert.ThrowsAsync<RetrainException>(
            () => Model(sample: sample).SaveAsync(folder["model"], null, TestContext.Current.CancellationToken));
        Assert.StartsWith("The written model does not give the scores of training: ", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            " (at most 0.001); nothing was kept. If photos changed meanwhile, run again", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder[""]));
    }

    private static TrainedModel Model(string finalTensorName = "final_result", VerificationSample? sample = null) => new(
        ModelFixture.Backbone(),
        ModelFixture.Head(),
        ModelFixture.Flowers,
        finalTensorName,
        sample ?? new VerificationSample(PhotoSet.Testing, [], []),
        new ModelPapers("{}", "{}", new Dictionary<string, string>()));
}
