namespace Retrain.Networks;

/// <summary>A model file that networks are read from. Opened once, read as often as wanted. Thread-safe.</summary>
internal abstract class NetworkOrigin
{
    /// <summary>Name under which formats with room for texts keep <see cref="Record"/>.</summary>
    public const string RecordName = "retrain";

    /// <summary>Its path, for messages.</summary>
    public abstract string Name { get; }

    /// <summary>For people: <c>TensorFlow Hub module (TF1)</c>, <c>frozen graph</c>, <c>ONNX model</c>.</summary>
    public abstract string Kind { get; }

    /// <summary>Lower-case hex SHA-256 of the files' content; computed at the first use.</summary>
    public abstract string Sha256 { get; }

    /// <summary>Reads the part that leads from a photo to one output.</summary>
    /// <exception cref="Foundation.UsageException">
    /// A wish that the model cannot fulfil, or a choice that only the caller can make; the choices are listed.
    /// </exception>
    /// <exception cref="Foundation.RetrainException">
    /// The model is broken or uses what is not supported; everything that stands in the way is named.
    /// </exception>
    public abstract ImageNetwork Read(NetworkWish wish);

    /// <summary>Class names that the files carry, whatever the number of the model's classes; <see langword="null"/>: none.</summary>
    public virtual IReadOnlyList<string>? DeclaredLabels => null;

    /// <summary>
    /// Class names that lie among the model's constants; <see langword="null"/>: it has none, or more than one set of so many.
    /// </summary>
    /// <param name="classes">How many are needed.</param>
    public virtual IReadOnlyList<string>? Labels(int classes) => DeclaredLabels?.Count == classes ? DeclaredLabels : null;

    /// <summary>
    /// The record that this program keeps inside the files that it writes, JSON; <see langword="null"/>: the file holds none, or its
    /// format has no room for one.
    /// </summary>
    public virtual string? Record => null;
}
