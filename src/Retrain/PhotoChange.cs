namespace Retrain;

/// <summary>How a photo differs between two runs.</summary>
/// <param name="Kind">What happened to it.</param>
/// <param name="Name">Its name in the later run; of one that is gone, in the earlier run.</param>
/// <param name="LabelBefore">Its label in the earlier run; empty for a new photo.</param>
/// <param name="LabelAfter">Its label in the later run; empty for one that is gone.</param>
public sealed record PhotoChange(PhotoChangeKind Kind, string Name, string LabelBefore, string LabelAfter);
