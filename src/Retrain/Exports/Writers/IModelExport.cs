using Retrain.Models;

namespace Retrain.Exports.Writers;

/// <summary>Writes a trained model in one form.</summary>
internal interface IModelExport
{
    /// <summary>The form.</summary>
    ExportKind Kind { get; }

    /// <summary>Name of the file or folder.</summary>
    string FileName { get; }

    /// <summary>What the file says about itself: as the trained model, with the input and output that the file has.</summary>
    ModelMetadata Describe(ExportContent content);

    /// <summary>Finds out whether the format can say all that is in the network, without a file.</summary>
    /// <exception cref="Foundation.RetrainException">It cannot; everything that stands in the way is named.</exception>
    void Try(ExportContent content);

    /// <summary>Writes it.</summary>
    /// <param name="path">Nothing is there yet.</param>
    /// <param name="content">The model.</param>
    /// <param name="metadata">What the file says about itself: <see cref="Describe"/>, with or without expected scores.</param>
    /// <exception cref="Foundation.RetrainException">The format has no words for something in the network; it is named.</exception>
    /// <exception cref="IOException">The disk says no.</exception>
    void Write(string path, ExportContent content, ModelMetadata metadata);
}
