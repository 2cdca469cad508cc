namespace Retrain.Evaluation;

/// <summary>How much of a report is told on the console.</summary>
public sealed record ReportTextOptions
{
    /// <summary>Columns of the console, 60 or more. Default 80. Paths are never shortened, so their lines may be longer.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Classes up to which the confusion matrix is shown, if it fits; beyond, the most confused pairs. Default 8.</summary>
    public int MatrixClasses { get; init; } = 8;

    /// <summary>Classes up to which every class has its line; beyond, the ones with the lowest recall. Default 30.</summary>
    public int TableClasses { get; init; } = 30;

    /// <summary>Misclassified photos that are listed. Default 20; 0 for none.</summary>
    public int Mistakes { get; init; } = 20;
}
