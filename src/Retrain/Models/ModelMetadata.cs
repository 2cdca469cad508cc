using Retrain.Backbones;
using Retrain.Foundation;
using Retrain.Photos;

namespace Retrain.Models;

/// <summary>
/// What a model file says about itself; travels inside <c>model.onnx</c> as the metadata property <c>retrain</c>. Immutable.
/// </summary>
public sealed record ModelMetadata
{
    /// <summary>Version of the stored form. A program reads this one and older ones; unknown fields are ignored.</summary>
    public const int CurrentSchema = 2;

    /// <summary>Name of the output where nobody chose one.</summary>
    public const string DefaultFinalTensorName = "final_result";

    /// <summary>Class names; index = position in the output. At least one, without line breaks.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>How photos become the network's input; of several views the first one's.</summary>
    public required Preprocessing Preprocessing { get; init; }

    /// <summary>The pictures of a photo that the model takes, in the order of their features; empty: one, as above.</summary>
    public IReadOnlyList<ModelView> Views { get; init; } = [];

    /// <summary>How the features of <see cref="Views"/> become the head's.</summary>
    public ViewCombination Combination { get; init; }

    /// <summary>Name of the pretrained network.</summary>
    public required string Backbone { get; init; }

    /// <summary>
    /// Lower-case hex SHA-256 of the pretrained network, its tap and its preprocessing, see <see cref="Backbones.Backbone.Fingerprint"/>.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>The backbone's value that the head takes as features.</summary>
    public required string Tap { get; init; }

    /// <summary>Name of the output with the scores, float32 [N, C]. Default <c>final_result</c>.</summary>
    public string FinalTensorName { get; init; } = DefaultFinalTensorName;

    /// <summary>SPDX licence expression of the pretrained network, or <c>unknown</c>.</summary>
    public required string Licence { get; init; }

    /// <summary>Text that a product passes on with the model; may be empty.</summary>
    public string Notice { get; init; } = "";

    /// <summary>Version of the program that wrote the model.</summary>
    public required string ProgramVersion { get; init; }

    /// <summary>What the exported file said of a few pictures where it was written; <see langword="null"/>: not recorded.</summary>
    internal ExpectedScores? Expected { get; init; }

    /// <summary>The metadata of a head on a backbone.</summary>
    /// <param name="backbone">Gives everything but the labels.</param>
    /// <param name="labels">Class names in output order.</param>
    /// <param name="programVersion">Version of the program.</param>
    public static ModelMetadata For(Backbone backbone, IReadOnlyList<string> labels, string programVersion)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        return new ModelMetadata
        {
            Labels = labels,
            Preprocessing = backbone.Preprocessing,
            Views = [.. backbone.Views.Select((v, i) => new ModelView(ViewGraphs.NameIn(i, v.Input), v.Preprocessing))],
            Combination = backbone.Combination,
            Backbone = backbone.Name,
            Fingerprint = backbone.Fingerprint,
            Tap = backbone.Tap,
            Licence = backbone.Licence,
            Notice = backbone.Notice,
            ProgramVersion = programVersion,
        };
    }

    /// <summary>Reads the stored form.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">The model's file, for messages.</param>
    /// <exception cref="RetrainException">Broken, or written by a newer program.</exception>
    internal static ModelMetadata Parse(string json, string file) => ModelMetadataJson.Read(json, file);

    /// <summary>The stored form, JSON on one line; the same content gives the same text.</summary>
    internal string ToJson() => ModelMetadataJson.Write(this);
}
