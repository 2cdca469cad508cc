using Retrain.Backbones;
using Retrain.Exports;
using Retrain.Models;
using Retrain.Prediction;
using Retrain.Tests.Models;
using Retrain.Tests.Photos;
using PhotoPrediction = Retrain.Prediction.Prediction;

namespace Retrain.Tests.Prediction;

/// <summary>Exported files as <c>label_image --graph FILE</c> reads them, without any option. FIELD_CASES P02, P03, P04, P14.</summary>
public sealed class ExportedPredictorTests(ExportedPredictorTests.Exports exports) : IClassFixture<ExportedPredictorTests.Exports>
{
    /// <summary>Float formats, with the smallest and the largest range, each rule of resizing and cropping.</summary>
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string model in Exports.Rules.Keys)
            {
                foreach (string file in new[] { "model.onnx", "saved_model", "model.pb", "model.tflite", "tfjs" })
                {
                    cases.Add(model, file);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Predict_PhotosOfAnyShape_GivesTheTrainedModelsScores(string model, string file)
    {
        using var trained = Predictor.Load(exports.Folder[model]);
        using var exported = Predictor.Load(exports.Folder[model + "_out", file]);
        (int Width, int Height, int Orientation)[] shapes = [(320, 180, 1), (180, 320, 1), (80, 320, 1), (320, 80, 1), (200, 200, 1), (320, 180, 6)];

        Assert.Equal(trained.Labels, exported.Labels);
        foreach ((int width, int height, int orientation) in shapes)
        {
            byte[] photo = DrawnPictures.Jpeg(width, height, orientation);
            PhotoPrediction expected = trained.Predict(photo, "photo.jpg");
            PhotoPrediction[] found = [.. Enumerable.Range(0, 10).Select(_ => exported.Predict(photo, "photo.jpg"))];

            Assert.Equal(expected.Scores.Select(s => s.Label), found[0].Scores.Select(s => s.Label));
            Assert.InRange(expected.Scores.Zip(found[0].Scores, (e, f) => Math.Abs(e.Score - f.Score)).Max(), 0, 1e-5);
            Assert.All(found, f => Assert.Equal(found[0].Scores, f.Scores));
        }
    }

    /// <summary>Models whose photos are prepared in different ways, exported.</summary>
    public sealed class Exports : IDisposable
    {
        public Exports()
        {
            foreach ((string name, Retrain.Photos.Preprocessing rules) in Rules)
            {
                Backbone backbone = ModelFixture.Backbone() with { Preprocessing = rules };
                ModelFolder.Write(
                    Folder[name],
                    ModelBuilder.Build(backbone, ModelFixture.Head(), ModelFixture.Metadata(backbone, "b", "a", "d", "c", "e")), "{}", "{}");
                ModelExport export = ModelExporter.Export(Folder[name], Folder[name + "_out"], new ModelExportOptions
                {
                    Kinds = [ExportKind.Onnx, ExportKind.SavedModel, ExportKind.FrozenGraph, ExportKind.Lite, ExportKind.TensorFlowJs],
                });
                Assert.All(export.Files, f => Assert.True(f.IsWritten, f.Fault));
            }
        }

        public static IReadOnlyDictionary<string, Retrain.Photos.Preprocessing> Rules { get; } = new Dictionary<string, Retrain.Photos.Preprocessing>
        {
            ["unit"] = new() { Width = 64, Height = 64 },
            ["signed"] = new() { Width = 64, Height = 64, RangeLow = -1, Crop = Retrain.Photos.Preprocessing.CentreCrop },
            ["bytes"] = new() { Width = 64, Height = 64, RangeHigh = 255, Resize = Retrain.Photos.Preprocessing.HalfPixelBilinear },
            ["compat"] = new() { Width = 64, Height = 64, Compat = true },
        };

        public TemporaryFolder Folder { get; } = new();

        public void Dispose() => Folder.Dispose();
    }
}
