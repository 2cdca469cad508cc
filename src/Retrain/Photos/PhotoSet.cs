namespace Retrain.Photos;

/// <summary>The part of the data that a photo belongs to.</summary>
public enum PhotoSet
{
    /// <summary>The head learns from it.</summary>
    Training,

    /// <summary>Choices are made on it.</summary>
    Validation,

    /// <summary>Looked at once, at the end.</summary>
    Testing,
}
