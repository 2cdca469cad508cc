namespace Retrain;

/// <summary>A photo that two models label differently.</summary>
/// <param name="Name">Its name in the later run.</param>
/// <param name="Before">What the earlier model says it is.</param>
/// <param name="WasRight">Whether that was the photo's label in the earlier run.</param>
/// <param name="After">What the later model says it is.</param>
/// <param name="IsRight">Whether that is the photo's label in the later run.</param>
public sealed record FlippedPhoto(string Name, string Before, bool WasRight, string After, bool IsRight);
